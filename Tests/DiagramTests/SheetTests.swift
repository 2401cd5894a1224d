import Diagram
import Testing

/// The sheet around the boxes: title, description, legend, note, colours and sizes.
@Suite struct SheetTests {
    private let boxes = [
        Diagram.Box(
            id: "a", title: "Board", kicker: "board", lines: [Diagram.Line("3 × mayor"), Diagram.Line("1 × adviser", .quiet)], group: "North"),
        Diagram.Box(id: "b", title: "Project", group: "South"), Diagram.Box(id: "c", title: "Circle"),
    ]
    private let legend: [Diagram.Edge.Style: Diagram.Meaning] = [
        .arrow: Diagram.Meaning("steers"), .solid: Diagram.Meaning("belongs to", sentence: "{to} belongs to {from}"),
        .dotted: Diagram.Meaning("coordinates with"),
    ]

    private func diagram(
        _ edges: [Diagram.Edge] = [], boxes: [Diagram.Box]? = nil, subtitle: String? = nil, note: String? = nil
    ) throws -> Diagram {
        try Diagram(
            title: "Who steers whom", subtitle: subtitle, boxes: boxes ?? self.boxes, edges: edges, legend: legend, note: note,
            emptyText: "Nobody steers anybody.", language: "en-GB")
    }

    @Test func theRootSaysWhatItIs() throws {
        let drawing = try Drawing(diagram().svg())
        let root = try #require(drawing.elements.first)
        #expect(root.name == "svg" && root.attributes["xmlns"] == "http://www.w3.org/2000/svg" && root.attributes["version"] == "1.1")
        #expect(root.attributes["role"] == "img" && root.attributes["xml:lang"] == "en-GB")
        #expect(root.attributes["aria-labelledby"] == "title description")
        #expect(root.attributes["viewBox"] == "0 0 \(Int(drawing.size.width)) \(Int(drawing.size.height))")
        let paper = try #require(drawing.all("rect").first)
        #expect(paper.attributes["fill"] == "#ffffff" && paper.attributes["width"] == root.attributes["width"])
        #expect(paper.attributes["height"] == root.attributes["height"])
    }

    @Test func theDescriptionTellsTheRelationsInWords() throws {
        let edges = [
            Diagram.Edge(from: "a", to: "b", .arrow, label: "since 2013"), Diagram.Edge(from: "a", to: "b", .solid),
            Diagram.Edge(from: "b", to: "a", .dotted),
        ]
        let words = try Drawing(diagram(edges).svg()).words
        #expect(words == "Board steers Project (since 2013). Project belongs to Board. Project coordinates with Board. Circle.")
    }

    @Test func aTitleThatLooksLikeAPlaceholderStaysAsItIs() throws {
        let boxes = [Diagram.Box(id: "a", title: "{to}"), Diagram.Box(id: "b", title: "{from}")]
        let words = try Drawing(diagram([Diagram.Edge(from: "a", to: "b", .arrow)], boxes: boxes).svg()).words
        #expect(words == "{to} steers {from}.")
    }

    @Test(arguments: Diagram.Edge.Style.allCases) func theLegendShowsOnlyTheStylesThatAreUsed(_ style: Diagram.Edge.Style) throws {
        let drawing = try Drawing(diagram([Diagram.Edge(from: "a", to: "b", style)]).svg())
        let text = try #require(legend[style]?.text)
        #expect(drawing.legendTexts.map(\.text) == [text, "North", "South"])
    }

    @Test func theLegendNamesGroupsOnlyIfThereAreSeveral() throws {
        let one = boxes.map { Diagram.Box(id: $0.id, title: $0.title, group: "North") }
        let drawing = try Drawing(diagram(boxes: one).svg())
        #expect(drawing.legendTexts.isEmpty)
        #expect(Set(drawing.boxes.values.map(\.fill)).count == 1)
        #expect(Set(try Drawing(diagram().svg()).boxes.values.map(\.fill)).count == 3)
    }

    @Test func anEmptyDiagramSaysSo() throws {
        let drawing = try Drawing(diagram(boxes: [], subtitle: "on 1 January", note: "Source: none").svg())
        #expect(drawing.boxes.isEmpty && drawing.lines.isEmpty)
        #expect(drawing.looseTexts.map(\.text) == ["Who steers whom", "on 1 January", "Nobody steers anybody.", "Source: none"])
        #expect(drawing.words == "Nobody steers anybody.")
    }

    @Test func textsAreReadable() throws {
        let many = (1...20).map { number in
            Diagram.Box(
                id: "\(number)", title: "Title", kicker: "kicker", lines: [Diagram.Line("line"), Diagram.Line("line", .quiet)], group: "\(number)")
        }
        let drawing = try Drawing(
            diagram([Diagram.Edge(from: "1", to: "2", .arrow, label: "label")], boxes: many, subtitle: "sub", note: "note").svg())
        for box in drawing.boxes.values {
            #expect(box.texts.map(\.size) == [11, 14, 12, 12])
            for text in box.texts { #expect(contrast(text.colour, box.fill) >= 4.5, "\(text.text) on \(box.fill)") }
        }
        for text in drawing.looseTexts + drawing.legendTexts + drawing.labelTexts {
            #expect(text.size >= 11 && contrast(text.colour, "#ffffff") >= 4.5)
        }
        #expect(drawing.looseTexts.first?.size == 20)
        for line in drawing.all("g").compactMap({ $0.attributes["stroke"] }) { #expect(contrast(line, "#ffffff") >= 4.5) }
    }

    @Test func styleOfLinesDoesNotDependOnColour() throws {
        let edges = Diagram.Edge.Style.allCases.map { Diagram.Edge(from: "a", to: "b", $0) }
        let drawing = try Drawing(diagram(edges).svg())
        let dashes = (1...3).map { number in drawing.all("path").first { $0.attributes["id"] == "line-\(number)" }?.attributes["stroke-dasharray"] }
        #expect(dashes[0] == nil && dashes[1] == nil && dashes[2] != nil)
        #expect(drawing.arrowTips.count == 1)
    }

    /// WCAG 2.2, “contrast ratio” and “relative luminance”.
    private func contrast(_ one: String, _ other: String) -> Double {
        func luminance(_ colour: String) -> Double {
            let value = Int(colour.dropFirst(), radix: 16) ?? 0
            let parts = [16, 8, 0].map { shift -> Double in
                let part = Double((value >> shift) & 0xFF) / 255
                return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let values = [luminance(one), luminance(other)]
        return (max(values[0], values[1]) + 0.05) / (min(values[0], values[1]) + 0.05)
    }

    /// The power of 2.4, as the square times the fifth root of the square, by Newton's method.
    private func power(_ base: Double) -> Double {
        let square = base * base
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}

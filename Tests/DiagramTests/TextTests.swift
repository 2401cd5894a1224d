import Testing

@testable import Diagram

@Suite struct TextTests {
    private static let hostile = [
        "<script>alert(1)</script>", "]]>", "\"><svg onload=\"x\">", "'--><!--", "&amp; &lt; &#0;", "a\u{0}b\u{8}c\u{1F}d\u{FFFE}e\u{FFFF}f",
        "two\nlines\r\nand\ta tab", "   ", "", "👩‍👩‍👧‍👦 🇳🇱 👍🏽", "إدارة المشاريع الإقليمية", "\u{202E}gninraw", "שלום עולם", "Z̷̢̛̖a̸͙̍l̴̰͌g̶̺̈o̵̺͝",
        String(repeating: "Hottentottententententoonstelling", count: 20), String(repeating: "👩‍", count: 200), "不带空格的很长很长很长很长很长很长很长很长的句子", "ﷺ ﷽",
        "%s {from} {to} \\N \\G \\", "url(https://example.org/x.svg#a)", "javascript:alert(1)",
    ]

    private func diagram(_ text: String) throws -> Diagram {
        let boxes = ["1" + text, "2" + text, "3" + text].map { id in
            Diagram.Box(
                id: id, title: text, kicker: text, lines: [Diagram.Line(text), Diagram.Line(text, .quiet)], group: id.hasPrefix("1") ? text : nil)
        }
        let edges = [
            Diagram.Edge(from: boxes[0].id, to: boxes[1].id, .arrow, label: text),
            Diagram.Edge(from: boxes[1].id, to: boxes[2].id, .dotted, label: text),
        ]
        return try Diagram(
            title: text, subtitle: text, boxes: boxes, edges: edges, legend: [.arrow: Diagram.Meaning(text), .dotted: Diagram.Meaning(text)],
            note: text,
            emptyText: text, language: text)
    }

    /// What XML cannot hold is replaced, what separates words may have become the end of a line; the rest is there, letter for letter.
    private func letters(_ text: String) -> [Unicode.Scalar] {
        Markup.permitted(text).unicodeScalars.filter { !$0.properties.isWhitespace }
    }

    @Test(arguments: hostile) func textIsShownAsItIs(_ text: String) throws {
        let svg = try diagram(text).svg()
        let drawing = try Drawing(svg)
        for number in 1...3 {
            let box = try #require(drawing.boxes[number])
            let shown = box.texts.flatMap { letters($0.text) }
            #expect(shown == Array(repeating: letters(text), count: 4).flatMap(\.self))
            expectInside(box)
        }
        #expect(letters(drawing.title) == letters(text))
        let around = letters(text) + letters(text) + letters(text)
        #expect(drawing.looseTexts.flatMap { letters($0.text) } == around)
    }

    @Test(arguments: hostile) func textMakesNoElement(_ text: String) throws {
        let drawing = try Drawing(diagram(text).svg())
        #expect(Set(drawing.elements.map(\.name)).isSubset(of: ["svg", "title", "desc", "rect", "g", "path", "text"]))
        let names: Set<String> = [
            "xmlns", "version", "xml:lang", "width", "height", "viewBox", "role", "aria-labelledby", "font-family", "id", "fill", "stroke", "x", "y",
            "rx",
            "d", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-size", "font-weight", "text-anchor",
        ]
        for element in drawing.elements {
            #expect(Set(element.attributes.keys).isSubset(of: names))
            for (name, value) in element.attributes where name != "xml:lang" { #expect(!value.contains("url(") && !value.contains("javascript")) }
        }
        let ids = drawing.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } })
    }

    @Test func forbiddenCharactersBecomeTheReplacementCharacter() {
        #expect(Markup.escaped("a\u{0}b\u{B}\u{FFFE}<&>\"'") == "a\u{FFFD}b\u{FFFD}\u{FFFD}&lt;&amp;&gt;&quot;&#39;")
        #expect(Markup.escaped("tab\tline\nreturn\r") == "tab\tline\nreturn\r")
    }

    /// Widths measured in DejaVu Sans and Liberation Sans with FreeType, in thousandths of the font size.
    @Test(arguments: [
        (Typeface.regular, "3 × coordinating alderman", 13_482), (.bold, "Stuurgroep Regionaal", 12_352), (.regular, "Súdwest-Fryslân", 8_234),
        (.bold, "WWWMMM", 6_294),
    ]) func widthsAreNoLessThanInTheWiderFont(_ typeface: Typeface, _ text: String, _ thousandths: Int) {
        let width = typeface.width(of: text, size: 1_000)
        #expect(width >= thousandths && width <= thousandths * 115 / 100)
    }

    @Test func linesAreBrokenAtSpacesThenAtHyphensThenAnywhere() {
        let width = Typeface.regular.width(of: "alderman and", size: 12)
        #expect(Typeface.regular.wrap("alderman and mayor", size: 12, width: width) == ["alderman and", "mayor"])
        #expect(Typeface.regular.wrap("Noord-Midden-Limburg", size: 12, width: width) == ["Noord-", "Midden-", "Limburg"])
        #expect(Typeface.regular.wrap("", size: 12, width: width) == [""])
        let broken = Typeface.regular.wrap("wwwwwwwwwwwwwwwwwwww", size: 12, width: width)
        #expect(broken.count > 1 && broken.joined() == "wwwwwwwwwwwwwwwwwwww")
        #expect(Typeface.regular.wrap("👩‍👩‍👧‍👦", size: 12, width: 1).joined().unicodeScalars.count == 7)
    }
}

import Diagram
import Testing

/// What is refused when a diagram is made, and what a diagram promises once it is made.
@Suite struct CheckTests {
    private func make(_ ids: [String], _ edges: [Diagram.Edge]) throws(DiagramError) -> Diagram {
        try Diagram(title: "t", boxes: ids.map { Diagram.Box(id: $0, title: $0) }, edges: edges, language: "en")
    }

    @Test func twoBoxesOfOneIdAreRefused() {
        let error = #expect(throws: DiagramError.duplicateBox(id: "a")) { try make(["a", "b", "a"], []) }
        #expect(error?.description == "Two boxes have the id “a”. Give each box an id of its own.")
    }

    @Test(arguments: Diagram.Edge.Style.allCases) func aLineToNowhereIsRefused(_ style: Diagram.Edge.Style) {
        let error = #expect(throws: DiagramError.unknownBox(id: "x", from: "a", to: "x")) {
            try make(["a"], [Diagram.Edge(from: "a", to: "x", style)])
        }
        #expect(error?.description.contains("ends at “x”, but no box has that id") == true)
        #expect(throws: DiagramError.unknownBox(id: "x", from: "x", to: "a")) { try make(["a"], [Diagram.Edge(from: "x", to: "a", style)]) }
    }

    @Test(arguments: Diagram.Edge.Style.allCases) func aLineFromABoxToItselfIsRefused(_ style: Diagram.Edge.Style) {
        let error = #expect(throws: DiagramError.selfEdge(id: "a")) { try make(["a"], [Diagram.Edge(from: "a", to: "a", style)]) }
        #expect(error?.description.contains("to itself") == true)
    }

    /// Sets and dictionaries of equal content need not have equal order, so each time is a new chance to differ.
    @Test(arguments: Sample.table.suffix(8)) func theSameDiagramGivesTheSameBytes(_ sample: Sample) async throws {
        let (svg, dot) = try (sample.diagram().svg(), sample.diagram().dot())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let again = try sample.diagram()
                    #expect(again.svg() == svg && again.dot() == dot)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            Sample.random(seed: 41, boxes: 200, lines: 230), Sample("chain of 200", 200, (1...199).map { "\($0)>\($0 + 1)" }.joined(separator: " ")),
            Sample("fan of 200", 200, (2...200).map { "1>\($0)" }.joined(separator: " ")), Sample("200 alone", 200, ""),
            Sample("ring of 200", 200, (1...200).map { "\($0)>\($0 % 200 + 1)" }.joined(separator: " "), isAcyclic: false),
        ]) func twoHundredBoxesAreDrawn(_ sample: Sample) throws
    {
        let drawing = try Drawing(sample.diagram().svg())
        #expect(drawing.boxes.count == 200 && drawing.lines.count == sample.edges.count)
        let frames = drawing.boxes.sorted { $0.key < $1.key }.map(\.value.frame)
        for (index, one) in frames.enumerated() { #expect(!frames[(index + 1)...].contains { $0.overlaps(one) }) }
    }
}

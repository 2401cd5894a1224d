import Diagram
import Dispatch
import Foundation
import Testing

@Suite struct DOTTests {
    private static let awkward = [
        "plain", "two words", "quote \" here", "back\\slash", "ends in \\", "\\N \\G \\n", "a\nb", "{a|b}<c>", "<b>bold</b>", "a & b &lt;", "",
        "node", "é 👍🏽", "bell \u{7}",
    ]

    private func diagram(_ text: String) throws -> Diagram {
        let boxes = [
            Diagram.Box(id: text, title: text, kicker: "kind", lines: [Diagram.Line(text)]), Diagram.Box(id: "other of " + text, title: "Other"),
        ]
        return try Diagram(
            title: text, boxes: boxes, edges: [Diagram.Edge(from: boxes[0].id, to: boxes[1].id, .arrow, label: text)], language: "en")
    }

    @Test func theDocumentIsPlain() throws {
        let boxes = [Diagram.Box(id: "a", title: "A \"b\"", kicker: "kind", lines: [Diagram.Line("1 × c & d")]), Diagram.Box(id: "b", title: "B")]
        let edges = [
            Diagram.Edge(from: "a", to: "b", .arrow), Diagram.Edge(from: "a", to: "b", .solid), Diagram.Edge(from: "a", to: "b", .dotted, label: "l"),
        ]
        let dot = try Diagram(title: "T", boxes: boxes, edges: edges, language: "en").dot()
        #expect(
            dot == """
                digraph {
                  graph [rankdir=TB, label="T", labelloc=t, fontname="Helvetica"];
                  node [shape=box, fontname="Helvetica", fontsize=12];
                  edge [fontname="Helvetica", fontsize=11];
                  "a" [label="kind\\nA \\"b\\"\\n1 × c &amp; d"];
                  "b" [label="B"];
                  "a" -> "b" [style=solid];
                  "a" -> "b" [style=solid, dir=none];
                  "a" -> "b" [style=dotted, dir=none, constraint=false, label="l"];
                }

                """)
    }

    /// The quotation marks of a line open and close, and nothing but the grammar of the module is outside them.
    @Test(arguments: awkward) func textDoesNotLeaveItsQuotationMarks(_ text: String) throws {
        let lines = try diagram(text).dot().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 9 && lines.last == "")
        let outside = lines[4...6].map { line in
            var isQuoted = false
            var isEscaped = false
            var rest = ""
            for scalar in line.unicodeScalars {
                if isQuoted && isEscaped {
                    isEscaped = false
                } else if isQuoted && scalar == "\\" {
                    isEscaped = true
                } else if scalar == "\"" {
                    isQuoted.toggle()
                } else if !isQuoted {
                    rest.unicodeScalars.append(scalar)
                }
            }
            return rest
        }
        #expect(outside == ["   [label=];", "   [label=];", "   ->  [style=solid, label=];"])
    }

    @Test func differentIdsStayDifferent() throws {
        let ids = Self.awkward + ["\\", "\\\\", "a\\nb", "a\u{1}b", "a\u{2}b", "a\\u{1}b", "a\"", "a\\\""]
        let dot = try Diagram(title: "t", boxes: ids.map { Diagram.Box(id: $0, title: "x") }, language: "en").dot()
        let nodes = dot.split(separator: "\n").filter { $0.hasSuffix("[label=\"x\"];") }
        #expect(Set(nodes).count == ids.count)
    }

    private static let graphviz = ["/usr/bin/dot", "/usr/local/bin/dot", "/opt/homebrew/bin/dot"].first(where: FileManager.default.isExecutableFile)

    /// What Graphviz makes of it. It waits on a thread of its own: a few such waits would take all threads that tests run on, and stop every other.
    private static func drawn(_ dot: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(dot.utf8).write(to: folder.appending(path: "in"))
        let command = "\(try #require(graphviz)) -Tsvg '\(folder.path)/in' >'\(folder.path)/out' 2>/dev/null"
        let status = await withCheckedContinuation { continuation in
            DispatchQueue(label: "graphviz").async { continuation.resume(returning: system(command)) }
        }
        try #require(status == 0)
        return String(decoding: try Data(contentsOf: folder.appending(path: "out")), as: UTF8.self)
    }

    @Test(.enabled(if: graphviz != nil, "Graphviz is not installed."), arguments: awkward)
    func graphvizReadsWhatWasMeant(_ text: String) async throws {
        let svg = try await Self.drawn(diagram(text).dot())
        // Graphviz writes spaces that do not break.
        let texts = try Drawing(svg.replacing("&#160;", with: " ")).texts
        let lines = text.replacing("\u{7}", with: "\u{FFFD}").split(separator: "\n").map(String.init)
        for line in lines { #expect(texts.count { $0 == line } == 4, "\(line) in \(texts)") }
        #expect(texts.contains("kind") && texts.contains("Other"))
    }
}

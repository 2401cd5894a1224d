import Diagram
import Testing

/// A graph to draw, with a name for the report.
struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var boxes: [Diagram.Box]
    var edges: [Diagram.Edge]
    /// Whether lines with a direction close no cycle.
    var isAcyclic = true

    var testDescription: String { name }

    func diagram() throws -> Diagram {
        try Diagram(title: name, boxes: boxes, edges: edges, legend: [.arrow: Diagram.Meaning("steers")], emptyText: "Nothing.", language: "en")
    }

    /// Boxes from a count and lines from words such as `1>2` (arrow), `1-2` (solid) and `1~2` (dotted), each with a label after a colon if it has one.
    init(_ name: String, _ count: Int, _ lines: String, isAcyclic: Bool = true) {
        self.name = name
        self.isAcyclic = isAcyclic
        boxes = (1...count).map { number in
            let texts = (0..<(number * 7 % 4)).map { Diagram.Line("\($0 + 1) × member of the board", $0 == 1 ? .quiet : .normal) }
            return Diagram.Box(id: "\(number)", title: "Box number \(number)", kicker: number % 3 == 0 ? "kind" : nil, lines: texts)
        }
        edges = lines.split(separator: " ").compactMap { word in
            let parts = word.split(separator: ":")
            guard let sign = parts[0].first(where: { ">-~".contains($0) }) else { return nil }
            let ends = parts[0].split(separator: sign).map(String.init)
            let style: Diagram.Edge.Style = sign == ">" ? .arrow : sign == "-" ? .solid : .dotted
            return Diagram.Edge(from: ends[0], to: ends[1], style, label: parts.count > 1 ? String(parts[1]) : nil)
        }
    }

    /// Lines from lower to higher numbers, or to any if cycles are wanted.
    static func random(seed: UInt64, boxes: Int, lines: Int, isAcyclic: Bool = true) -> Sample {
        var generator = SplitMix(state: seed)
        var words: [String] = []
        while words.count < lines {
            let (one, other) = (Int.random(in: 1...boxes, using: &generator), Int.random(in: 1...boxes, using: &generator))
            guard one != other else { continue }
            let sign = [">", ">", "-", "~"][Int.random(in: 0..<4, using: &generator)]
            let ends = isAcyclic ? (min(one, other), max(one, other)) : (one, other)
            words.append("\(ends.0)\(sign)\(ends.1)" + (Int.random(in: 0..<9, using: &generator) == 0 ? ":agreed" : ""))
        }
        let name = "random \(boxes) boxes, \(lines) lines, seed \(seed)\(isAcyclic ? "" : ", cycles")"
        return Sample(name, boxes, words.joined(separator: " "), isAcyclic: isAcyclic)
    }

    static let table: [Sample] =
        [
            Sample("one", 1, ""),
            Sample("pair", 2, "1>2"),
            Sample("alone", 40, ""),
            Sample("chain", 9, "1>2 2>3 3>4 4>5 5>6 6>7 7>8 8>9"),
            Sample("chain with detours", 9, "1>2 2>3 3>4 4>5 5>6 6>7 7>8 8>9 1>9 1-5 2~8 3>7:often"),
            Sample("fan", 13, (2...13).map { "1>\($0)" }.joined(separator: " ")),
            Sample("merger", 13, (1...12).map { "\($0)>13" }.joined(separator: " ")),
            Sample("diamond", 6, "1>2 1>3 2>4 3>4 1>4 4-5 4-6 5~6"),
            Sample("all to all", 8, (1...4).flatMap { one in (5...8).map { "\(one)>\($0)" } }.joined(separator: " ")),
            Sample("both styles between two", 3, "1>2 1-2 1~2 2>3:yearly 1~3:monthly"),
            Sample("the same twice", 3, "1>2 1>2 1~3 1~3 3~1"),
            Sample("dotted only", 7, "1~2 2~3 3~4 1~4 1~3 5~1 2~6:weekly 1~6:yearly"),
            Sample("dotted ring", 30, (1...30).map { "\($0)~\($0 % 30 + 1)" }.joined(separator: " ")),
            Sample("many dotted", 10, "1>5 2>6 3>7 4>8 1~2 1~3 1~4 2~4 5~6 5~8 6~8 1~8 4~5 9~7 10~1"),
            Sample("two trees and two alone", 10, "1>2 1>3 4>5 4>6 6>7 2~3 7~5"),
            Sample("labels", 6, "1>2:mandate 1>3:mandate 2>4:report 3>4:report 1>4:budget 4~5:advice 5~6:advice 4~6:advice"),
            Sample("cycle of two", 2, "1>2 2>1", isAcyclic: false),
            Sample("cycle", 6, "1>2 2>3 3>1 3>4 4>5 5>6 6>4 6-2", isAcyclic: false),
        ]
        // Many lines between few boxes: often two of different styles to one box.
        + [random(seed: 5046, boxes: 10, lines: 49), random(seed: 5131, boxes: 15, lines: 64)]
        + (1...12).map { random(seed: $0, boxes: 6 + Int($0) * 2, lines: 5 + Int($0) * 3) }
        + (1...6).map { random(seed: 100 + $0, boxes: 12, lines: 20, isAcyclic: false) }
}

/// The generator of Steele, Lea and Flood (2014), so that a seed gives the same graph everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The explanation of lines and fills at the bottom, as far as they are used.
struct Legend {
    enum Sample {
        case line(Diagram.Edge.Style)
        case fill(Palette.Fill)
    }

    struct Entry {
        var sample: Sample
        /// The upper left corner of the sample.
        var corner: Point
        var runs: [TextRun]
    }

    private(set) var entries: [Entry] = []
    private(set) var height = 0

    static let lineLength = 40
    static let swatch = Size(width: 22, height: 14)

    init(_ diagram: Diagram, groups: Groups, width: Int) {
        var samples: [(Sample, String)] = []
        for style in Diagram.Edge.Style.allCases where diagram.edges.contains(where: { $0.style == style }) {
            if let meaning = diagram.legend[style] { samples.append((.line(style), meaning.text)) }
        }
        for (index, name) in groups.named.enumerated() { samples.append((.fill(Palette.fill(index)), name)) }
        var next = Point(x: 0, y: 0)
        var row = 0
        for (sample, text) in samples {
            let inset = Self.width(of: sample) + 10
            let lines = TextStyle.legend.wrap(text, width: max(80, width - inset))
            let length = inset + (lines.map { TextStyle.legend.width(of: $0) }.max() ?? 0)
            if next.x > 0 && next.x + length > width {
                next = Point(x: 0, y: next.y + row + 6)
                row = 0
            }
            let stack = TextRun.stack(lines, .legend, x: next.x + inset, top: next.y)
            entries.append(Entry(sample: sample, corner: next, runs: stack.runs))
            row = max(row, stack.height)
            next.x += length + 28
        }
        height = entries.isEmpty ? 0 : next.y + row
    }

    private static func width(of sample: Sample) -> Int {
        if case .line = sample { lineLength } else { swatch.width }
    }
}

/// The groups of a diagram in the order of their first boxes.
struct Groups {
    /// Those that the legend names: none if all boxes are of one group.
    let named: [String]
    private let number: [String: Int]

    init(_ boxes: [Diagram.Box]) {
        var names: [String] = []
        var number: [String: Int] = [:]
        for case let group? in boxes.map(\.group) where number[group] == nil {
            number[group] = names.count
            names.append(group)
        }
        self.number = number
        named = Set(boxes.map(\.group)).count > 1 ? names : []
    }

    func fill(_ box: Diagram.Box) -> Palette.Fill { box.group.flatMap { number[$0] }.map(Palette.fill) ?? Palette.plain }
}

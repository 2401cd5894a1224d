/// The label of a line, which stands on the line in a gap of its own.
enum EdgeLabel {
    private static let column = 132
    private static let padding = 4

    static func size(of label: String?) -> Size? {
        guard let label, label.contains(where: { !$0.isWhitespace }) else { return nil }
        let lines = TextStyle.label.wrap(label, width: column)
        let width = lines.map { TextStyle.label.width(of: $0) }.max() ?? 0
        return Size(width: width + width % 2 + 2 * padding, height: lines.count * TextStyle.label.lineHeight + 2)
    }

    static func runs(_ label: String, in frame: Frame) -> [TextRun] {
        let lines = TextStyle.label.wrap(label, width: column)
        return TextRun.stack(lines, .label, x: frame.x + frame.size.width / 2, top: frame.y + 1).runs.map { run in
            var run = run
            run.isCentred = true
            return run
        }
    }
}

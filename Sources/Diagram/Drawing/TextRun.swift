/// A line of text in its place: `x` is where it begins, `y` is its baseline.
struct TextRun {
    var text: String
    var style: TextStyle
    var x: Int
    var y: Int
    /// Whether `x` is the middle of the text instead.
    var isCentred = false

    func moved(by offset: Point) -> TextRun { TextRun(text: text, style: style, x: x + offset.x, y: y + offset.y, isCentred: isCentred) }

    /// Lines of text one below the other, and the height that they take.
    static func stack(_ lines: [String], _ style: TextStyle, x: Int, top: Int, indent: Int = 0) -> (runs: [TextRun], height: Int) {
        let runs = lines.enumerated().map { index, line in
            // Ascenders are about three quarters of the font size; the rest of the line is shared above and below.
            let baseline = top + index * style.lineHeight + (style.lineHeight + style.size * 3 / 4) / 2
            return TextRun(text: line, style: style, x: x + (index == 0 ? 0 : indent), y: baseline)
        }
        return (runs, lines.count * style.lineHeight)
    }
}

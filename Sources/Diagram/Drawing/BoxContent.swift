/// The text of a box, wrapped and placed from the top left corner of the box.
struct BoxContent {
    private(set) var runs: [TextRun] = []
    /// The height of the rule between the title and the lines.
    private(set) var rule: Int?
    /// The least size of the box.
    let size: Size

    static let padding = 14
    private static let hang = 12

    /// - Parameter column: The greatest width of a line of text.
    init(_ box: Diagram.Box, column: Int) {
        var top = Self.padding - 3
        var runs: [TextRun] = []
        func add(_ text: String, _ style: TextStyle, indent: Int = 0) {
            let lines = style.wrap(text, width: column, indent: indent)
            let stack = TextRun.stack(lines, style, x: Self.padding, top: top, indent: indent)
            runs += stack.runs
            top += stack.height
        }
        if let kicker = box.kicker { add(kicker, .kicker) }
        add(box.title, .boxTitle)
        if !box.lines.isEmpty {
            rule = top + 6
            top += 12
            for line in box.lines { add(line.text, line.emphasis == .quiet ? .quietLine : .line, indent: Self.hang) }
        }
        self.runs = runs
        let width = runs.map { $0.x + $0.style.width(of: $0.text) }.max() ?? 0
        size = Size(width: width + Self.padding, height: top + Self.padding - 3)
    }

    /// The width of the longest word, which a column should have so that words stay whole.
    static func longestWord(of box: Diagram.Box) -> Int {
        func longest(_ text: String?, _ style: TextStyle, _ indent: Int = 0) -> Int {
            (text ?? "").split(whereSeparator: \.isBreakingSpace).map { style.width(of: Markup.permitted(String($0))) + indent }.max() ?? 0
        }
        let lines = box.lines.map { longest($0.text, .line, hang) }
        return max(longest(box.kicker, .kicker), longest(box.title, .boxTitle), lines.max() ?? 0)
    }
}

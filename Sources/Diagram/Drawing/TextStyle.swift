/// How a kind of text is set. The colours have a contrast of 7:1 or more on every fill, which is WCAG 2.2 level AAA.
enum TextStyle {
    case title, subtitle, kicker, boxTitle, line, quietLine, label, legend, note

    /// The font size in pixels.
    var size: Int {
        switch self {
        case .title: 20
        case .boxTitle: 14
        case .subtitle: 13
        case .line, .quietLine, .legend: 12
        case .kicker, .label, .note: 11
        }
    }

    /// From one baseline to the next, in pixels.
    var lineHeight: Int {
        switch self {
        case .title: 26
        case .boxTitle, .subtitle: 18
        case .line, .quietLine, .legend: 17
        case .kicker, .label, .note: 15
        }
    }

    var typeface: Typeface { self == .title || self == .boxTitle ? .bold : .regular }

    var colour: String {
        switch self {
        case .title, .boxTitle, .line, .label, .legend: Palette.ink
        case .subtitle, .kicker, .quietLine, .note: Palette.quietInk
        }
    }

    func width(of text: String) -> Int { typeface.width(of: text, size: size) }

    func wrap(_ text: String, width: Int, indent: Int = 0) -> [String] {
        typeface.wrap(Markup.permitted(text), size: size, width: width, indent: indent)
    }
}

/// Text as XML 1.0 can hold it.
enum Markup {
    /// Replaces what XML 1.0 has no way to write (section 2.2, production `Char`) by U+FFFD.
    static func permitted(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: result.append(scalar)
            default: result.append("\u{FFFD}")
            }
        }
        return String(result)
    }

    /// Escapes text for content and for attributes in either quotation mark.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in permitted(String(text)).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

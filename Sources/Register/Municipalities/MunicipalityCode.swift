/// The CBS code of a municipality, in any of the ways that people write it.
public enum MunicipalityCode {
    /// `GM0988` for `GM0988`, `gm0988`, `0988`; nil for what cannot be a code.
    public static func normalised(_ text: some StringProtocol) -> String? {
        let digits = text.count == 6 && text.prefix(2).lowercased() == "gm" ? text.dropFirst(2) : text[...]
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return "GM" + digits
    }

    /// The same for a value in somebody's list: also with space around it, `951` (a spreadsheet drops zeros in front), and the URI of TOOI.
    public static func inList(_ text: String) -> String? {
        var text = text[...].drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        let uri = "https://identifier.overheid.nl/tooi/id/gemeente/"
        if text.hasPrefix(uri) { text = text.dropFirst(uri.count) }
        let isShort = (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return normalised(isShort ? String(repeating: "0", count: 4 - text.utf8.count) + text : String(text))
    }
}

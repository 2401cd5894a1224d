/// The CBS code of a municipality, in any of the ways that people write it.
public enum MunicipalityCode {
    /// `GM0988` for `GM0988`, `gm0988`, `0988`; nil for what cannot be a code.
    public static func normalised(_ text: some StringProtocol) -> String? {
        let digits = text.count == 6 && text.prefix(2).lowercased() == "gm" ? text.dropFirst(2) : text[...]
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return "GM" + digits
    }
}

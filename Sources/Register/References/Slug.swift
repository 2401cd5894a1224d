/// An id made of words: small letters, digits and hyphens.
public enum Slug {
    /// In small letters: those of A to Z only, since other alphabets have signs that turn into these, and they are another text.
    public static func normalised(_ text: String) -> String {
        String(decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

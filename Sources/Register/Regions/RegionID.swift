/// The id of a region in any case: a CBS code is capitals and digits, a slug has small letters.
public enum RegionID {
    /// `JZ43` for `jz43`; a slug in small letters.
    public static func normalised(_ text: String) -> String {
        let letters = text.utf8.prefix(2)
        let isCode =
            letters.count == 2 && letters.allSatisfy { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
            && text.utf8.count > 2 && text.utf8.dropFirst(2).allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isCode ? text.uppercased() : Slug.normalised(text)
    }
}

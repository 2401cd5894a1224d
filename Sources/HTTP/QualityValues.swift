/// A list of things that a client takes, each with how much it likes it (RFC 9110 section 12.4.2), such as `gzip, br;q=0.5`.
public struct QualityValues: Sendable {
    public struct Element: Sendable, Hashable {
        /// In small letters, without its parameters.
        public let name: String
        /// In thousandths; 0 is "not at all".
        public let quality: Int
    }

    public let elements: [Element]
    /// Whether nothing but separators is there: as good as no field at all.
    public let isSilent: Bool

    /// - Parameter fields: The values of all the fields of one name, in order.
    public init(_ fields: [String]) {
        isSilent = fields.allSatisfy { $0.utf8.allSatisfy { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: ",") } }
        elements = fields.flatMap { $0.split(separator: ",") }.compactMap { text in
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map {
                String($0.filter { $0 != " " && $0 != "\t" }).lowercased()
            }
            guard !parts[0].isEmpty else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            return Element(name: parts[0], quality: weight.map { Self.thousandths($0.dropFirst(2)) } ?? 1000)
        }
    }

    /// In thousandths, whatever follows the third decimal. A weight without the zero before its point is none by the grammar, but is what a well-known
    /// client sends. What cannot be read counts as 1.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        guard parts[0] == "0" || parts[0] == "1" || (parts[0].isEmpty && !decimals.isEmpty), parts.count <= 2,
            decimals.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let fraction = Int((decimals + "000").prefix(3))
        else { return 1000 }
        let whole = parts[0] == "1" ? 1 : 0
        return min(1000, whole * 1000 + fraction)
    }
}

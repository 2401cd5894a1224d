/// The target of a request, as it was received: nothing in it is decoded.
public struct Target: Sendable, Hashable, CustomStringConvertible {
    /// From the first `/` to the `?`; `*` for `OPTIONS *`.
    public var path: String
    /// What follows the first `?`; nil without one, empty when nothing follows it.
    public var query: String?

    public init(path: String, query: String? = nil) {
        self.path = path
        self.query = query
    }

    /// Reads a request target (RFC 9112 section 3.2).
    ///
    /// Taken are the origin form (`/path?query`), the absolute form that a proxy sends (`http://host/path?query`, of which the host is dropped), and `*`.
    /// Characters outside ASCII are taken although RFC 3986 wants them percent-encoded: people type them, and they mean one thing only.
    /// - Returns: nil for any other form, for white space, control characters, and a `#`.
    public init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }) else { return nil }
        guard let origin = Self.withoutAuthority(text[...]) else { return nil }
        if let question = origin.utf8.firstIndex(of: UInt8(ascii: "?")) {
            self.init(path: String(origin[..<question]), query: String(origin[origin.utf8.index(after: question)...]))
        } else {
            self.init(path: String(origin))
        }
        if path.isEmpty { path = "/" }
    }

    /// nil when the target is in none of the forms taken.
    private static func withoutAuthority(_ text: Substring) -> Substring? {
        if text.utf8.first == UInt8(ascii: "/") || text == "*" { return text }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), ["http", "https"].contains(text[..<colon].lowercased()) else { return nil }
        let rest = text[text.utf8.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let authority = rest.dropFirst(2)
        let end = authority.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? authority.endIndex
        // An empty host is invalid in an http URI (RFC 9110 section 4.2.1).
        return end == authority.startIndex ? nil : authority[end...]
    }

    public var description: String {
        query.map { "\(path)?\($0)" } ?? path
    }
}

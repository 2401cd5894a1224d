import HTTPTypes

extension Request {
    /// Whether the client takes gzip: named, or by `*`, not at weight 0, and not below what is not encoded, where it weighs that too (RFC 9110
    /// section 12.5.3). Without the field, only what is not encoded is safe.
    public var takesGzip: Bool {
        let taken = QualityValues(headers[fields: .acceptEncoding].map(\.value)).elements
        func weight(of names: String...) -> Int? { taken.filter { names.contains($0.name) }.map(\.quality).max() }
        let gzip = weight(of: "gzip", "x-gzip") ?? weight(of: "*") ?? 0
        return gzip > 0 && gzip >= weight(of: "identity") ?? 0
    }

    /// Whether the client has this representation already: its If-None-Match is `*` or names the tag. Weakness does not matter to it (RFC 9110
    /// section 13.1.2). What stands behind something malformed is not looked at: then the whole answer goes out, which is never wrong.
    public func alreadyHas(_ entityTag: String) -> Bool {
        headers[fields: .ifNoneMatch].contains { Self.names(entityTag, $0.value) }
    }

    /// Whether a value of If-None-Match is `*` or names the tag.
    static func names(_ entityTag: String, _ value: String) -> Bool {
        if value == "*" { return true }
        var rest = Substring(value)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            if rest.isEmpty { return false }
            if rest.hasPrefix("W/") { rest = rest.dropFirst(2) }
            // A comma may stand within the quotes.
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return false }
            if rest[...end] == entityTag { return true }
            rest = rest[rest.index(after: end)...]
        }
    }
}

extension RequestView {
    /// The same of a view.
    public func alreadyHas(_ entityTag: String) -> Bool {
        guard !ifNoneMatch.isEmpty else { return false }
        return Request.names(entityTag, String(decoding: ifNoneMatch, as: UTF8.self))
    }
}

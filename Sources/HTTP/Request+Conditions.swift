import HTTPTypes

extension Request {
    /// Whether the client takes gzip: named, or by `*`, and not at weight 0 (RFC 9110 section 12.5.3). Without the field, only what is not encoded is safe.
    public var takesGzip: Bool {
        let taken = QualityValues(headers[fields: .acceptEncoding].map(\.value)).elements
        let named = taken.filter { $0.name == "gzip" || $0.name == "x-gzip" }
        return (named.isEmpty ? taken.filter { $0.name == "*" } : named).contains { $0.quality > 0 }
    }

    /// Whether the client has this representation already: its If-None-Match is `*` or names the tag. Weakness does not matter to it (RFC 9110
    /// section 13.1.2).
    public func alreadyHas(_ entityTag: String) -> Bool {
        headers[fields: .ifNoneMatch].contains { field in
            var rest = Substring(field.value)
            while true {
                rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
                if rest.isEmpty { return false }
                if rest.first == "*" { return true }
                if rest.hasPrefix("W/") { rest = rest.dropFirst(2) }
                // A comma may stand within the quotes.
                guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return false }
                if rest[...end] == entityTag { return true }
                rest = rest[rest.index(after: end)...]
            }
        }
    }
}

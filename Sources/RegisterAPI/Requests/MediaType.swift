import HTTP
import HTTPTypes

/// A representation that a resource has.
struct MediaType: Sendable, Hashable {
    /// `type/subtype`, in small letters.
    let text: String

    static let json = MediaType(text: "application/json")
    static let svg = MediaType(text: "image/svg+xml")
    static let graphviz = MediaType(text: "text/vnd.graphviz")

    var isText: Bool { text.hasPrefix("text/") }

    /// The one of the offered that the client likes best (RFC 9110 section 12.5.1); of equals the first. Without a field Accept, the first.
    static func negotiated(_ request: Request, _ offered: [MediaType]) throws -> MediaType {
        let ranges = request.headers[fields: .accept].flatMap { $0.value.split(separator: ",").compactMap { Range($0) } }
        // An empty list says as little as no field does.
        if request.headers[fields: .accept].allSatisfy({ $0.value.allSatisfy { $0.isWhitespace || $0 == "," } }) { return offered[0] }
        var best: (type: MediaType, quality: Int)?
        for type in offered {
            // The most specific range decides, also when it says "not at all".
            guard let range = ranges.filter({ $0.matches(type) }).max(by: { $0.specificity < $1.specificity }), range.quality > 0 else { continue }
            if range.quality > best?.quality ?? 0 { best = (type, range.quality) }
        }
        guard let best else {
            let possible = offered.map(\.text).joined(separator: ", ")
            throw Problem(.notAcceptable, "The resource has no representation that the field Accept takes. It has \(possible).")
        }
        return best.type
    }

    /// One of the ranges of a field Accept, such as `image/*;q=0.5`.
    private struct Range {
        let type: Substring
        let subtype: Substring
        /// In thousandths.
        let quality: Int

        /// nil for what is no media range; it is left out of account, as the rest can still be understood.
        init?(_ text: Substring) {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0.filter { !$0.isWhitespace }).lowercased() }
            let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
            guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
            (type, subtype) = (names[0], names[1])
            quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) } ?? 1000
        }

        var specificity: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

        func matches(_ media: MediaType) -> Bool {
            switch specificity {
            case 0: subtype == "*"
            case 1: media.text.hasPrefix(type + "/")
            default: media.text == "\(type)/\(subtype)"
            }
        }

        /// A weight of at most three decimals (RFC 9110 section 12.4.2); what is none counts as 1.
        private static func thousandths(_ text: Substring) -> Int {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let decimals = parts.count == 2 ? parts[1] : ""
            guard parts[0] == "0" || parts[0] == "1", parts.count <= 2, decimals.count <= 3,
                decimals.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let whole = Int(parts[0]), let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.count))
            else { return 1000 }
            return min(1000, whole * 1000 + fraction)
        }
    }
}

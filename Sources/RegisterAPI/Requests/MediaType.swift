import HTTP
import HTTPTypes

/// A representation that a resource has.
struct MediaType: Sendable, Hashable {
    /// `type/subtype`, in small letters.
    let text: String
    /// As it is sent.
    let field: String

    private init(_ text: String, parameters: String = "") {
        self.text = text
        field = text + parameters
    }

    static let json = MediaType("application/json")
    static let csv = MediaType("text/csv", parameters: "; charset=utf-8; header=present")
    static let ndjson = MediaType("application/x-ndjson")
    /// The JSON batch format of CloudEvents 1.0 (section 4 of its JSON format).
    static let eventBatch = MediaType("application/cloudevents-batch+json")
    static let eventStream = MediaType("text/event-stream")
    static let html = MediaType("text/html", parameters: "; charset=utf-8")
    static let openAPI = MediaType("application/vnd.oai.openapi+json", parameters: ";version=3.1")
    static let svg = MediaType("image/svg+xml")
    /// The text format of Prometheus.
    static let metrics = MediaType("text/plain", parameters: "; version=0.0.4; charset=utf-8")
    static let graphviz = MediaType("text/vnd.graphviz", parameters: "; charset=utf-8")

    /// What resources of a kind have; the first is the one without a field Accept.
    static let ofSingle = [json]
    static let ofCollection = [json, csv, ndjson]
    static let ofChanges = [json, eventBatch, ndjson]
    static let ofTable = [json, ndjson]
    static let ofStream = [eventStream]
    static let ofMetrics = [metrics]
    static let ofRoot = [json, html]
    static let ofOpenAPI = [json, openAPI]
    static let ofStructure = [json, svg, graphviz]

    /// The one of the offered that the client likes best (RFC 9110 section 12.5.1); of equals the first. Without a field Accept, the first.
    static func negotiated(_ request: Request, _ offered: [MediaType]) throws -> MediaType {
        let ranges = QualityValues(request.headers[fields: .accept].map(\.value))
        if ranges.isSilent { return offered[0] }
        var best: (type: MediaType, quality: Int)?
        for type in offered {
            // The most specific range decides, also when it says "not at all".
            guard let range = ranges.elements.filter({ type.matches($0.name) }).max(by: { Self.specificity($0.name) < Self.specificity($1.name) })
            else {
                continue
            }
            if range.quality > best?.quality ?? 0 { best = (type, range.quality) }
        }
        guard let best else {
            let possible = offered.map(\.text).joined(separator: ", ")
            throw Problem(.notAcceptable, "The resource has no representation that the field Accept takes. It has \(possible).")
        }
        return best.type
    }

    // A star alone is no media range by the grammar, but means one thing only.
    private static func specificity(_ range: String) -> Int { range == "*/*" || range == "*" ? 0 : range.hasSuffix("/*") ? 1 : 2 }

    private func matches(_ range: String) -> Bool {
        range == "*/*" || range == "*" || range == text || (range.hasSuffix("/*") && text.hasPrefix(range.dropLast()))
    }
}

import Testing

extension Resource {
    static let csv = "text/csv; charset=utf-8; header=present"
    static let ndjson = "application/x-ndjson"

    /// Every representation: what to ask for, and the Content-Type that it has.
    var representations: [(accept: String, type: String)] {
        let json = (accept: "application/json", type: "application/json")
        if isCollection { return [json, ("text/csv", Self.csv), ("application/x-ndjson", Self.ndjson)] }
        switch path {
        case let path where path.contains("/structure") || path.contains("/lineage"):
            return [json, ("image/svg+xml", "image/svg+xml"), ("text/vnd.graphviz", "text/vnd.graphviz; charset=utf-8")]
        case let path where path.hasPrefix("/v1/changes"):
            let batch = "application/cloudevents-batch+json"
            return [json, (batch, batch), (Self.ndjson, Self.ndjson)]
        case let path where path.hasPrefix("/v1/tables/"): return [json, (Self.ndjson, Self.ndjson)]
        case "/", "/v1", "/v1/": return [json, ("text/html", "text/html; charset=utf-8")]
        case "/v1/openapi.json": return [json, ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json;version=3.1")]
        default: return [json]
        }
    }

    /// Those that carry a document or a page, beside those of the register.
    static let documents = [Resource(path: "/"), Resource(path: "/v1/openapi.json")]
}

extension Service {
    func csv(_ target: String) async throws -> Sheet { try Sheet(try await send(target, fields: ["Accept: text/csv"], type: Resource.csv)) }

    /// The lines of NDJSON, each with its own line feed left out.
    func lines(_ target: String) async throws -> [[UInt8]] {
        let body = try await send(target, fields: ["Accept: application/x-ndjson"], type: Resource.ndjson).body
        return body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast(
            body.isEmpty || body.last == UInt8(ascii: "\n") ? 1 : 0
        )
        .map(Array.init)
    }
}

import HTTP
import HTTPTypes
import Register

/// What a resource answers, before it is bytes.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var body: Body
    /// The revision that it was read at; nil where it does not come from the register.
    var revision: Int?
    var links: [Link] = []
    /// Whether caches may keep it, to ask again each time whether it still holds.
    var isKept = true

    enum Body: Sendable {
        case json(JSON)
        /// Another representation of a resource that has several.
        case text(String, MediaType)
    }

    /// Whether the answer depends on the field Accept (RFC 9110 section 12.5.5).
    var isNegotiated = false

    /// A relation of RFC 8288.
    struct Link: Sendable {
        let relation: String
        let target: String
    }

    init(_ body: JSON, at moment: Moment? = nil, links: [Link] = []) {
        (self.body, revision, self.links) = (.json(body), moment?.revision, links)
    }

    /// One of several representations of a resource.
    init(_ text: String, _ type: MediaType, at moment: Moment) {
        (body, revision, isNegotiated) = (.text(text, type), moment.revision, true)
    }

    func response() -> Response {
        var headers = isKept ? StandardHeaders.kept : StandardHeaders.notKept
        let bytes: [UInt8]
        switch body {
        case .json(let json): (headers[.contentType], bytes) = (MediaType.json.text, json.bytes)
        case .text(let text, let type): (headers[.contentType], bytes) = (type.text + (type.isText ? "; charset=utf-8" : ""), Array(text.utf8))
        }
        if isNegotiated { headers[.vary] = "Accept" }
        if let revision { headers[StandardHeaders.registerRevision] = String(revision) }
        if !links.isEmpty { headers[StandardHeaders.link] = links.map { "<\($0.target)>; rel=\"\($0.relation)\"" }.joined(separator: ", ") }
        return Response(status: status, headers: headers, body: bytes)
    }
}

extension Problem {
    /// - Parameter instance: The path and query that it is about.
    func response(instance: String?) -> Response {
        var headers = StandardHeaders.notKept
        headers[.contentType] = "application/problem+json"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let revision { headers[StandardHeaders.registerRevision] = String(revision) }
        return Response(status: status, headers: headers, body: json(instance: instance).bytes)
    }
}

import HTTP
import HTTPTypes
import Register

/// What a resource answers, before it is bytes.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var body: JSON
    /// The revision that it was read at; nil where it does not come from the register.
    var revision: Int?
    var links: [Link] = []
    /// Whether caches may keep it, to ask again each time whether it still holds.
    var isKept = true

    /// A relation of RFC 8288.
    struct Link: Sendable {
        let relation: String
        let target: String
    }

    init(_ body: JSON, at moment: Moment? = nil, links: [Link] = []) {
        (self.body, revision, self.links) = (body, moment?.revision, links)
    }

    func response() -> Response {
        var headers = isKept ? StandardHeaders.kept : StandardHeaders.notKept
        headers[.contentType] = "application/json"
        if let revision { headers[StandardHeaders.registerRevision] = String(revision) }
        if !links.isEmpty { headers[StandardHeaders.link] = links.map { "<\($0.target)>; rel=\"\($0.relation)\"" }.joined(separator: ", ") }
        return Response(status: status, headers: headers, body: body.bytes)
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

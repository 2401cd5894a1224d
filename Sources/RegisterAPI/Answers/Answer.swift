import HTTP
import HTTPTypes
import Register

/// What a resource answers, before it is a response.
struct Answer: Sendable {
    enum Body: Sendable {
        case json(JSON)
        case text(String)
        case bytes([UInt8])
        /// Made already, since it may be more than should sit in memory.
        case written(BodyWriter.Written)
        /// Made while it is sent; never kept.
        case stream(StreamedBody)
    }

    var body: Body
    var type: MediaType
    /// What it was read from; nil where it does not come from the register.
    var moment: Moment?
    var links: [Link] = []
    /// Whether caches may keep it, to ask again each time whether it still holds.
    var isKept = true

    init(_ body: Body, _ type: MediaType, at moment: Moment?, links: [Link] = []) {
        (self.body, self.type, self.moment, self.links) = (body, type, moment, links)
    }

    init(_ json: JSON, fields: Fields = .all, at moment: Moment? = nil, links: [Link] = []) {
        self.init(.json(fields.select(json)), .json, at: moment, links: links)
    }

    /// - Throws: ``TemporaryFileError``
    func complete(for call: Call) throws -> Complete {
        let written: BodyWriter.Written
        switch body {
        case .json(let json): written = try Self.write(json.bytes, call.request)
        case .text(let text): written = try Self.write(Array(text.utf8), call.request)
        case .bytes(let bytes): written = try Self.write(bytes, call.request)
        case .written(let done): written = done
        case .stream(let body): return Complete(whole: streamed(body), entityTag: nil, moment: moment)
        }
        var headers = isKept ? StandardHeaders.kept : StandardHeaders.notKept
        headers[.contentType] = type.field
        if type == .html { headers[.contentSecurityPolicy] = StandardHeaders.policyOfPages }
        headers[.vary] = "Accept, Accept-Encoding"
        var links = links
        if let moment {
            headers[StandardHeaders.registerRevision] = String(moment.revision)
            if isKept { links.append(.permalink(call.target, moment)) }
        }
        if !links.isEmpty { headers[StandardHeaders.link] = links.map(\.field).joined(separator: ", ") }
        if isKept { headers[.eTag] = written.entityTag }
        if written.isCompressed { headers[.contentEncoding] = "gzip" }
        return Complete(
            whole: Response(status: .ok, headers: headers, body: written.body), entityTag: isKept ? written.entityTag : nil, moment: moment)
    }

    private func streamed(_ body: StreamedBody) -> Response {
        var headers = StandardHeaders.notKept
        headers[.contentType] = type.field
        headers[.vary] = "Accept, Accept-Encoding"
        // A proxy (nginx) that gathered the answer before it passed it on would make a stream of it that never comes.
        headers[StandardHeaders.accelBuffering] = "no"
        if let moment { headers[StandardHeaders.registerRevision] = String(moment.revision) }
        return Response(status: .ok, headers: headers, body: .stream(body))
    }

    private static func write(_ bytes: [UInt8], _ request: Request) throws -> BodyWriter.Written {
        var writer = BodyWriter(mayCompress: request.takesGzip)
        try writer.write(bytes)
        return try writer.finish()
    }
}

extension Problem {
    /// - Parameter instance: The path and query that it is about.
    func response(instance: String?) -> Response {
        var headers = StandardHeaders.notKept
        headers[.contentType] = "application/problem+json"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let revision { headers[StandardHeaders.registerRevision] = String(revision) }
        if let permalink { headers[StandardHeaders.link] = permalink.field }
        return Response(status: status, headers: headers, body: json(instance: instance).bytes)
    }
}

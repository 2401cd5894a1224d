import HTTP

extension Contract {
    /// What a request asks for.
    struct Question: Sendable {
        let method: String
        /// nil: the document has no such path, or it cannot be read.
        let operation: Operation?
        /// The same path asked with a body.
        var post: Operation?
        let query: [QueryItem]

        var isRead: Bool { method == "GET" || method == "HEAD" }

        var selection: Selection {
            let fields = query.first { $0.name == "fields" }.flatMap { try? $0.value.get() }
            return Selection(fields: fields.map { Set($0.split(separator: ",").map(String.init)) }, parameters: Set(query.map(\.name)))
        }
    }

    func question(_ method: String, _ target: [UInt8]) -> Question {
        let target = String(validating: target, as: UTF8.self).flatMap(Target.init)
        let found = target.flatMap { operation($0.path) }
        return Question(
            method: method, operation: found, post: posts.first { $0.path == found?.path }, query: QueryItem.parse(target?.query ?? ""))
    }

    /// `/` and `/v1/` are `/v1`.
    func operation(_ path: String) -> Operation? {
        guard path.hasPrefix("/") else { return nil }
        let path = path == "/" || path == "/v1/" ? "/v1" : path
        // By bytes: an accent behind a slash does not make it another character.
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map { Self.decoded($0) }
        return operations.first { operation in
            let templates = operation.segments
            return templates.count == segments.count
                && zip(templates, segments).allSatisfy { template, segment in
                    guard let segment else { return false }
                    return template.hasPrefix("{") ? !segment.isEmpty : template == segment
                }
        }
    }

    /// nil: it cannot be.
    private static func decoded(_ segment: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(segment)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    /// What the document says of an answer with this status. nil: there may be none.
    func response(_ status: Int, to question: Question) -> Response? {
        // Of an operation that was found there is nothing unknown but what itself documents.
        let early = [404, 405].contains(status) ? nil : ofAnyRequest[status]
        switch (question.operation, question.method) {
        case (let operation?, "GET"), (let operation?, "HEAD"): return operation.responses[status] ?? early
        case (_?, "POST") where question.post != nil: return question.post?.responses[status] ?? early
        case (_?, "OPTIONS"): return status == 204 ? ofOptions : early
        case (_?, _): return status == 405 ? ofAnyRequest[405] : early
        // OPTIONS * asks of the service as a whole.
        case (nil, "OPTIONS") where status == 204: return ofOptions
        case (nil, _): return status == 404 ? ofAnyRequest[404] : early
        }
    }
}

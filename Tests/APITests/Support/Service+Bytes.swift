import Testing

extension Service {
    /// Sends these exact bytes, whatever they are, and holds the answer to openapi.json, or to what the HTTP library is known to refuse by itself.
    func send(head: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Reply {
        let bytes = Array(head.utf8)
        let reply = try await exchange(bytes)
        var request = MutantRequest(path: [])
        request.damagedHead = bytes
        if LibraryRefusal.isOne(reply, to: request) { return reply }
        let contract = try Contract.shared
        let question = request.line.map { contract.question($0.method, $0.target) } ?? Contract.Question(method: "?", operation: nil, query: [])
        #expect(contract.faults(of: reply, to: question) == [], "\(head.prefix(300)) → \(reply.status)", sourceLocation: sourceLocation)
        return reply
    }
}

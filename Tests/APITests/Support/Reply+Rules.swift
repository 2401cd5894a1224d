import Testing

@testable import RegisterAPI

extension Reply {
    /// What holds for every answer of the register, whatever was asked.
    /// - Parameters:
    ///   - isBodiless: The answer to HEAD.
    ///   - mayFail: A status of 500 or more is part of the test.
    ///   - type: The Content-Type of an answer that is no error.
    func checkRules(
        _ request: String, isBodiless: Bool = false, mayFail: Bool = false, type: String = "application/json", _ location: SourceLocation
    ) throws {
        let about: Comment = "\(request) → \(status) \(text.prefix(500))"
        #expect(status < 500 || mayFail, about, sourceLocation: location)
        #expect(self["API-Version"] == apiVersion, about, sourceLocation: location)
        #expect(self["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true, about, sourceLocation: location)
        #expect(self["Strict-Transport-Security"]?.contains("max-age=") == true, about, sourceLocation: location)
        #expect(self["X-Content-Type-Options"] == "nosniff", about, sourceLocation: location)
        #expect(self["X-Frame-Options"] == "DENY", about, sourceLocation: location)
        #expect(self["Access-Control-Allow-Origin"] == "*", about, sourceLocation: location)
        #expect(self["Server"] == nil, about, sourceLocation: location)
        for name in Set(fields.map { $0.name.lowercased() }) {
            #expect(fields.count { $0.name.lowercased() == name } == 1, "\(name) more than once: \(about)", sourceLocation: location)
        }
        if status == 204 {
            #expect(body.isEmpty, about, sourceLocation: location)
            return
        }
        let isError = status >= 400
        #expect(self["Content-Type"] == (isError ? "application/problem+json" : type), about, sourceLocation: location)
        // Answers to the moment, which nobody may keep.
        let isHealth = request.contains(" /health/")
        let isKept = !isHealth && !request.hasPrefix("POST ")
        // What is no answer about the register, but about its interface.
        let isDocument = request.contains(" /v1/openapi.json") || type.hasPrefix("text/html")
        #expect(
            self["Cache-Control"] == (isError || !isKept ? "no-store" : "public, max-age=0, must-revalidate"), about, sourceLocation: location)
        if !isError && !isHealth && !isDocument && !request.contains(" /v1/problems") {
            // Before the first revision there is an empty register.
            let least = request.contains("availableOn=") || request.contains("revision=0") ? 0 : 1
            #expect(self["Register-Revision"].flatMap { Int($0) } ?? -1 >= least, about, sourceLocation: location)
        }
        if !isError && !isHealth {
            #expect(self["Vary"] == "Accept, Accept-Encoding", about, sourceLocation: location)
            #expect((self["ETag"]?.wholeMatch(of: /"[0-9a-f]{32}"/) != nil) == isKept, about, sourceLocation: location)
        }
        if isBodiless || status == 304 {
            #expect(body.isEmpty, about, sourceLocation: location)
            return
        }
        #expect(self["Content-Length"] == String(body.count), about, sourceLocation: location)
        // A document may say what the service is made of, and stands as people write it.
        guard self["Content-Encoding"] == nil, isError || !isDocument else { return }
        for word in ["SELECT ", "FROM ", "SQLSTATE", ".swift", ".sql", "libpq", "PostgreSQL", "pg_", "/tmp/", "Fatal error"] {
            #expect(!text.contains(word), "\(word) in \(about)", sourceLocation: location)
        }
        guard isError || type == "application/json" else { return }
        let json = try json(sourceLocation: location)
        #expect(json.bytes == body, "compact, in order, nothing twice: \(about)", sourceLocation: location)
        if isError { try checkProblem(json, about, location) }
    }

    private func checkProblem(_ problem: JSON, _ about: Comment, _ location: SourceLocation) throws {
        let code = try #require(problem["code"].text, about, sourceLocation: location)
        #expect(problem["status"] == .int(status), about, sourceLocation: location)
        #expect(problem["type"] == .string("/v1/problems/\(code)"), about, sourceLocation: location)
        #expect(problem["title"].text?.isEmpty == false, about, sourceLocation: location)
        #expect(problem["detail"].text?.isEmpty == false, about, sourceLocation: location)
        #expect(problem.names.contains("instance"), about, sourceLocation: location)
        #expect(ProblemCode(rawValue: code)?.status != nil, about, sourceLocation: location)
        #expect(problem.names.contains("errors") == (status == 400), about, sourceLocation: location)
        for error in problem["errors"].elements {
            #expect(error.names == ["in", "location", "index", "code", "detail"], about, sourceLocation: location)
            #expect(["query", "path", "header", "body"].contains(error["in"].text), about, sourceLocation: location)
            #expect(error["detail"].text?.isEmpty == false, about, sourceLocation: location)
            #expect(error["code"].text.flatMap(ProblemCode.init) != nil, about, sourceLocation: location)
        }
    }
}

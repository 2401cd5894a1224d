import Glibc
import HTTP
import Logging
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// Each answer that openapi.json documents is given, in each of its media types, and no other. That each is as documented, whoever sends the request sees to.
@Suite struct DocumentedTests {
    /// An answer, as `path status type`.
    private static func documented(_ contract: Contract) -> Set<String> {
        let ofOperations = contract.operations.flatMap { operation in operation.responses.map { (operation.path, $0.key, $0.value) } }
        let ofPosts = contract.posts.flatMap { operation in operation.responses.map { ("POST \(operation.path)", $0.key, $0.value) } }
        let others = contract.ofAnyRequest.map { ("any", $0.key, $0.value) } + [("OPTIONS", 204, contract.ofOptions)]
        return Set(
            (ofOperations + ofPosts + others).flatMap { path, status, response -> [String] in
                let types = response.representations.map(\.type)
                return (types.isEmpty ? [""] : types).map { "\(path) \(status) \($0)" }
            })
    }

    /// Documented, since a service may always fail, and nothing that a test can do makes them: they never ask the database.
    private static let unreachable = Set(
        ["/v1/openapi.json", "/v1/problems", "/v1/problems/{code}", "/health/live"].map { "\($0) 500 application/problem+json" })

    private static let problem = "application/problem+json"

    @Test func eachDocumentedAnswerIsGivenAndNoOther() async throws {
        let contract = try Contract.shared
        #expect(Set(Example.all.keys) == Set(contract.operations.map(\.path)))
        var given = try await answersToReads(contract)
        given.formUnion(try await answersToPosts(contract))
        given.formUnion(try await answersToAnyRequest())
        given.formUnion(try await answersOfABrokenRegister(contract))
        given.formUnion(try await answersOfAServiceThatStops())
        #expect(given.isDisjoint(with: Self.unreachable))
        #expect(given.union(Self.unreachable).subtracting(Self.documented(contract)) == [])
        #expect(Self.documented(contract).subtracting(given.union(Self.unreachable)) == [])
    }

    private func answersToReads(_ contract: Contract) async throws -> Set<String> {
        var given: Set<String> = []
        for operation in contract.operations {
            let example = try #require(Example.all[operation.path])
            let target = example.targets[0]
            func expect(_ status: Int, _ target: String, _ fields: [String] = [], type: String = Self.problem, isEmpty: Bool = false) async throws {
                for method in ["GET", "HEAD"] {
                    let reply = try await Service.shared.send(method, target, fields: fields, type: Contract.contentType(type))
                    #expect(reply.status == status, "\(method) \(target) \(fields)")
                }
                given.insert("\(operation.path) \(status) \(isEmpty ? "" : type)")
            }
            for type in operation.responses[200]?.representations.map(\.type) ?? [] where !operation.isEndless {
                try await expect(200, target, ["Accept: \(type)"], type: type)
            }
            if operation.isEndless {
                #expect(try await EventStream(Service.shared).head().contains("200 OK"))
                given.insert("\(operation.path) 200 text/event-stream")
            }
            if operation.parameter("If-None-Match", .header) != nil {
                try await expect(304, target, ["If-None-Match: *"], type: "application/json", isEmpty: true)
            }
            try await expect(400, Example.target(target, with: "foo", "1"))
            try await expect(406, target, ["Accept: image/png"])
            if let missing = example.missing { try await expect(404, missing) }
            // What takes many values has reason to say that a URL has an end.
            if operation.responses[414] != nil {
                let many = String(repeating: "GM0988,", count: 1_200)
                try await expect(414, Example.target(target, with: "municipality", many))
            }
        }
        return given
    }

    private static let codes = Array(#"["GM0988"]"#.utf8)

    private static func fields(_ type: String = "application/json", _ others: [String] = []) -> [String] {
        ["Content-Type: \(type)", "Content-Length: \(codes.count)"] + others
    }

    private func answersToPosts(_ contract: Contract) async throws -> Set<String> {
        var given: Set<String> = []
        for operation in contract.posts {
            func expect(_ status: Int, _ query: String, _ fields: [String], type: String = Self.problem) async throws {
                let reply = try await Service.shared.send(
                    "POST", operation.path + query, fields: fields, body: Self.codes, type: Contract.contentType(type))
                #expect(reply.status == status, "\(operation.path) \(fields)")
                given.insert("POST \(operation.path) \(status) \(type)")
            }
            for type in operation.responses[200]?.representations.map(\.type) ?? [] {
                try await expect(200, "", Self.fields("application/json", ["Accept: \(type)"]), type: type)
            }
            try await expect(400, "?foo=1", Self.fields())
            try await expect(406, "", Self.fields("application/json", ["Accept: image/png"]))
            try await expect(415, "", Self.fields("image/png"))
        }
        return given
    }

    private func answersToAnyRequest() async throws -> Set<String> {
        var given: Set<String> = []
        func expect(_ status: Int, _ method: String, _ target: String, _ fields: [String] = [], kind: String = "any") async throws {
            let reply = try await Service.shared.send(method, target, fields: fields, mayFail: true)
            #expect(reply.status == status, "\(method) \(target.prefix(100))")
            given.insert("\(kind) \(status) \(status == 204 ? "" : Self.problem)")
        }
        try await expect(204, "OPTIONS", "/v1/norms", kind: "OPTIONS")
        try await expect(400, "GET", "/v1/%zz")
        try await expect(404, "GET", "/v1/nothing")
        try await expect(405, "DELETE", "/v1/norms")
        try await expect(413, "POST", "/v1/nothing", ["Content-Length: 1048577"])
        try await expect(414, "GET", "/" + String(repeating: "x", count: 9_000))
        try await expect(431, "GET", "/v1/nothing", ["X-Large: \(String(repeating: "x", count: 16_400))"])
        try await expect(501, "POST", "/v1/nothing", ["Transfer-Encoding: gzip"])
        return given
    }

    /// A register whose schema somebody changed under the running service.
    private func answersOfABrokenRegister(_ contract: Contract) async throws -> Set<String> {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        var given: Set<String> = []
        let breaks = [
            ("RAISE division_by_zero", 500, "internal-error"), ("RAISE query_canceled", 503, "overloaded"),
            ("RAISE undefined_table", 503, "database-unavailable"),
        ]
        for (statement, status, code) in breaks {
            try await database.script(
                """
                CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE plpgsql STABLE AS $$ BEGIN \(statement); END $$
                """)
            for operation in contract.operations {
                guard !Self.unreachable.contains("\(operation.path) 500 \(Self.problem)"), let target = Example.all[operation.path]?.targets[0] else {
                    continue
                }
                let reply = try await service.send(target, mayFail: true)
                #expect(reply.status == status, "\(target)")
                #expect(try reply.json()["code"] == .string(code), "\(target)")
                given.insert("\(operation.path) \(status) \(Self.problem)")
            }
            for operation in contract.posts {
                let reply = try await service.send("POST", operation.path, fields: Self.fields(), body: Self.codes, mayFail: true)
                #expect(try reply.status == status && reply.json()["code"] == .string(code), "POST \(operation.path)")
                given.insert("POST \(operation.path) \(status) \(Self.problem)")
            }
        }
        return given
    }

    /// One that has been told to stop, and has a request to finish. In this process, where it may take as long as a busy machine needs.
    private func answersOfAServiceThatStops() async throws -> Set<String> {
        let contract = try Contract.shared
        let paths = ["/v1/openapi.json", "/v1/problems", "/v1/problems/{code}", "/health/live"]
        let targets = paths.compactMap { Example.all[$0]?.targets[0] } + ["/v1/nothing"]
        let (gate, opener) = AsyncStream<Never>.makeStream()
        try await SeededRegister.shared.withPool { pool in
            let api = API(
                pool: pool, documents: Documents(openAPI: [], page: []), cache: RevisionCache(limit: 0, patience: .zero),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            var configuration = Server.Configuration()
            (configuration.port, configuration.idleTimeout) = (0, 600)
            let server = try Server.start(
                configuration, onFault: { API.refuse($0, $1) }, log: { _ in },
                handler: { request in
                    if request.target.path == "/held" { for await _ in gate {} }
                    return await api.respond(to: request)
                })
            let clients = targets.map { _ in KeptClient(port: server.port) }
            async let held = KeptClient(port: server.port).get("/held")
            async let stopped: Void = {
                for client in clients { #expect(try await client.get("/health/live").status == 200) }
                _ = try await wait("a request that is held") { server.requestsInFlight == 1 ? true : nil }
                async let stopping: Void = server.stop(within: .seconds(600))
                // Behind what waits for it, or leaving early would wait for ever.
                defer { opener.finish() }
                // It refuses requests before it refuses connections.
                _ = try await wait("a refusal to connect") {
                    guard let descriptor = try? Client.connect(port: server.port) else { return true }
                    close(descriptor)
                    return nil
                }
                for (client, target) in zip(clients, targets) {
                    let reply = try await client.get(target)
                    #expect(try reply.status == 503 && reply.json()["code"] == "stopping", "\(target) → \(reply.text.prefix(200))")
                    #expect(contract.faults(of: reply, to: contract.question("GET", Array(target.utf8))) == [])
                }
                opener.finish()
                await stopping
            }()
            try await stopped
            #expect(try await held.status == 404)
        }
        return Set((paths + ["any"]).map { "\($0) 503 \(Self.problem)" })
    }
}

import Dispatch
import Glibc
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// Each answer that openapi.json documents is given, in each of its media types, and no other. That each is as documented, whoever sends the request sees to.
@Suite struct DocumentedTests {
    /// An answer, as `path status type`.
    private static func documented(_ contract: Contract) -> Set<String> {
        let ofOperations = contract.operations.flatMap { operation in operation.responses.map { (operation.path, $0.key, $0.value) } }
        let others = contract.ofAnyRequest.map { ("any", $0.key, $0.value) } + [("OPTIONS", 204, contract.ofOptions)]
        return Set(
            (ofOperations + others).flatMap { path, status, response -> [String] in
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
            for type in operation.responses[200]?.representations.map(\.type) ?? [] { try await expect(200, target, ["Accept: \(type)"], type: type) }
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
                CREATE OR REPLACE FUNCTION latest_revision() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN \(statement); END $$
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
        }
        return given
    }

    private static let isWaitedFor = Statement(
        "is_waited_for", "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'municipality_name'::regclass AND NOT granted)", Void.self, (Bool).self
    )

    /// One that has been told to stop, and has a request to finish.
    private func answersOfAServiceThatStops() async throws -> Set<String> {
        let contract = try Contract.shared
        let paths = ["/v1/openapi.json", "/v1/problems", "/v1/problems/{code}", "/health/live"]
        let targets = paths.compactMap { Example.all[$0]?.targets[0] } + ["/v1/nothing"]
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        let clients = targets.map { _ in KeptClient(port: service.port) }
        let release = DispatchSemaphore(value: 0)
        try await database.withPool { pool in
            async let holding: Void = pool.run { db in
                try db.script("BEGIN; LOCK TABLE municipality_name IN ACCESS EXCLUSIVE MODE")
                release.wait()
                try db.script("COMMIT")
            }
            async let held = service.send("/v1/municipalities/GM0988", mayFail: true)
            // Behind what waits for it, or leaving early would wait for ever.
            defer { release.signal() }
            _ = try await wait("a request that waits") { try await pool.run { db in try db.one(Self.isWaitedFor) } ? true : nil }
            for client in clients { #expect(try await client.get("/health/live").status == 200) }
            service.program.interrupt()
            // It refuses requests before it refuses connections.
            _ = try await wait("a refusal to connect") {
                guard let descriptor = try? Client.connect(port: service.port) else { return true }
                close(descriptor)
                return nil
            }
            // At once, since it gives the request under way ten seconds.
            try await withThrowingTaskGroup { group in
                for (client, target) in zip(clients, targets) {
                    group.addTask {
                        let reply = try await client.get(target)
                        #expect(try reply.status == 503 && reply.json()["code"] == "stopping", "\(target) → \(reply.text.prefix(200))")
                        #expect(contract.faults(of: reply, to: contract.question("GET", Array(target.utf8))) == [])
                    }
                }
                try await group.waitForAll()
            }
            release.signal()
            #expect(try await held.status == 200)
            try await holding
        }
        #expect(try await service.program.outcome().status == 0)
        return Set((paths + ["any"]).map { "\($0) 503 \(Self.problem)" })
    }
}

import Dispatch
import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// A service whose database goes away, or is held up.
@Suite struct DatabaseGoneTests {
    @Test func itAnswers503AndRecovers() async throws {
        let folder = ScratchFolder.path("g")
        let cluster = try await PrivateCluster.open(folder: folder, database: "register", durability: .throwaway)
        let service = try await Service(["--database-url", cluster.connectionString().uri, "--stale-seconds", "0"])
        #expect(try await service.send("/v1").status == 200)
        await cluster.close()
        for _ in 1...2 {
            for target in ["/v1", "/v1/municipalities/GM0988", "/health/ready", "/v1/scale-check?municipality=GM0988&threshold=1"] {
                let reply = try await service.send(target, mayFail: true)
                #expect(reply.status == 503, "\(target)")
                #expect(try reply.json()["code"] == "database-unavailable")
                #expect(reply["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            }
            #expect(try await service.send("/health/live").status == 200)
            #expect(try await service.send("/v1/problems/database-unavailable").status == 200)
            // What is wrong with the request itself can still be said.
            #expect(try await service.send("/v1/municipalities?foo=1").status == 400)
            #expect(try await service.send("HEAD", "/v1", mayFail: true).status == 503)
        }
        let again = try await PrivateCluster.open(folder: folder, database: "register", durability: .throwaway)
        #expect(try await service.send("/v1/municipalities/GM0988").status == 200)
        #expect(try await service.send("/health/ready").status == 200)
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
        await again.close()
    }

    @Test func connectionsThatWereEndedAreReplacedUnnoticed() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        for _ in 1...3 {
            #expect(try await service.send("/v1").status == 200)
            try await database.script(
                """
                SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'register serve'
                """)
        }
        #expect(try await service.send("/v1").status == 200)
    }

    private static let isHeld = Statement(
        "is_held",
        """
        SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'municipality_name'::regclass AND mode = 'AccessExclusiveLock' AND granted)
        """, Void.self, (Bool).self)

    @Test func whenAllConnectionsAreHeldUpOthersAreToldToComeBack() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url], atOnce: 24)
        let release = DispatchSemaphore(value: 0)
        try await database.withPool { pool in
            async let holding: Void = pool.run { db in
                try db.script("BEGIN; LOCK TABLE municipality_name IN ACCESS EXCLUSIVE MODE")
                release.wait()
                try db.script("COMMIT")
            }
            // Behind what waits for it, or leaving early would wait for ever.
            defer { release.signal() }
            _ = try await wait("the lock") {
                try await pool.run { db in try db.one(Self.isHeld) } ? true : nil
            }
            let answers = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for _ in 1...24 {
                    group.addTask {
                        let reply = try await service.send("/v1/municipalities/GM0988", mayFail: true)
                        return (reply.status, try reply.json()["code"].text)
                    }
                }
                return try await group.reduce(into: [(Int, String?)]()) { answers, answer in
                    // The first that is turned away ends the others' waiting.
                    if answers.isEmpty { release.signal() }
                    answers.append(answer)
                }
            }
            try await holding
            #expect(answers.first.map { $0 == (503, "overloaded") } == true)
            // On a busy machine the others may have waited too long as well by the time the lock is gone.
            #expect(answers.allSatisfy { $0.0 == 200 || $0 == (503, "overloaded") })
        }
        #expect(try await service.send("/v1/municipalities/GM0988").status == 200)
    }

    @Test func aSchemaThatWasTakenAwayIsNotReady() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        #expect(try await Program.run("migrate", "down", environment: ["DATABASE_URL": database.url]).status == 0)
        let ready = try await service.send("/health/ready", mayFail: true)
        #expect(ready.status == 503)
        #expect(try ready.json()["detail"].text?.contains("Run “register migrate up”") == true)
    }

    /// As the first process of the next version does, while those of this one still serve.
    @Test func aSchemaThatBecameNewerIsReady() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        #expect(try await service.get("/health/ready")["schema"] == .int(Schema.version))
        try await database.script("INSERT INTO schema_migration (version, name, checksum) VALUES (\(Schema.version + 1), 'next', 'x')")
        #expect(try await service.get("/health/ready")["schema"] == .int(Schema.version + 1))
        #expect(try await service.send("/v1/municipalities/GM0946").status == 200)
    }
}

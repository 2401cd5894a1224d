import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// A URL that leads to something else than a replica, or to nothing.
@Suite struct FalseReplicaTests {
    /// Answers like a service without one, and says once why.
    private func expectNoUse(of url: String, beside database: TestDatabase, because reason: String) async throws {
        let service = try await Service(["--database-url", database.url], environment: ["DATABASE_REPLICA_URL": url])
        let said = try await wait("a line; there is: \(service.program.errors)") { ReplicaTests.lines(service, "left alone").first }
        #expect(said.contains(reason), "\(said)")
        for number in 1...30 { #expect(try await service.askNew(number).status == 200) }
        let samples = try await service.metrics().samples
        #expect(samples["register_replica_up"] == 0 && samples.replicaReads == 0)
        #expect(samples.faults == [], "\(samples.faults)")
        #expect(try await service.send("/health/ready").json()["replica"] == "unavailable")
        #expect(ReplicaTests.lines(service, "left alone").count == 1, "\(service.program.errors)")
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
    }

    @Test func itIsEmpty() async throws {
        let empty = try await TestCluster.shared.database()
        try await expectNoUse(of: empty.url, beside: SeededRegister.shared, because: "The database is empty")
    }

    @Test func itIsOfAnOlderSchema() async throws {
        let older = try await SeededRegister.database()
        try await older.script("DELETE FROM schema_migration WHERE version = \(Schema.version)")
        try await expectNoUse(of: older.url, beside: SeededRegister.shared, because: "has schema version \(Schema.version - 1)")
    }

    @Test func itIsNotThere() async throws {
        try await expectNoUse(of: "postgresql://127.0.0.1:1/register?password=s3cret", beside: SeededRegister.shared, because: "No connection")
    }

    /// With as many revisions, of which the last is another.
    @Test(arguments: [1, 2]) func itIsOfAnotherHistory(revisions: Int) async throws {
        let (database, other) = (try await SeededRegister.database(), try await SeededRegister.database())
        for (register, count) in [(database, 1), (other, revisions)] {
            try await register.withPool { pool in for _ in 1...count { _ = try await FigureWriter(pool: pool).write() } }
        }
        let service = try await Service(["--database-url", database.url, "--replica-url", other.url])
        let said = try await wait("a line") { () -> String? in
            let reply = try await service.askNew(Int.random(in: 100...10_000))
            #expect(reply.status == 200)
            return ReplicaTests.lines(service, "left alone").first
        }
        #expect(said.contains("which the primary does not have"), "\(said)")
        let base = try FigureWriter.read(try await service.send(FigureWriter.target)).revision
        for number in 1...30 { #expect(try await service.askNew(number)["Register-Revision"] == "\(base)") }
        let samples = try await service.metrics().samples
        #expect(samples["register_replica_up"] == 0 && samples.replicaReads == 0)
        #expect(ReplicaTests.lines(service, "left alone").count == 1, "\(service.program.errors)")
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
    }

    @Test func aURLThatIsNone() async throws {
        let database = try await SeededRegister.shared
        for (url, word) in [("nonsense", "It looks like postgresql://"), ("postgresql://u:s3cret@host/register?nothing=1", "cannot be read")] {
            for (arguments, environment) in [(["--replica-url", url], [:]), ([], ["DATABASE_REPLICA_URL": url])] as [([String], [String: String])] {
                let outcome = try await Program.start(
                    ["serve", "--port", "0", "--database-url", database.url] + arguments, environment: environment
                ).outcome()
                #expect(outcome.status == 64 && outcome.errors.hasPrefix("Error: The URL of the replica will not do."), "\(outcome)")
                #expect(outcome.errors.contains(word) && !outcome.errors.contains("s3cret"), "\(outcome)")
            }
        }
    }

    @Test func thePrivateClusterHasNone() async throws {
        let outcome = try await Program.start(
            ["serve", "--port", "0", "--data-dir", ScratchFolder.path("d"), "--replica-url", "postgresql://127.0.0.1/register"]
        ).outcome()
        #expect(outcome.status == 64 && outcome.errors.contains("no database of which it is one"), "\(outcome)")
    }
}

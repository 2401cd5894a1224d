import Dispatch
import Glibc
import Postgres
import TestCluster
import Testing

@testable import Register
@testable import RegisterAPI

/// What a service does with the signals that operators send.
@Suite struct StoppingTests {
    @Test func aHangupChangesNothing() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url])
        for _ in 1...3 { kill(service.program.pid, SIGHUP) }
        _ = try await service.program.line(beginning: "SIGHUP: ")
        #expect(try await service.send("/health/ready").status == 200)
        kill(service.program.pid, SIGHUP)
        service.program.terminate()
        let outcome = try await service.program.outcome()
        #expect(outcome.status == 0 && outcome.errors.split(separator: "\n").count { $0.hasPrefix("SIGHUP: ") } == 1, "\(outcome)")
    }

    /// A load balancer that asks whether it is ready hears at once that it is not, while all else is answered.
    @Test func whileItDrainsItIsNotReadyAndAnswers() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url, "--drain-seconds", "600"])
        #expect(try await service.send("/health/ready").status == 200)
        service.program.terminate()
        _ = try await service.program.line(beginning: "Stopping …")
        let reply = try await wait("a service that is not ready") { () -> Reply? in
            let reply = try await service.send("/health/ready", mayFail: true)
            return reply.status == 200 ? nil : reply
        }
        #expect(try reply.status == 503 && reply.json()["code"] == "stopping" && reply["Retry-After"] != nil)
        #expect(try await service.send("/v1/municipalities/GM0988").status == 200)
        #expect(try await service.send("/health/live").status == 200)
        // The second signal does not wait for anything.
        service.program.terminate()
        #expect(try await service.program.outcome().status == 130)
    }

    @Test func theDrainEnds() async throws {
        let url = try await SeededRegister.shared.url
        let service = try await Service(["--database-url", url], environment: ["REGISTER_DRAIN_SECONDS": "1"])
        let start = ContinuousClock.now
        service.program.terminate()
        let outcome = try await service.program.outcome()
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(outcome.status == 0 && outcome.output.hasSuffix("Stopping …\nStopped.\n"), "\(outcome)")
    }

    @Test(arguments: ["-1", "601"]) func aSenselessDrainIsRefused(seconds: String) async throws {
        let outcome = try await Program.start(["serve", "--port", "0", "--drain-seconds=\(seconds)"]).outcome()
        #expect(outcome.status != 0 && outcome.errors.contains("from 0 to 600"), "\(outcome)")
    }

    private static let hold = "BEGIN; LOCK TABLE municipality_name IN ACCESS EXCLUSIVE MODE"
    private static let isHeld = Statement(
        "is_held",
        """
        SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'municipality_name'::regclass AND mode = 'AccessExclusiveLock' AND granted)
        """, Void.self, (Bool).self)
    private static let isAwaited = Statement(
        "is_awaited", "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'municipality_name'::regclass AND NOT granted)", Void.self, (Bool).self)

    /// A request that waits for the database when the signal comes is answered all the same.
    @Test func whatIsUnderWayIsFinished() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        let release = DispatchSemaphore(value: 0)
        try await database.withPool { pool in
            async let holding: Void = pool.run { db in
                try db.script(Self.hold)
                release.wait()
                try db.script("COMMIT")
            }
            defer { release.signal() }
            _ = try await wait("the lock") { try await pool.run { db in try db.one(Self.isHeld) } ? true : nil }
            async let reply = service.send("/v1/municipalities/GM0988", mayFail: true)
            _ = try await wait("a request that waits") { try await pool.run { db in try db.one(Self.isAwaited) } ? true : nil }
            service.program.terminate()
            _ = try await service.program.line(beginning: "Stopping …")
            release.signal()
            #expect(try await reply.status == 200)
            try await holding
        }
        #expect(try await service.program.outcome().status == 0)
    }

    /// The reason why it is not ready, and nothing of where the database is or who logs in.
    @Test func itSaysWhyItIsNotReady() async throws {
        let cluster = try await PrivateCluster.open(folder: ScratchFolder.path("r"), database: "register", durability: .throwaway)
        let service = try await Service(["--database-url", cluster.connectionString().uri])
        #expect(try await service.get("/health/ready")["listening"] != .null)
        await cluster.close()
        // Of its own connections it hears first that the server ends them.
        let detail = try await wait("the reason") { () -> String? in
            let reply = try await service.send("/health/ready", mayFail: true)
            let detail = try #require(try reply.json()["detail"].text)
            #expect(reply.status == 503 && !detail.contains("register_"), "\(detail)")
            return detail.hasPrefix("There is no connection to the database: it is stopped") ? detail : nil
        }
        #expect(detail.hasSuffix("The service goes on trying; its log says more."))
    }
}

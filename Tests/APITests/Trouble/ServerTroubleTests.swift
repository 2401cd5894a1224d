import Dispatch
import Glibc
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// The server of the database goes, comes back, hangs, or cannot be reached.
@Suite struct ServerTroubleTests {
    private static func open(_ folder: String) async throws -> PrivateCluster {
        try await PrivateCluster.open(folder: folder, database: "register", durability: .throwaway)
    }

    @Test(arguments: [false, true]) func itIsStoppedOrKilledAndComesBack(isKilled: Bool) async throws {
        let folder = ScratchFolder.path("t")
        var cluster = try await Self.open(folder)
        let troubled = try await TroubledService(cluster.connectionString().uri)
        for _ in 1...2 {
            if isKilled { try cluster.kill9() } else { await cluster.close() }
            try await troubled.suffers("There is no connection to the database")
            try await troubled.answersStale()
            let again = try await Self.open(folder)
            try await troubled.recovers()
            if isKilled { await cluster.close() }
            cluster = again
        }
        try await troubled.ends()
        await cluster.close()
    }

    @Test func staleAnswersEnd() async throws {
        let cluster = try await Self.open(ScratchFolder.path("t"))
        let troubled = try await TroubledService(cluster.connectionString().uri, ["--stale-seconds", "2"])
        await cluster.close()
        try await troubled.givesUp(after: 2)
        try await troubled.ends()
    }

    /// The cut is noticed although TCP itself goes on answering, and so is the end of it.
    @Test(arguments: ["silent", "silent for ever", "cut"]) func theNetworkInBetween(ends: String) async throws {
        let cluster = try await TestCluster.shared.cluster()
        let database = try await SeededRegister.database()
        let network = try Network(to: cluster)
        defer { network.end() }
        let url = "postgresql://\(PrivateCluster.superuser)@127.0.0.1:\(network.port)/\(database.name)"
        let troubled = try await TroubledService(url)
        network.become(ends == "cut" ? .cut : .silent)
        try await troubled.suffers(ends == "cut" ? "There is no connection" : "The database does not answer")
        try await troubled.answersStale()
        if ends == "silent for ever" { network.forget() } else { network.become(.passes) }
        try await troubled.recovers()
        try await troubled.ends()
    }

    private static let isHeld = Statement(
        "is_held_in_trouble",
        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'municipality_name'::regclass AND mode = 'AccessExclusiveLock' AND granted)",
        Void.self, (Bool).self)

    /// What is slow is given up; what was asked before is known to hold, and is answered as ever.
    @Test func itIsSlow() async throws {
        let database = try await SeededRegister.database()
        let troubled = try await TroubledService(database.url)
        let release = DispatchSemaphore(value: 0)
        try await database.withPool { pool in
            async let holding: Void = pool.run { db in
                try db.script("BEGIN; LOCK TABLE municipality_name IN ACCESS EXCLUSIVE MODE")
                release.wait()
                try db.script("COMMIT")
            }
            defer { release.signal() }
            _ = try await wait("the lock") { try await pool.run { db in try db.one(Self.isHeld) } ? true : nil }
            let slow = try await troubled.service.send("/v1/municipalities/GM0957", mayFail: true)
            #expect(slow.status == 503 && slow["Retry-After"] != nil)
            #expect(try slow.json()["code"] == "overloaded")
            #expect(try slow.json()["detail"].text?.contains("took too long") == true)
            let known = try await troubled.service.send(TroubledService.kept)
            #expect(known.status == 200 && known["Register-Stale"] == nil)
            #expect(try await troubled.service.send("/health/ready").status == 200)
            release.signal()
            try await holding
        }
        try await troubled.recovers()
        try await troubled.ends()
    }
}

import HTTP
import Logging
import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// Writes, a replica that stops and goes on, and reads, in any order.
@Suite struct ReplicaCoherenceTests {
    private enum Action: CaseIterable { case write, writeOften, pause, resume, loseTheListener }

    /// Each read sees a whole revision, and none that is older than what was announced when it began, or than what its client saw before.
    @Test(arguments: [0, 1 << 20]) func noReadIsOlderThanWhatWasAnnounced(cacheBytes: Int) async throws {
        let pair = try await ReplicatedCluster.register()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let cache = RevisionCache(limit: cacheBytes, patience: .zero)
        let primary = pair.primary.connectionString()
        let (pool, replica, admin) = (primary.patientPool(limit: 8), pair.replica.connectionString().patientPool(limit: 8), primary.patientPool())
        let api = API(pool: pool, replica: replica, documents: Documents(openAPI: [], page: []), cache: cache, logger: logger)
        let listener = Listener(primary, channels: [ChangeFeed.channel], settings: ["application_name": "listener"]) { api.hear($0) }
        var configuration = Server.Configuration()
        (configuration.port, configuration.idleTimeout) = (0, 600)
        let server = try Server.start(
            configuration, onFault: { API.refuse($0, $1) }, onReady: { cache.find($0) }, handler: { await api.respond(to: $0) })
        let following = Task { await api.follow(listener.events) }
        let base = try await admin.run { db in try db.one(FigureWriter.newest) }
        let client = KeptClient(port: server.port)
        func samples() async throws -> Samples { Samples(try await client.get("/metrics").text) }
        _ = try await wait("the replica") { () -> Bool? in
            _ = try await client.get("/v1/norms?pageSize=\(Int.random(in: 1...999))")
            return try await samples().replicaReads > 0 ? true : nil
        }
        let (done, reads) = (Tally(), Tally())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...4 {
                group.addTask {
                    let client = KeptClient(port: server.port)
                    var seen = 0
                    while done.count == 0 {
                        let announced = cache.statistics.revision ?? 0
                        let target = [FigureWriter.target, "/v1/municipalities/0988/inhabitants?from=2020-01-01&to=2024-01-01"].randomElement()!
                        do {
                            let (revision, count) = try FigureWriter.read(try await client.get(target))
                            try #require(revision >= announced && revision >= seen, "\(revision) after \(announced) and \(seen)")
                            try #require(revision == base || count == revision, "\(String(describing: count)) at \(revision)")
                            seen = revision
                        } catch {
                            done.add()
                            throw error
                        }
                        reads.add()
                    }
                }
            }
            defer { done.add() }
            let writer = FigureWriter(pool: admin)
            for _ in 1...150 where done.count == 0 {
                switch Action.allCases.randomElement()! {
                case .write: _ = try await writer.write()
                case .writeOften: for _ in 1...5 { _ = try await writer.write() }
                case .pause: try await pair.onReplica("SELECT pg_wal_replay_pause()")
                case .resume: try await pair.onReplica("SELECT pg_wal_replay_resume()")
                case .loseTheListener:
                    try await pair.onPrimary("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener'")
                }
                let next = reads.count + Int.random(in: 0...25)
                while reads.count < next, done.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
            }
        }
        let end = try await samples()
        #expect(end.replicaReads > 0 && end.fallbacks(.behind) > 0, "\(end.values.filter { $0.key.contains("replica") })")
        print(
            "\(reads.count) reads with \(cacheBytes) bytes of cache, \(end.values.filter { $0.key.hasPrefix("register_replica_reads") || $0.key.hasPrefix("register_replica_fall") })"
        )
        following.cancel()
        await listener.close()
        await server.stop(within: .seconds(60))
        for pool in [pool, replica, admin] { await pool.close() }
        await pair.close()
    }
}

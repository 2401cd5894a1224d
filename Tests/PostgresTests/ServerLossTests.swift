import Glibc
import Postgres
import TestCluster
import Testing

@Suite struct ServerLossTests {
    @Test func aSessionEndedInTheMiddleIsAnErrorOnce() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            let sleeper = Task { try await pool.run { db in try db.run(Ask.sleep, 600) } }
            try await database.withPool { watcher in
                try await eventually("it is ended") {
                    guard let pid = try await watcher.run({ db in try db.first(Ask.busy, "select pg_sleep") }) else { return false }
                    return try await watcher.run { db in try db.one(Ask.terminate, pid) }
                }
            }
            let error = try await serverError { _ = try await sleeper.value }
            #expect(error.state == .adminShutdown)
            #expect(error.severity == "FATAL")
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    @Test func aDeadConnectionDoesNotStarveThoseWhoWait() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let gate = Gate()
            let dying = Task {
                try await pool.run { db in
                    gate.pass()
                    _ = try db.one(Ask.terminate, try db.one(Ask.pid))
                }
            }
            await gate.reached()
            let waiters = (1...20).map { _ in Task { try await pool.run { db in try db.one(Ask.one) } } }
            try await eventually("all wait") { pool.statistics.waiting == 20 }
            gate.open()
            #expect(try await serverError { try await dying.value }.state == .adminShutdown)
            for waiter in waiters { #expect(try await waiter.value == 1) }
        }
    }

    @Test func idleSessionsThatWereEndedAreReplacedUnnoticed() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            for _ in 1...20 {
                let pid = try await pool.run { db in try db.one(Ask.pid) }
                try await database.withPool(limit: 1) { watcher in
                    #expect(try await watcher.run { db in try db.one(Ask.terminate, pid) })
                    try await eventually("it is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
                }
                #expect(try await pool.run { db in try db.one(Ask.pid) } != pid)
            }
        }
    }

    @Test func aRestartOfTheServerCostsNoRequest() async throws {
        let folder = ScratchFolder.path("restart")
        var cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        let pool = cluster.connectionString().patientPool(limit: 4)
        try await fill(pool, 4)
        await cluster.close()
        let down = try await pgError { try await pool.run { _ in } }
        guard case .connection = down else { throw down }
        #expect(down.description.hasPrefix("No connection to PostgreSQL (postgresql://postgres@"))
        cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        try await fill(pool, 4)
        await cluster.close()
        cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        // Four idle connections, all dead: four requests, none of which notices.
        try await fill(pool, 4)
        await pool.close()
        await cluster.close()
    }

    @Test func aServerThatIsStoppingSaysSo() async throws {
        let cluster = try await PrivateCluster.open(folder: ScratchFolder.path("stopping"), durability: .throwaway)
        let pool = cluster.connectionString().patientPool()
        let gate = Gate()
        async let held: Void = pool.run { _ in gate.pass() }
        await gate.reached()
        // A smart shutdown waits for those who are connected, and takes nobody in.
        kill(try postmaster(of: cluster), SIGTERM)
        try await eventually("newcomers are refused") {
            // No connection is kept, so that each attempt is a new one.
            let other = cluster.connectionString().patientPool()
            let outcome = await Task { try await other.run { _ in } }.result
            await other.close()
            guard case .failure(let error as PGError) = outcome else { return false }
            #expect(error.state == .cannotConnectNow)
            #expect(error.description.hasSuffix("The server is starting or stopping: try again in a moment"))
            return true
        }
        gate.open()
        try await held
        await pool.close()
        await cluster.close()
    }

    /// As many uses at once as there are connections.
    private func fill(_ pool: Pool, _ count: Int) async throws {
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...count {
                group.addTask {
                    try await pool.run { db in
                        _ = try db.one(Ask.one)
                        gate.pass()
                    }
                }
            }
            for _ in 1...count { await gate.reached() }
            for _ in 1...count { gate.open() }
            try await group.waitForAll()
        }
    }
}

/// The process id of a cluster's server.
func postmaster(of cluster: PrivateCluster) throws -> pid_t {
    let outcome = try Spawn.run(["/usr/bin/head", "-n", "1", cluster.folder + "/pgdata/postmaster.pid"]).get()
    guard let pid = pid_t(outcome.output.prefix { $0.isNumber }) else { throw NeverHappened(description: outcome.output) }
    return pid
}

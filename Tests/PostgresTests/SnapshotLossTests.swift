import Postgres
import TestCluster
import Testing

/// A snapshot that is cancelled, or whose session ends, at each point of its way.
@Suite struct SnapshotLossTests {
    private static let opening = Statement("opening", "select 1", Void.self, (Int).self)
    /// As slow as the setting says, so that the opening can be stopped while it is under way.
    private static let slow = Statement("slow_opening", "select 1 from pg_sleep((select seconds from delay))", Void.self, (Int).self)

    /// Where in the snapshot it happens.
    enum Phase: CaseIterable { case inTheOpening, inTheFirst, inTheSecond, betweenThem, atTheEnd, afterIt }

    private func walk(_ pool: Pool, _ phase: Phase?, _ gate: Gate) async throws {
        try await pool.run { db in
            try db.snapshot(Self.slow) { _ in
                try db.run(Ask.sleep, phase == .inTheFirst ? 600 : 0)
                if phase == .betweenThem { gate.pass() }
                try db.run(Ask.sleep, phase == .inTheSecond ? 600 : 0)
                if phase == .atTheEnd { gate.pass() }
            }
            if phase == .afterIt { gate.pass() }
        }
    }

    private func withDelay(_ body: (Pool, Pool) async throws -> Void) async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            try await database.withPool(limit: 1) { watcher in
                try await watcher.run { db in try db.script("create table delay (seconds float8); insert into delay values (0)") }
                try await body(pool, watcher)
            }
        }
    }

    /// Starts a walk, waits until it is in the phase, does `what` to the session, and lets it go on.
    private func interrupt(
        _ pool: Pool, _ watcher: Pool, _ phase: Phase, _ what: (Task<Void, any Error>, Int) async throws -> Void
    ) async throws -> Result<Void, any Error> {
        let gate = Gate()
        // So that everything is prepared and remembered, and the next one goes together.
        try await walk(pool, nil, gate)
        let pid = try await pool.run { db in try db.one(Ask.pid) }
        if phase == .inTheOpening { try await watcher.run { db in try db.script("update delay set seconds = 600") } }
        let task = Task { try await walk(pool, phase, gate) }
        switch phase {
        case .inTheOpening: try await sleeps(watcher, "select 1 from pg_sleep")
        case .inTheFirst, .inTheSecond: try await sleeps(watcher, "select pg_sleep")
        case .betweenThem, .atTheEnd, .afterIt: await gate.reached()
        }
        try await what(task, pid)
        gate.open()
        let outcome = await task.result
        try await watcher.run { db in try db.script("update delay set seconds = 0") }
        return outcome
    }

    private func sleeps(_ watcher: Pool, _ query: String) async throws {
        try await eventually("it sleeps") { try await watcher.run { db in try db.first(Ask.busy, query) } != nil }
    }

    @Test(arguments: Phase.allCases) func cancelledItEndsAtOnceAndTheNextIsWell(_ phase: Phase) async throws {
        try await withDelay { pool, watcher in
            let outcome = try await interrupt(pool, watcher, phase) { task, _ in task.cancel() }
            // What was read before the cancellation is true; nobody waits for it any more.
            if phase != .afterIt { #expect(throws: CancellationError.self) { try outcome.get() } }
            try await walk(pool, nil, Gate())
        }
    }

    @Test(arguments: Phase.allCases) func aSessionThatIsEndedIsAnErrorOnceAtMost(_ phase: Phase) async throws {
        try await withDelay { pool, watcher in
            let outcome = try await interrupt(pool, watcher, phase) { _, pid in
                #expect(try await watcher.run { db in try db.one(Ask.terminate, pid) })
                try await eventually("it is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
            }
            switch phase {
            case .inTheOpening, .inTheFirst, .inTheSecond, .betweenThem:
                #expect(throws: PGError.self) { try outcome.get() }
                if case .failure(let error as PGError) = outcome, phase != .betweenThem { #expect(error.state == .adminShutdown) }
            case .atTheEnd, .afterIt: try outcome.get()  // everything had been read, and there is nothing to commit
            }
            for _ in 1...3 { try await walk(pool, nil, Gate()) }
        }
    }

    @Test func anEndWhoseAnswerNeverComesCostsNoRequest() async throws {
        try await withDelay { pool, watcher in
            for _ in 1...20 {
                try await walk(pool, nil, Gate())
                // The answer to COMMIT lies unread in the socket, and a farewell behind it.
                let pid = try await watcher.run { db in
                    try db.one(
                        Statement(
                            "other",
                            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
                            Void.self, (Int).self))
                }
                #expect(try await watcher.run { db in try db.one(Ask.terminate, pid) })
                try await eventually("it is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
                #expect(try await pool.run { db in try db.one(Ask.pid) } != pid)
            }
        }
    }

    @Test func nothingIsLeftOpenBehindAnIdleConnection() async throws {
        try await withDelay { pool, watcher in
            for _ in 1...20 {
                try await walk(pool, nil, Gate())
                try await eventually("its transaction has ended") {
                    try await watcher.run { db in
                        try db.one(
                            Statement(
                                "open",
                                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null",
                                Void.self, (Int).self))
                    } == 0
                }
            }
        }
    }

    @Test func manyAtOnceEachGetTheirOwn() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 4) { pool in
            let echo = Statement("echo_number", "select $1::int", (Int).self, (Int).self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...400 {
                    group.addTask {
                        let (first, second) = try await pool.run { db in
                            try db.snapshot(Self.opening) { _ in (try db.one(echo, number), try db.one(echo, -number)) }
                        }
                        #expect(first == number && second == -number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

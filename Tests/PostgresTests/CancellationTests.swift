import Postgres
import TestCluster
import Testing

@Suite struct CancellationTests {
    @Test func beforeNothingRuns() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            _ = try await pool.run { db in try db.one(Ask.one) }
            let ran = Recorder<Bool>()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await pool.run { _ in ran.record(true) }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ran.events.isEmpty)
            #expect(pool.statistics == PoolStatistics(limit: 1, open: 1, opening: 0, idle: 1, waiting: 0))
        }
    }

    @Test func whileWaitingGivesUpThePlace() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let gate = Gate()
            async let held: Void = pool.run { _ in gate.pass() }
            await gate.reached()
            let waiters = (1...50).map { _ in Task { try await pool.run { db in try db.one(Ask.one) } } }
            try await eventually("all wait") { pool.statistics.waiting == 50 }
            for waiter in waiters.dropLast() { waiter.cancel() }
            for waiter in waiters.dropLast() { await #expect(throws: CancellationError.self) { try await waiter.value } }
            #expect(pool.statistics.waiting == 1)
            gate.open()
            try await held
            #expect(try await waiters.last?.value == 1)
        }
    }

    @Test func duringStopsTheServer() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let sleeper = Task { try await pool.run { db in try db.run(Ask.sleep, 600) } }
            try await database.withPool { watcher in
                try await eventually("it sleeps") { try await watcher.run { db in try db.first(Ask.busy, "select pg_sleep") } == pid }
                sleeper.cancel()
                await #expect(throws: CancellationError.self) { try await sleeper.value }
                try await eventually("the session is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
            }
            #expect(try await pool.run { db in try db.one(Ask.pid) } != pid, "a signal may still be under way to the old one")
        }
    }

    @Test func betweenTwoStatementsNothingMoreIsSentOrCommitted() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table note (id int)") }
            let add = Statement("add_note", "insert into note values ($1)", (Int).self)
            for isLast in [false, true] {
                let gate = Gate()
                let task = Task {
                    try await pool.run { db in
                        try db.transaction {
                            try db.run(add, 1)
                            gate.pass()
                            if !isLast { try db.run(add, 2) }
                        }
                    }
                }
                await gate.reached()
                task.cancel()
                gate.open()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
            let notes = try await pool.run { db in try db.one(Statement("notes", "select count(*) from note", Void.self, (Int).self)) }
            #expect(notes == 0)
        }
    }

    @Test func duringACopyStopsItToo() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table t (x text)") }
            let copier = Task {
                try await pool.run { db in
                    try db.copyOut("copy (select pg_sleep(0.01) from generate_series(1, 60000)) to stdout") { _ in }
                }
            }
            try await database.withPool { watcher in
                try await eventually("it copies") { try await watcher.run { db in try db.first(Ask.busy, "copy (select") } != nil }
            }
            copier.cancel()
            await #expect(throws: CancellationError.self) { try await copier.value }
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    @Test func anEndlessSourceIsStopped() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table t (x text)") }
            let gate = Gate()
            let copier = Task {
                try await pool.run { db in
                    try db.copyIn("copy t from stdin") { writer in
                        try writer.write("first\n")
                        gate.pass()
                        while true { try writer.write("more\n") }
                    }
                }
            }
            await gate.reached()
            copier.cancel()
            gate.open()
            await #expect(throws: CancellationError.self) { try await copier.value }
            let rows = try await pool.run { db in try db.one(Statement("rows", "select count(*) from t", Void.self, (Int).self)) }
            #expect(rows == 0)
        }
    }

    /// Cancellations at every moment around the end of a use: none may hit the use after it.
    @Test func aLateOneNeverHitsTheNextUse() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            for round in 0..<300 {
                let first = Task { try await pool.run { db in try db.one(Ask.one) } }
                for _ in 0..<(round % 30) { await Task.yield() }
                first.cancel()
                let next = try await pool.run { db in
                    _ = try db.run(Ask.sleep, 0.0005)
                    return try db.one(Ask.one)
                }
                #expect(next == 1)
                _ = await first.result
            }
        }
    }

    @Test func afterwardsItDoesNothing() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let task = Task { try await pool.run { db in try db.one(Ask.pid) } }
            let pid = try await task.value
            task.cancel()
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid)
        }
    }

    @Test func theServersOwnTimeoutIsNotACancellation() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            // For this one alone: on a busy machine the time may run out for any other as well.
            let error = try await serverError { try await pool.run { db in try db.script("set statement_timeout = '20ms'; select pg_sleep(600)") } }
            #expect(error.state == .queryCanceled)
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid)
        }
    }
}

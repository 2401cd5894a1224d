import Postgres
import TestCluster
import Testing

/// Batches that come to no good end: a cancellation, or a connection that is lost.
@Suite struct BatchEndTests {
    @Test func cancelledBetweenTwoNothingMoreIsAsked() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let gate = Gate()
            let taken = Recorder<[Int]>()
            let reader = Task {
                try await pool.run { db in
                    try db.transaction(.snapshot) {
                        try db.batches(BatchTests.numbers, 100, size: 10) { batch in
                            taken.record(batch)
                            if batch[0] == 11 { gate.pass() }
                        }
                    }
                }
            }
            await gate.reached()
            reader.cancel()
            gate.open()
            await #expect(throws: CancellationError.self) { try await reader.value }
            #expect(taken.events == [Array(1...10), Array(11...20)])
            #expect(try await pool.run { db in try db.one(Ask.pid) } != pid, "a signal may still be under way to the old one")
        }
    }

    @Test func cancelledWhileTheServerWorks() async throws {
        let slow = Statement("batch_slow", "select n, pg_sleep(case n when 15 then 600 else 0 end)::text from generate_series(1, 100) n", Void.self) {
            row in
            try row.decode((Int, String).self).0
        }
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let taken = Recorder<Int>()
            let reader = Task { try await pool.run { db in try db.transaction { try db.batches(slow, size: 10) { taken.record($0.count) } } } }
            try await database.withPool { watcher in
                try await eventually("it fetches the second batch") {
                    let busy = try await watcher.run { db in try db.first(Ask.busy, "FETCH FORWARD 10 ") }
                    return busy == pid && taken.events == [10]
                }
                reader.cancel()
                await #expect(throws: CancellationError.self) { try await reader.value }
                try await eventually("the session is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
            }
            #expect(taken.events == [10])
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    /// A time-out is no cancellation, and says which statement it was.
    @Test func theServersOwnTimeout() async throws {
        let slow = Statement("batch_too_slow", "select pg_sleep(600)::text", Void.self, (String).self)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.transaction {
                        try db.script("set local statement_timeout = '20ms'")
                        try db.batches(slow) { _ in }
                    }
                }
            }
            #expect(error.state == .queryCanceled)
            #expect(error.statement == "batch_too_slow")
        }
    }

    @Test func theServerHangsUpBetweenTwo() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let gate = Gate()
            let reader = Task {
                try await pool.run { db in try db.transaction { try db.batches(BatchTests.numbers, 100, size: 10) { _ in gate.pass() } } }
            }
            await gate.reached()
            try await database.withPool { watcher in
                #expect(try await watcher.run { db in try db.one(Ask.terminate, pid) })
                try await eventually("the session is gone") { try await !watcher.run { db in try db.one(Ask.isAlive, pid) } }
            }
            gate.open()
            #expect(try await serverError { try await reader.value }.state == .adminShutdown)
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    /// A COPY that nobody feeds costs the connection, within a batch too.
    @Test func theConnectionIsClosedBetweenTwo() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table t (x text)") }
            for isIgnored in [false, true] {
                let error = try await pgError {
                    try await pool.run { db in
                        try db.transaction {
                            try db.batches(BatchTests.numbers, 100, size: 10) { _ in
                                do { try db.script("copy t from stdin") } catch { if !isIgnored { throw error } }
                            }
                        }
                    }
                }
                if isIgnored {
                    guard case .connection = error else { throw error }
                } else {
                    #expect(error == .copy(sql: "copy t from stdin"))
                }
                #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
            }
        }
    }
}

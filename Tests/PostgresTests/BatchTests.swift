import Postgres
import TestCluster
import Testing

/// Long answers, some rows at a time.
@Suite struct BatchTests {
    static let numbers = Statement("batch_numbers", "select n from generate_series(1, $1) n order by n", (Int).self, (Int).self)
    /// Besides that of the asking statement itself.
    static let cursors = Statement("open_cursors", "select count(*) from pg_cursors where name <> ''", Void.self, (Int).self)

    @Test(arguments: [1, 7, 1_000]) func everyRowInOrder(size: Int) async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            for rows in [0, 1, size - 1, size, size + 1, 2 * size, 3 * size - 1, 3 * size + 1] {
                let batches = try await pool.run { db in
                    var batches: [[Int]] = []
                    try db.transaction(.snapshot) { try db.batches(Self.numbers, rows, size: size) { batches.append($0) } }
                    return batches
                }
                #expect(batches.flatMap(\.self) == Array(1..<(rows + 1)))
                #expect(batches.dropLast().allSatisfy { $0.count == size } && !batches.contains([]), "\(rows) rows")
            }
        }
    }

    /// The server has not come to row 5,000 yet when the first ones are there.
    @Test func theServerWorksNoFurtherThanIsAsked() async throws {
        let failing = Statement("batch_failing", "select 1 / (5000 - n) from generate_series(1, 100000) n", Void.self, (Int).self)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let taken = Recorder<Int>()
            let error = try await serverError {
                try await pool.run { db in try db.transaction { try db.batches(failing) { taken.record($0.count) } } }
            }
            #expect(error.state == .divisionByZero)
            #expect(error.statement == "batch_failing")
            #expect(taken.events == [1_000, 1_000, 1_000, 1_000])
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid, "a clean rollback keeps the connection")
        }
    }

    @Test func otherStatementsMayRunBetweenTwoBatches() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let (found, cursors) = try await pool.run { db in
                try db.transaction {
                    var found: [String?] = []
                    try db.batches(Self.numbers, 25, size: 10) { batch in
                        // Prepared, by the simple protocol, and one that fails where nobody but this asks.
                        found.append(try db.one(Ask.echo, "\(batch[0])"))
                        try db.script("savepoint s")
                        _ = try? db.script("select 1 / 0")
                        try db.script("rollback to s")
                    }
                    return (found, try db.one(Self.cursors))
                }
            }
            #expect(found == ["1", "11", "21"])
            #expect(cursors == 0)
        }
    }

    @Test func whatTheBodyThrowsLeavesTheTransactionAsItWas() async throws {
        struct Enough: Error {}
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let kept = try await pool.run { db in
                try db.transaction {
                    try db.script("create table kept (n int)")
                    var taken: [Int] = []
                    for _ in 1...2 {
                        #expect(throws: Enough.self) {
                            try db.batches(Self.numbers, 100, size: 10) { batch in
                                taken += batch
                                throw Enough()
                            }
                        }
                        #expect(try db.one(Self.cursors) == 0)
                    }
                    try db.batches(Self.numbers, 15, size: 10) { taken += $0 }
                    return taken
                }
            }
            #expect(kept == Array(1...10) + Array(1...10) + Array(1...15))
            #expect(try await pool.run { db in try db.one(Statement("kept", "select count(*) from kept", Void.self, (Int).self)) } == 0)
        }
    }

    @Test func outsideATransactionTheServerSaysWhy() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            let error = try await serverError { try await pool.run { db in try db.batches(Self.numbers, 1) { _ in } } }
            #expect(error.state == SQLState(rawValue: "25P01"))
            #expect(error.message == "DECLARE CURSOR can only be used in transaction blocks")
            #expect(error.statement == "batch_numbers")
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid)
        }
    }

    @Test func oneWithinAnotherIsRefused() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.transaction { try db.batches(Self.numbers, 1) { _ in try db.batches(Self.numbers, 1) { _ in } } }
                }
            }
            #expect(error.message == "cursor \"batches\" already exists")
            let after = try await pool.run { db in
                var after: [Int] = []
                try db.transaction { try db.batches(Self.numbers, 3) { after += $0 } }
                return after
            }
            #expect(after == [1, 2, 3])
        }
    }

    @Test func aSnapshotIsOneForAllBatches() async throws {
        let notes = Statement("batch_notes", "select id from note order by id", Void.self, (Int).self)
        try await TestCluster.shared.database().withPool(limit: 2) { pool in
            try await pool.run { db in try db.script("create table note (id int); insert into note select generate_series(1, 100)") }
            let gate = Gate()
            async let seen = pool.run { db in
                var seen: [Int] = []
                try db.transaction(.snapshot) {
                    try db.batches(notes, size: 10) { batch in
                        if seen.isEmpty { gate.pass() }
                        seen += batch
                    }
                }
                return seen
            }
            await gate.reached()
            try await pool.run { db in try db.script("update note set id = id + 1000 where id > 50; insert into note values (0), (55)") }
            gate.open()
            #expect(try await seen == Array(1...100))
        }
    }
}

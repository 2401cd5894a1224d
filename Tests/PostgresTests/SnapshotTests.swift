import Postgres
import Synchronization
import TestCluster
import Testing

/// Snapshots, whose beginning goes with their first statement, and whose end nobody waits for.
@Suite struct SnapshotTests {
    private static let version = Statement("version", "select number from version", Void.self, (Int).self)
    private static let double = Statement("double", "select $1 * 2, (select number from version)", (Int).self, (Int, Int).self)
    private static let divide = Statement("divide", "select 100 / $1", (Int).self, (Int).self)
    private static let isolation = Statement(
        "isolation", "select current_setting('transaction_isolation'), current_setting('transaction_read_only')", Void.self, (String, String).self)

    private func withVersion(_ body: (Pool, TestDatabase) async throws -> Void) async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table version (number int); insert into version values (1)") }
            try await body(pool, database)
        }
    }

    /// What the bodies of one snapshot were given.
    private func given(_ pool: Pool, _ more: @escaping @Sendable (isolated Connection, Int) throws -> Void = { _, _ in }) async throws -> [Int] {
        let given = Recorder<Int>()
        _ = try await pool.run { db in
            try db.snapshot(Self.version) { number in
                given.record(number)
                try more(db, number)
            }
        }
        return given.events
    }

    @Test func theBodyIsGivenWhatIsTrueAndSeesNothingElse() async throws {
        try await withVersion { pool, database in
            for _ in 1...3 {
                let (number, doubled, seen, modes) = try await pool.run { db in
                    try db.snapshot(Self.version) { number in
                        let (doubled, seen) = try db.one(Self.double, number)
                        return (number, doubled, seen, try db.one(Self.isolation))
                    }
                }
                #expect(number == 1 && doubled == 2 && seen == 1)
                #expect(modes == ("repeatable read", "on"))
            }
            #expect(try await pool.run { db in try db.one(Self.isolation) } == ("read committed", "off"))
        }
    }

    @Test func whenTheOpeningHasAnotherAnswerTheBodyRunsAgainOnIt() async throws {
        try await withVersion { pool, database in
            try await database.withPool(limit: 1) { other in
                #expect(try await given(pool) { db, number in _ = try db.one(Self.double, number) } == [1])
                try await other.run { db in try db.script("update version set number = 2") }
                #expect(try await given(pool) { db, number in try holds(try db.one(Self.double, number) == (number * 2, number)) } == [1, 2])
                #expect(try await given(pool) { db, number in try holds(try db.one(Self.double, number) == (4, 2)) } == [2])
                // Nor does a body that asks nothing get what is not true any more, nor one that throws, nor one that does not care about errors.
                try await other.run { db in try db.script("update version set number = 3") }
                #expect(try await given(pool) == [2, 3])
                try await other.run { db in try db.script("update version set number = 4") }
                let refused = Recorder<Int>()
                await #expect(throws: Refusal(number: 4)) {
                    try await pool.run { db in
                        try db.snapshot(Self.version) { number in
                            refused.record(number)
                            throw Refusal(number: number)
                        }
                    }
                }
                #expect(refused.events == [3, 4])
                try await other.run { db in try db.script("update version set number = 5") }
                let careless = try await pool.run { db in
                    try db.snapshot(Self.version) { number in
                        _ = try? db.one(Self.double, number)
                        _ = try? db.one(Self.double, number)
                        return number
                    }
                }
                #expect(careless == 5)
            }
        }
    }

    /// The statement that came back with an outdated opening may have failed, by what was not true any more.
    @Test func aStatementThatFailsOnWhatIsOutdatedIsForgotten() async throws {
        try await withVersion { pool, database in
            try await pool.run { db in try db.script("update version set number = 0") }
            for _ in 1...2 { await #expect(throws: PGError.self) { try await given(pool) { db, number in _ = try db.one(Self.divide, number) } } }
            try await database.withPool(limit: 1) { other in try await other.run { db in try db.script("update version set number = 5") } }
            #expect(try await given(pool) { db, number in try holds(try db.one(Self.divide, number) == 20) } == [0, 5])
            #expect(pool.statistics.open == 1)
        }
    }

    @Test func anErrorInTheMiddleSaysItsStatementAndLeavesTheConnectionWell() async throws {
        try await withVersion { pool, _ in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            for round in 1...4 {
                let error = try await serverError { _ = try await given(pool) { db, _ in _ = try db.one(Self.divide, 0) } }
                #expect(error.state == .divisionByZero && error.statement == "divide", "round \(round)")
                // As the second of a body, too.
                let later = try await serverError {
                    _ = try await given(pool) { db, _ in
                        _ = try db.one(Self.divide, 1)
                        _ = try db.one(Self.divide, 0)
                    }
                }
                #expect(later.statement == "divide")
            }
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid)
        }
    }

    @Test func anErrorThatTheBodyIgnoresIsARollback() async throws {
        try await withVersion { pool, _ in
            for _ in 1...3 {
                let error = try await pgError { _ = try await given(pool) { db, _ in _ = try? db.one(Self.divide, 0) } }
                #expect(error == .rolledBack)
                #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
            }
        }
    }

    @Test func anErrorOfTheOpeningIsItsOwn() async throws {
        try await withVersion { pool, database in
            #expect(try await given(pool) { db, _ in _ = try db.one(Ask.one) } == [1])
            try await database.withPool(limit: 1) { other in
                try await other.run { db in try db.script("alter table version rename to release") }
                for _ in 1...3 {
                    let error = try await serverError { _ = try await given(pool) { db, _ in _ = try db.one(Ask.one) } }
                    #expect(error.state == .undefinedTable && error.statement == "version")
                }
                try await other.run { db in try db.script("alter table release rename to version") }
                #expect(try await given(pool) { db, _ in _ = try db.one(Ask.one) } == [1])
                for (change, count) in [("insert into version values (2)", 2), ("delete from version", 0)] {
                    try await other.run { db in try db.script(change) }
                    for _ in 1...2 {
                        let error = try await pgError { _ = try await given(pool) { db, _ in _ = try db.one(Ask.one) } }
                        #expect(error == .rowCount(statement: "version", got: count))
                    }
                }
            }
        }
    }

    @Test func aValueThatCannotBeSentIsRefusedBeforeAnythingIs() async throws {
        try await withVersion { pool, _ in
            for _ in 1...3 {
                let error = try await pgError { _ = try await given(pool) { db, _ in _ = try db.one(Ask.echo, "a\0b") } }
                #expect(error == .nulByte(parameter: 1))
                #expect(try await given(pool) { db, _ in try holds(try db.one(Ask.echo, "ab") == "ab") } == [1])
            }
        }
    }

    @Test func whatFollowsAnEndThatNobodyWaitedForIsWell() async throws {
        try await withVersion { pool, _ in
            try await pool.run { db in
                for number in 1...50 {
                    try db.snapshot(Self.version) { _ in _ = try db.one(Self.divide, 1) }
                    switch number % 6 {
                    case 0: #expect(try db.one(Ask.one) == 1)
                    case 1: try db.transaction { try db.script("update version set number = number") }
                    case 2: try db.script("select 1; select 2")
                    case 3: #expect(try db.copyIn("COPY version FROM STDIN", [Array("7\n".utf8)]) == 1)
                    case 4:
                        var rows: [Int] = []
                        try db.transaction(.snapshot) { try db.batches(Self.version, size: 2) { rows += $0 } }
                        #expect(rows.first == 1)
                    default: try db.script("delete from version where number = 7")
                    }
                    try db.script("delete from version where number = 7")
                }
            }
        }
    }

    @Test func aCursorOrAScriptMayBeTheFirstThing() async throws {
        try await withVersion { pool, _ in
            for _ in 1...3 {
                let rows = try await pool.run { db in
                    try db.snapshot(Self.version) { _ in
                        var rows: [Int] = []
                        try db.batches(Self.version, size: 1) { rows += $0 }
                        return rows
                    }
                }
                #expect(rows == [1])
                let text = Mutex("")
                let count = try await pool.run { db in
                    try db.snapshot(Self.version) { _ in
                        try db.copyOut("COPY version TO STDOUT") { bytes in text.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
                    }
                }
                #expect(count == 1 && text.withLock { $0 } == "1\n")
            }
        }
    }

    @Test func noSnapshotWithinATransactionNorOneInIt() async throws {
        try await withVersion { pool, _ in
            for _ in 1...2 {
                let within = try await pgError { try await pool.run { db in try db.transaction { try db.snapshot(Self.version) { _ in } } } }
                let inIt = try await pgError { _ = try await given(pool) { db, _ in try db.transaction {} } }
                let again = try await pgError { _ = try await given(pool) { db, _ in try db.transaction(.snapshot) {} } }
                let twice = try await pgError { _ = try await given(pool) { db, _ in try db.snapshot(Self.version) { _ in } } }
                #expect([within, inIt, again, twice] == [.nestedTransaction, .nestedTransaction, .nestedTransaction, .nestedTransaction])
            }
        }
    }
}

/// Within a body, whose own errors come out.
private func holds(_ isSo: Bool) throws {
    if !isSo { throw NeverHappened(description: "what was asked belongs to what was given") }
}

private struct Refusal: Error, Equatable { let number: Int }

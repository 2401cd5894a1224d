import Postgres
import TestCluster
import Testing

@Suite struct TransactionTests {
    private static let add = Statement("add", "insert into note values ($1)", (Int).self)
    private static let count = Statement("count", "select count(*) from note", Void.self, (Int).self)

    private func withNotes(limit: Int = 2, _ body: (Pool) async throws -> Void) async throws {
        try await withNotes(limit: limit) { pool, _ in try await body(pool) }
    }

    private func withNotes(limit: Int = 2, _ body: (Pool, TestDatabase) async throws -> Void) async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: limit) { pool in
            try await pool.run { db in try db.script("create table note (id int primary key deferrable initially deferred)") }
            try await body(pool, database)
        }
    }

    struct Enough: Error {}

    @Test func commitsWhenTheBodyReturns() async throws {
        try await withNotes { pool in
            let value = try await pool.run { db in
                try db.transaction {
                    try db.run(Self.add, 1)
                    return "done"
                }
            }
            #expect(value == "done")
            #expect(try await pool.run { db in try db.one(Self.count) } == 1)
        }
    }

    @Test func rollsBackWhenTheBodyThrows() async throws {
        try await withNotes(limit: 1) { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            await #expect(throws: Enough.self) {
                try await pool.run { db in
                    try db.transaction {
                        try db.run(Self.add, 1)
                        throw Enough()
                    }
                }
            }
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
            #expect(try await pool.run { db in try db.one(Ask.pid) } == pid, "a clean rollback keeps the connection")
        }
    }

    @Test func anErrorOfTheServerAtCommitIsThrown() async throws {
        try await withNotes { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.transaction {
                        try db.run(Self.add, 1)
                        try db.run(Self.add, 1)
                    }
                }
            }
            #expect(error.state == .uniqueViolation)
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
        }
    }

    @Test func anIgnoredErrorDoesNotPassForACommit() async throws {
        try await withNotes { pool in
            let error = try await pgError {
                try await pool.run { db in
                    try db.transaction {
                        try db.run(Self.add, 1)
                        _ = try? db.script("select 1 / 0")
                    }
                }
            }
            #expect(error == .rolledBack)
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
        }
    }

    @Test func aNestedOneIsRefused() async throws {
        try await withNotes { pool in
            let error = try await pgError {
                try await pool.run { db in
                    try db.transaction {
                        try db.run(Self.add, 1)
                        try db.transaction { _ = try db.run(Self.add, 2) }
                    }
                }
            }
            #expect(error == .nestedTransaction)
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
        }
    }

    @Test func aSnapshotSeesOneStateAndCannotWrite() async throws {
        try await withNotes { pool in
            let gate = Gate()
            async let counts = pool.run { db in
                try db.transaction(.snapshot) {
                    let before = try db.one(Self.count)
                    gate.pass()
                    return (before, try db.one(Self.count))
                }
            }
            await gate.reached()
            try await pool.run { db in _ = try db.run(Self.add, 1) }
            gate.open()
            let (before, after) = try await counts
            #expect(before == after)
            let error = try await serverError {
                try await pool.run { db in try db.transaction(.snapshot) { _ = try db.run(Self.add, 2) } }
            }
            #expect(error.state == .readOnlySQLTransaction)
        }
    }

    @Test func aReadOnlySessionStaysSo() async throws {
        let database = try await TestCluster.shared.database()
        let error = try await serverError {
            try await database.withPool(settings: ["default_transaction_read_only": "on"]) { pool in
                try await pool.run { db in try db.transaction { try db.script("create table x ()") } }
            }
        }
        #expect(error.state == .readOnlySQLTransaction)
    }

    @Test func aRollbackThatFailsCostsTheConnectionOnly() async throws {
        try await withNotes(limit: 1) { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.transaction {
                        try db.run(Self.add, 1)
                        _ = try db.one(Ask.terminate, try db.one(Ask.pid))
                    }
                }
            }
            #expect(error.state == .adminShutdown, "the body's own error, not that of the rollback")
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
        }
    }

    @Test func oneLeftOpenIsNotHandedOn() async throws {
        try await withNotes(limit: 1) { pool in
            let pid = try await pool.run { db in
                try db.script("begin; insert into note values (1)")
                return try db.one(Ask.pid)
            }
            let (next, count) = try await pool.run { db in (try db.one(Ask.pid), try db.one(Self.count)) }
            #expect(next != pid)
            #expect(count == 0)
        }
    }

    @Test func twoThatCannotBothBeRight() async throws {
        try await withNotes { pool, database in
            let gate = Gate()
            try await pool.run { db in _ = try db.run(Self.add, 1) }
            let isolation: SessionSettings = ["default_transaction_isolation": "repeatable read"]
            let strict = database.connectionString.patientPool(settings: isolation)
            let late = Task {
                try await strict.run { db in
                    try db.transaction {
                        _ = try db.one(Self.count)
                        gate.pass()
                        try db.script("update note set id = id + 10")
                    }
                }
            }
            await gate.reached()
            try await pool.run { db in try db.script("update note set id = id + 20") }
            gate.open()
            let error = try await serverError { try await late.value }
            #expect(error.state == .serializationFailure)
            await strict.close()
        }
    }

    /// While nothing is asked of it, or while its answer is still being read: then the server's farewell comes with the end of the answer.
    @Test(arguments: [false, true]) func oneThatIsForgottenIsEndedByTheServer(whileReading: Bool) async throws {
        // More than libpq reads at once, less than a socket holds, so that the server is done when the first row is read.
        let rows = "copy (select repeat('x', 10000) from generate_series(1, 6)) to stdout"
        let database = try await TestCluster.shared.database()
        try await database.withPool(settings: ["idle_in_transaction_session_timeout": "50ms"], limit: 1) { pool in
            let gate = Gate()
            let forgetful = Task {
                try await pool.run { db in
                    try db.transaction {
                        var isFirst = true
                        if whileReading {
                            _ = try db.copyOut(rows) { _ in
                                if isFirst { gate.pass() }
                                isFirst = false
                            }
                        } else {
                            gate.pass()
                        }
                        _ = try db.one(Ask.one)
                    }
                }
            }
            let open = Statement(
                "open_transactions", "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                Void.self, (Int).self)
            await gate.reached()
            try await database.withPool { watcher in
                try await eventually("the server ends it") { try await watcher.run { db in try db.one(open) } == 0 }
            }
            gate.open()
            let error = try await serverError { try await forgetful.value }
            #expect(error.state == .idleInTransactionSessionTimeout)
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }
}

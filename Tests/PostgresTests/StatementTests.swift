import Postgres
import TestCluster
import Testing

@Suite struct StatementTests {
    private static let numbers = Statement("numbers_to", "select n from generate_series(1, $1) n", (Int).self, (Int).self)

    @Test func allFirstOneAndRun() async throws {
        try await TestCluster.shared.database().withPool { pool in
            try await pool.run { db in
                #expect(try db.all(Self.numbers, 3) == [1, 2, 3])
                #expect(try db.all(Self.numbers, 0) == [])
                #expect(try db.first(Self.numbers, 3) == 1)
                #expect(try db.first(Self.numbers, 0) == nil)
                #expect(try db.one(Self.numbers, 1) == 1)
                #expect(throws: PGError.rowCount(statement: "numbers_to", got: 0)) { try db.one(Self.numbers, 0) }
                #expect(throws: PGError.rowCount(statement: "numbers_to", got: 2)) { try db.one(Self.numbers, 2) }
                try db.script("create temp table t (n int)")
                #expect(try db.run(Statement("fill", "insert into t select generate_series(1, $1)", (Int).self), 7) == 7)
                #expect(try db.run(Statement("thin", "delete from t where n > $1", (Int).self), 4) == 3)
                #expect(try db.run(Statement("none", "delete from t where n > $1", (Int).self), 4) == 0)
            }
        }
    }

    @Test func isPreparedOnce() async throws {
        let prepared = Statement("prepared", "select count(*) from pg_prepared_statements where name = 'one'", Void.self, (Int).self)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            for _ in 1...3 { _ = try await pool.run { db in try db.one(Ask.one) } }
            #expect(try await pool.run { db in try db.one(prepared) } == 1)
        }
    }

    @Test func thePastIsPlannedOnceOrEachTimeAndThePresentAsEver() async throws {
        let mode = Statement("mode", "select current_setting('plan_cache_mode'), coalesce(:as_of, 0) + $1", (Int).self) { row in
            let (mode, sum) = try row.decode((String, Int).self)
            return "\(mode) \(sum)"
        }
        let own = Statement("own_mode", "select current_setting('plan_cache_mode'), coalesce(:as_of, 0) + $1", (Int).self, past: .eachTime) { row in
            let (mode, sum) = try row.decode((String, Int).self)
            return "\(mode) \(sum)"
        }
        #expect(own.texts.map(\.planning) == [.once, .eachTime])
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                for _ in 1...7 {
                    for (number, expected) in [
                        (7, ["force_custom_plan 8", "force_generic_plan 8"]), (nil, ["auto 1", "auto 1"]),
                    ] {
                        let said = try db.transaction { try db.asOf(number) { [try db.one(own, 1), try db.one(mode, 1)] } }
                        #expect(said == expected)
                    }
                }
            }
        }
    }

    @Test func twoStatementsOfOneNameAreAnErrorUnlessTheSame() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let first = Statement("same_name", "select 1", Void.self, (Int).self)
            let copy = Statement("same_name", "select 1", Void.self, (Int).self)
            let other = Statement("same_name", "select 2", Void.self, (Int).self)
            #expect(try await pool.run { db in try db.one(first) + db.one(copy) } == 2)
            let error = try await pgError { _ = try await pool.run { db in try db.one(other) } }
            #expect(error == .statementName("same_name"))
        }
    }

    @Test func preparingFindsWhatIsWrong() async throws {
        let right = Statement("right", "select relname::text from pg_class where oid = $1 and relname = $2", (Int, String).self, (String).self)
        let tooMany = Statement("too_many", "select $1::int", (Int, Int).self, (Int).self)
        let noTable = Statement("no_table", "select x from nowhere", Void.self, (Int).self)
        #expect(
            right.texts[0] == StatementText(name: "right", sql: "select relname::text from pg_class where oid = $1 and relname = $2", parameters: 2))
        try await TestCluster.shared.database().withPool { pool in
            try await pool.run { db in
                try db.prepare(right.texts[0])
                try db.prepare(Ask.one.texts[0])
                #expect(throws: PGError.parameters(statement: "too_many", expected: 2, got: 1)) { try db.prepare(tooMany.texts[0]) }
            }
            let error = try await serverError { try await pool.run { db in try db.prepare(noTable.texts[0]) } }
            #expect(error.state == .undefinedTable)
            #expect(error.statement == "no_table")
            #expect(error.position == 15)
        }
    }

    /// A plan that the schema has outgrown, or statements that somebody deallocated, cost one error and no more.
    @Test func aSessionWhosePlansAreSpoiltIsReplaced() async throws {
        let row = Statement("row", "select * from shape", Void.self) { row in try row.decode((Int).self) }
        let text = Statement("row_as_text", "select n::text from shape", Void.self, (String).self)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                try db.script("create table shape (n int); insert into shape values (1)")
                _ = try db.all(row)
                try db.script("alter table shape alter n type bigint")
            }
            let outgrown = try await serverError { _ = try await pool.run { db in try db.all(row) } }
            #expect(outgrown.state == .featureNotSupported)
            #expect(try await pool.run { db in try db.all(row) } == [1])
            let gone = try await serverError {
                _ = try await pool.run { db in
                    _ = try db.all(text)
                    try db.script("deallocate all")
                    _ = try db.all(text)
                }
            }
            #expect(gone.state == .invalidSQLStatementName)
            #expect(try await pool.run { db in try db.all(text) } == ["1"])
        }
    }
}

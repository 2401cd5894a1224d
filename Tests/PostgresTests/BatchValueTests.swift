import Postgres
import TestCluster
import Testing

/// What goes into a query that is read in batches, and what comes out.
@Suite struct BatchValueTests {
    /// Everything that `statement` answers, with a statement after it to see that the transaction stands.
    private func read<each P: Bindable & Sendable, Output: Sendable>(
        _ statement: Statement<repeat each P, Output>, _ values: repeat each P, size: Int = 1_000
    ) async throws -> [Output] {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                try db.transaction {
                    var all: [Output] = []
                    try db.batches(statement, repeat each values, size: size) { all += $0 }
                    #expect(try db.one(Ask.one) == 1)
                    return all
                }
            }
        }
    }

    @Test(arguments: ["", "'; close batches; --", "$1", "\\", "\"", "%s", "é 👩‍👧", "a\nb\tc", String(repeating: "x'", count: 100_000)])
    func aTextStaysAText(text: String) async throws {
        let echo = Statement("batch_echo", "select $1::text from generate_series(1, 3)", (String).self, (String).self)
        #expect(try await read(echo, text, size: 2) == [text, text, text])
    }

    @Test func parametersOfAnyKind() async throws {
        let all = Statement(
            "batch_parameters",
            """
            select relname::text, $2::int, $3::text is null, $4::text[]
            from pg_class where relname = $1 and relnamespace = 'pg_catalog'::regnamespace -- the type of $1 is found by the server
            """, (String, Int, String?, [String]).self, (String, Int, Bool, [String]).self)
        let rows = try await read(all, "pg_class", -7, nil, ["a,b", "}\""])
        #expect(rows.count == 1)
        #expect(rows[0] == ("pg_class", -7, true, ["a,b", "}\""]))
    }

    /// Found before anything is sent: the transaction goes on.
    @Test func aNulByteIsRefused() async throws {
        let echo = Statement("batch_echo", "select $1::text || $2", (String, String).self, (String).self)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                try db.transaction {
                    #expect(throws: PGError.nulByte(parameter: 2)) { try db.batches(echo, "a", "b\0c") { _ in } }
                    let one = try db.one(Ask.one)
                    #expect(one == 1)
                }
            }
        }
    }

    @Test(arguments: [
        (
            Statement("batch_null", "select nullif(n, 1500) from generate_series(1, 3000) n", Void.self, (Int).self),
            PGError.unexpectedNull(column: "nullif"), 1
        ),
        (
            Statement(
                "batch_mismatch", "select case n when 2500 then 'x' else n::text end as n from generate_series(1, 3000) n", Void.self, (Int).self),
            .mismatch(column: "n", expected: "Int", got: "x"), 2
        ),
        (
            Statement("batch_columns", "select n, n from generate_series(1, 3000) n", Void.self) { row in try row.decode((Int).self) },
            .columns(statement: "batch_columns", expected: 1, got: 2), 0
        ),
    ]) func aRowThatCannotBeReadEndsIt(statement: Statement<Int>, error: PGError, before: Int) async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                try db.transaction {
                    var batches = 0
                    #expect(throws: error) { try db.batches(statement) { _ in batches += 1 } }
                    #expect(batches == before)
                    // The transaction goes on, and so may the next.
                    var next: [Int] = []
                    try db.batches(BatchTests.numbers, 3) { next += $0 }
                    #expect(next == [1, 2, 3])
                }
            }
        }
    }

    @Test func aStatementThatTheServerRefuses() async throws {
        let nowhere = Statement("batch_nowhere", "select x from nowhere", Void.self, (Int).self)
        let error = try await serverError { _ = try await read(nowhere) }
        #expect(error.state == .undefinedTable)
        #expect(error.statement == "batch_nowhere")
        let change = Statement("batch_change", "delete from pg_class returning relname::text", Void.self, (String).self)
        #expect(try await serverError { _ = try await read(change) }.state == .syntaxError, "only what reads can be read in batches")
    }
}

import Postgres
import TestCluster
import Testing

@Suite struct ScriptTests {
    @Test func runsManyStatementsAsOne() async throws {
        try await TestCluster.shared.database().withPool { pool in
            _ = try await serverError {
                try await pool.run { db in try db.script("create table a (); create table b (); select 1 / 0") }
            }
            let tables = Statement("tables", "select count(*) from pg_tables where schemaname = 'public'", Void.self, (Int).self)
            #expect(try await pool.run { db in try db.one(tables) } == 0)
            try await pool.run { db in try db.script("create table a (); create table b ();;") }
            #expect(try await pool.run { db in try db.one(tables) } == 2)
            try await pool.run { db in try db.script("") }
        }
    }

    /// `FAIL` stands for a statement that fails while it runs, of which the server tells no position.
    @Test(
        arguments: [
            (1, "FAIL"), (3, "select 1;\n\nFAIL"), (2, "select ';';\nFAIL"), (4, "select ';\n;\n';\nFAIL"),
            (4, "/* ; /* ; */\n ; */ -- ; '\nselect 1;\nFAIL;\nselect 2"), (5, "do $a$ begin\nperform 1;\nend; $a$;\n-- why\nFAIL"),
            (3, "select $$;\n$$;\nFAIL"), (3, "select E'\\';\n';\nFAIL"), (2, "select 'a''b;' \"c;\" ;\nFAIL"),
            (5, "create function f() returns int begin atomic\nselect 1;\nselect case when true then 1 end;\nend;\nFAIL"),
            (4, "create temp table x ();\ncreate rule r as on insert to x do also (select 1;\nselect 2);\nFAIL"),
            (3, "select (1);\nselect 'é';\nFAIL"),
            (2, ";;\nFAIL"), (2, "select 1;\r\nFAIL"),
        ])
    func anErrorSaysItsLine(_ line: Int, _ script: String) async throws {
        try await TestCluster.shared.database().withPool { pool in
            let sql = script.split(separator: "FAIL", omittingEmptySubsequences: false).joined(separator: "select 1 /\n0")
            let error = try await serverError { try await pool.run { db in try db.script(sql) } }
            #expect(error.state == .divisionByZero)
            #expect(error.line == line)
        }
    }

    @Test func anErrorOfSyntaxSaysItsVeryLine() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let error = try await serverError {
                try await pool.run { db in try db.script("select 'Fryslân';\nselect\n  1,\n  nothing\nfrom pg_class") }
            }
            #expect(error.state == .undefinedColumn)
            #expect(error.line == 4)
            #expect(error.description.contains(" at line 4: "))
        }
    }
}

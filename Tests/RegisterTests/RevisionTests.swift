import Postgres
import Register
import Testing

/// Recorded time, as somebody meets it who types into psql.
@Suite struct RevisionTests {
    private static let figure = "municipality_code = 'GM0988' AND reference_date = '2026-01-01'"
    private static let another = "UPDATE inhabitants SET count = count + 1 WHERE municipality_code = 'GM0946' AND reference_date = '2026-01-01'"

    private func changes(_ register: TestRegister, of revision: Int = 2) async throws -> [[String?]] {
        try await register.reader.rows(
            """
            SELECT entity, key, operation, before ->> 'count', after ->> 'count', before ->> 'revision', after ->> 'revision'
            FROM change WHERE revision = \(revision) ORDER BY ordinal
            """)
    }

    @Test func anUpdateKeepsTheOldRow() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE inhabitants SET count = 51500 WHERE \(Self.figure)")
            #expect(try await register.reader.latestRevision == 2)
            #expect(try await changes(register) == [["inhabitants", "GM0988/2026-01-01", "update", "51497", "51500", "1", "2"]])
            #expect(try await register.reader.rows("SELECT count, revision FROM inhabitants WHERE \(Self.figure)") == [["51500", "2"]])
            #expect(
                try await register.reader.rows("SELECT count, revision, revision_end FROM history.inhabitants") == [["51497", "1", "2"]])
            #expect(
                try await register.reader.rows(
                    """
                    SELECT r, (SELECT count FROM inhabitants_as_of(r) WHERE \(Self.figure)) FROM unnest(ARRAY[0, 1, 2, NULL]) r
                    """) == [["0", nil], ["1", "51497"], ["2", "51500"], [nil, "51500"]])
        }
    }

    @Test func aDeleteAndAnInsert() async throws {
        try await withRegister { register in
            try await register.editor.execute("DELETE FROM inhabitants WHERE \(Self.figure)")
            try await register.editor.execute(
                "INSERT INTO inhabitants VALUES ('GM0988', '2026-01-01', 7, 'exact', 'published', 'cbs-37230ned-2026', 99)")
            #expect(try await changes(register, of: 2) == [["inhabitants", "GM0988/2026-01-01", "delete", "51497", nil, "1", nil]])
            #expect(try await changes(register, of: 3) == [["inhabitants", "GM0988/2026-01-01", "insert", nil, "7", nil, "3"]])
            #expect(
                try await register.reader.rows(
                    "SELECT r, (SELECT count FROM inhabitants_as_of(r) WHERE \(Self.figure)) FROM generate_series(1, 3) r") == [
                        ["1", "51497"], ["2", nil], ["3", "7"],
                    ])
        }
    }

    @Test func beforeAndAfterAreTheWholeRow() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE municipality_name SET name = 'Wiërt' WHERE municipality_code = 'GM0988'")
            let found = try await register.reader.rows("SELECT entity, key, before - 'id', after - 'id' FROM change WHERE revision = 2")
            func row(_ name: String, _ revision: Int) -> String {
                """
                {"name": "\(name)", "revision": \(revision), "valid_to": null, "validity": "[1839-01-02,)", "source_id": "cbs-gemeentelijke-indeling", \
                "valid_from": "1839-01-02", "municipality_code": "GM0988"}
                """
            }
            #expect(found == [["municipality_name", "GM0988/1839-01-02", row("Weert", 1), row("Wiërt", 2)]])
        }
    }

    @Test func theActorIsTheLoginUnlessTheSessionSaysOtherwise() async throws {
        try await withRegister { register in
            try await register.editor.execute(Self.another)
            try await register.superuser.execute("BEGIN; SET LOCAL ROLE register_editor; \(Self.another); COMMIT")
            try await register.editor.execute(
                "BEGIN; SET LOCAL register.actor = 'an api key'; SET LOCAL register.note = 'why'; \(Self.another); COMMIT")
            try await register.editor.execute("BEGIN; SET LOCAL register.actor = ''; SET LOCAL register.note = ''; \(Self.another); COMMIT")
            #expect(
                try await register.reader.rows("SELECT number, login, actor, note FROM revision WHERE number > 1 ORDER BY number") == [
                    ["2", "register_editor", "register_editor", nil], ["3", "postgres", "postgres", nil],
                    ["4", "register_editor", "an api key", "why"],
                    ["5", "register_editor", "register_editor", nil],
                ])
        }
    }

    @Test func whatChangesNothingMakesNoRevision() async throws {
        try await withRegister { register in
            let before = try await register.superuser.run { db in try db.contents() }
            for statement in [
                "UPDATE inhabitants SET count = count", "UPDATE inhabitants SET count = count + 1 WHERE false", "DELETE FROM norm WHERE false",
                "UPDATE source SET note = note", "UPDATE region_type SET revision = 7", "UPDATE municipality SET source_id = source_id",
                "SELECT 1", "UPDATE region SET type_id = type_id", "UPDATE municipality_succession SET kind = kind",
                // With a generated column, which a BEFORE trigger does not see yet.
                "UPDATE municipality_name SET name = name", "UPDATE region_name SET valid_to = valid_to",
                "UPDATE region_nesting SET source_id = source_id",
                "UPDATE region_member SET valid_to = valid_to WHERE region_id = 'PV31'", "UPDATE norm SET threshold = threshold",
            ] {
                try await register.editor.execute(statement)
                #expect(try await register.reader.latestRevision == 1, "\(statement)")
            }
            #expect(try await register.superuser.run { db in try db.contents() } == before)
        }
    }

    @Test func aTransactionIsOneRevisionHoweverManyStatementsItHas() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                """
                BEGIN; \(Self.another); \(Self.another); UPDATE norm SET threshold = 5; DELETE FROM norm;
                INSERT INTO source (id, title, publisher) VALUES ('x', 'X', 'Y'); COMMIT
                """)
            #expect(try await register.reader.latestRevision == 2)
            #expect(
                try await register.reader.rows("SELECT entity, operation FROM change WHERE revision = 2 ORDER BY ordinal") == [
                    ["inhabitants", "update"], ["inhabitants", "update"], ["norm", "update"], ["norm", "delete"], ["source", "insert"],
                ])
            // The same row twice in one transaction: what only it ever saw is no state of the register.
            #expect(try await register.reader.number("SELECT count(*) FROM history.inhabitants") == 1)
            #expect(try await register.reader.rows("SELECT threshold, revision, revision_end FROM history.norm") == [["100000", "1", "2"]])
        }
    }

    @Test func whatATransactionMadeAndTookBackLeavesNoState() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "BEGIN; INSERT INTO source (id, title, publisher) VALUES ('x', 'X', 'Y'); DELETE FROM source WHERE id = 'x'; COMMIT")
            #expect(try await register.reader.number("SELECT count(*) FROM history.source") == 0)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision = 2") == 2)
            #expect(try await register.reader.number("SELECT count(*) FROM source_as_of(2) WHERE id = 'x'") == 0)
        }
    }

    @Test func aRollbackGivesItsNumberBack() async throws {
        try await withRegister { register in
            let before = try await register.superuser.run { db in try db.contents().filter { !$0.hasPrefix("sequence") } }
            for _ in 1...3 { try await register.editor.execute("BEGIN; \(Self.another); ROLLBACK") }
            #expect(try await register.superuser.run { db in try db.contents().filter { !$0.hasPrefix("sequence") } } == before)
            try await register.editor.execute(Self.another)
            #expect(try await register.reader.latestRevision == 2)
        }
    }

    @Test func aSavepointThatIsRolledBack() async throws {
        try await withRegister { register in
            // The savepoint took the number: it goes back with it, and the next change takes it again.
            try await register.editor.execute("BEGIN; SAVEPOINT a; \(Self.another); ROLLBACK TO a; COMMIT")
            #expect(try await register.reader.latestRevision == 1)
            try await register.editor.execute("BEGIN; SAVEPOINT a; \(Self.another); ROLLBACK TO a; UPDATE norm SET threshold = 5; COMMIT")
            try await register.editor.execute(
                "BEGIN; UPDATE norm SET threshold = 6; SAVEPOINT a; \(Self.another); ROLLBACK TO a; UPDATE norm SET threshold = 7; COMMIT")
            try await register.editor.execute("BEGIN; SAVEPOINT a; UPDATE norm SET threshold = 8; RELEASE a; UPDATE norm SET threshold = 9; COMMIT")
            #expect(
                try await register.reader.rows("SELECT revision, entity, after ->> 'threshold' FROM change WHERE revision > 1 ORDER BY ordinal") == [
                    ["2", "norm", "5"], ["3", "norm", "6"], ["3", "norm", "7"], ["4", "norm", "8"], ["4", "norm", "9"],
                ])
            #expect(
                try await register.reader.rows("SELECT threshold, revision, revision_end FROM history.norm ORDER BY revision") == [
                    ["100000", "1", "2"], ["5", "2", "3"], ["7", "3", "4"],
                ])
        }
    }

    @Test func momentsNameRevisions() async throws {
        try await withRegister { register in
            for _ in 1...20 { try await register.editor.execute(Self.another) }
            let reader = register.reader
            #expect(
                try await reader.value(
                    "SELECT bool_and(recorded_at > earlier) FROM (SELECT recorded_at, lag(recorded_at) OVER (ORDER BY number) AS earlier FROM revision) r"
                ) == "t")
            #expect(try await reader.value("SELECT bool_and(revision_at(recorded_at) = number) FROM revision") == "t")
            #expect(try await reader.value("SELECT bool_and(revision_at(recorded_at - interval '1 microsecond') = number - 1) FROM revision") == "t")
            #expect(try await reader.rows("SELECT revision_at('infinity'), revision_at('2020-01-01'), revision_at(now())") == [["21", "0", "21"]])
        }
    }

    /// The time is that of the commit: between a transaction's first change and its end, others still read the revision before.
    @Test func theTimeIsThatOfTheCommit() async throws {
        try await withRegister { register in
            let during = try await holding(register.editor, Self.another, end: "COMMIT") {
                try await register.reader.value("SELECT clock_timestamp()")
            }
            #expect(try await register.reader.value("SELECT revision_at('\(try #require(during))')") == "1")
        }
    }

    /// A machine whose clock was ahead for a while.
    @Test func recordedTimeRisesWhateverTheClockDoes() async throws {
        try await withRegister { register in
            try await register.superuser.execute(
                "BEGIN; SET LOCAL session_replication_role = replica; UPDATE revision SET recorded_at = now() + interval '1 hour'; COMMIT")
            try await register.editor.execute(Self.another)
            try await register.editor.execute(Self.another)
            #expect(
                try await register.reader.column(
                    "SELECT recorded_at - lag(recorded_at, 1, recorded_at) OVER (ORDER BY number) FROM revision ORDER BY number")
                    == ["00:00:00", "00:00:00.000001", "00:00:00.000001"])
        }
    }
}

import Postgres
import Register
import Testing

/// An editor changes facts, and nothing else.
@Suite struct EditorTests {
    @Test func mayChangeEveryTableOfFacts() async throws {
        try await withRegister(.madeHere) { register in
            #expect(
                try await register.superuser.column(
                    """
                    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                    AND has_table_privilege('register_editor', oid, 'SELECT') AND has_table_privilege('register_editor', oid, 'INSERT')
                    AND has_table_privilege('register_editor', oid, 'UPDATE') AND has_table_privilege('register_editor', oid, 'DELETE') ORDER BY 1
                    """) == [
                        "arrangement", "arrangement_organisation", "arrangement_policy_domain", "arrangement_version", "body", "body_relation",
                        "inhabitants", "legal_form", "milestone", "municipality", "municipality_name", "municipality_succession", "norm",
                        "organisation", "organisation_version", "participant", "policy_domain", "procurement", "region", "region_member",
                        "region_name", "region_nesting", "region_type", "seat", "source",
                    ])
            try await register.editor.execute(
                """
                BEGIN;
                INSERT INTO source (id, title, publisher) VALUES ('x', 'X', 'Y');
                INSERT INTO region_type VALUES ('x', 'X', 'X', 'region', false, 'x');
                INSERT INTO region VALUES ('x-1', 'x', 'x');
                INSERT INTO region_name (region_id, name, source_id) VALUES ('x-1', 'X', 'x');
                INSERT INTO region_nesting (region_id, within_id, valid_from, source_id) VALUES ('x-1', 'NL01', '2020-01-01', 'x');
                INSERT INTO region_member (region_id, municipality_code, valid_from, source_id) VALUES ('x-1', 'GM0988', '2020-01-01', 'x');
                INSERT INTO norm (id, name, threshold, source_id) VALUES ('x', 'X', 5, 'x');
                UPDATE region_member SET valid_to = '2021-01-01' WHERE region_id = 'x-1';
                COMMIT;
                BEGIN; DELETE FROM region_nesting WHERE region_id = 'x-1'; DELETE FROM region_member WHERE region_id = 'x-1';
                DELETE FROM region_name WHERE region_id = 'x-1'; DELETE FROM region WHERE id = 'x-1'; DELETE FROM region_type WHERE id = 'x';
                DELETE FROM norm WHERE id = 'x'; DELETE FROM source WHERE id = 'x'; COMMIT
                """)
            #expect(try await register.reader.latestRevision == 3)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision = 3 AND operation = 'delete'") == 7)
        }
    }

    @Test func mayNotTouchTheBooksOrTheSchema() async throws {
        try await withRegister(.madeHere) { register in
            let before = try await register.superuser.run { db in try db.contents() }
            let books = try await register.superuser.column(
                "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND (relnamespace = 'history'::regnamespace OR relname IN ('revision', 'change', 'revision_counter', 'scale_level'))"
            )
            #expect(books.count == 29)
            var attempts = books.flatMap { table in
                [
                    "DELETE FROM \(table)", "TRUNCATE \(table)", "INSERT INTO \(table) OVERRIDING SYSTEM VALUE SELECT * FROM \(table)",
                    "COPY \(table) FROM STDIN", "SELECT FROM \(table) FOR UPDATE",
                ]
            }
            attempts += [
                "UPDATE revision SET note = 'x'", "UPDATE revision_counter SET last = 7", "UPDATE change SET entity = 'x'",
                "UPDATE history.norm SET threshold = 1",
                "UPDATE scale_level SET rank = 9", "SELECT take_revision()", "CREATE TABLE t (a int)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE SCHEMA s", "CREATE TABLE load.t (a int)", "ALTER TABLE norm DISABLE TRIGGER ALL", "ALTER TABLE norm ADD COLUMN x int",
                "DROP TABLE norm CASCADE", "DROP VIEW load.norm", "DROP TRIGGER record_change ON norm", "TRUNCATE norm", "SET ROLE register_owner",
                "SET session_replication_role = replica", "COMMENT ON TABLE norm IS 'x'",
                "CREATE TRIGGER t AFTER INSERT ON norm FOR EACH ROW EXECUTE FUNCTION record_change()", "CREATE INDEX x ON norm (name)",
                "SELECT keep_history('norm', 'id')", "SELECT load.offer('norm', '{id}', '{name}')", "UPDATE load.norm SET threshold = 1",
                "DELETE FROM load.norm", "SELECT lo_create(0)", "CREATE EXTENSION pg_trgm", "DELETE FROM schema_migration",
            ]
            for sql in attempts {
                let error = try await register.editor.refusal(sql)
                #expect(error.state == .insufficientPrivilege, "\(sql): \(error)")
            }
            #expect(try await register.superuser.run { db in try db.contents() } == before)
        }
    }

    @Test func itsSessionsDoNotKeepOthersWaitingForEver() async throws {
        try await withRegister(.madeHere) { register in
            let settings = try await register.editor.rows(
                "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')")
            #expect(settings == [["10min", "10s"]])
        }
    }

    @Test func theRevisionOfARowIsNotForItToChoose() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE norm SET revision = 77, threshold = 5")
            try await register.editor.execute("INSERT INTO source (id, title, publisher, revision) VALUES ('x', 'X', 'Y', 99)")
            #expect(
                try await register.reader.rows("SELECT (SELECT revision FROM norm), (SELECT revision FROM source WHERE id = 'x')") == [["2", "3"]])
        }
    }
}

import Postgres
import Register
import Testing

/// What was recorded stays recorded, also when somebody with every right slips.
@Suite struct AppendOnlyTests {
    private static let facts = [
        "source", "municipality", "municipality_name", "municipality_succession", "region_type", "region", "region_name", "region_member",
        "region_nesting", "inhabitants", "norm",
    ]

    @Test(arguments: ["postgres", "register_owner"]) func nobodyRewritesWhatWasRecorded(_ role: String) async throws {
        try await withRegister { register in
            // A row of history for each table: a trigger for each row sees nothing in an empty one.
            try await register.superuser.execute(
                """
                UPDATE source SET note = 'x'; UPDATE region_type SET description = 'x'; UPDATE norm SET threshold = 5;
                UPDATE inhabitants SET count = count + 1 WHERE municipality_code = 'GM0988'; UPDATE region_name SET name = 'x' WHERE region_id = 'JZ43';
                INSERT INTO source (id, title, publisher) VALUES ('y', 'Y', 'Y');
                UPDATE municipality SET source_id = 'y' WHERE code = 'GM0988'; UPDATE municipality_name SET source_id = 'y' WHERE municipality_code = 'GM0988';
                UPDATE municipality_succession SET source_id = 'y' WHERE from_code = 'GM0951'; UPDATE region SET source_id = 'y' WHERE id = 'JZ43';
                UPDATE region_member SET source_id = 'y' WHERE region_id = 'JZ43'; UPDATE region_nesting SET source_id = 'y' WHERE region_id = 'PV31'
                """)
            for table in Self.facts { #expect(try await register.superuser.number("SELECT count(*) FROM history.\(table)") > 0, "\(table)") }
            let before = try await register.superuser.run { db in try db.contents() }
            // MERGE came with PostgreSQL 15.
            let hasMerge = try await register.superuser.number("SELECT current_setting('server_version_num')::int") >= 150_000
            for table in ["revision", "change"] + Self.facts.map({ "history." + $0 }) {
                let column = table == "revision" ? "note = 'x'" : table == "change" ? "entity = 'x'" : "revision_end = 9"
                for sql in [
                    "UPDATE \(table) SET \(column)", "DELETE FROM \(table)", "TRUNCATE \(table) CASCADE",
                    "MERGE INTO \(table) USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
                ] where hasMerge || !sql.hasPrefix("MERGE") {
                    let error = try await register.superuser.refusal("SET ROLE \(role); \(sql)")
                    #expect(error.state.rawValue == "23001" && error.message.contains("can only grow"), "\(sql)")
                    #expect(error.hint?.contains("Correct a fact by changing it") == true)
                }
            }
            #expect(try await register.superuser.run { db in try db.contents() } == before)
        }
    }

    @Test(arguments: ["DELETE FROM revision_counter", "TRUNCATE revision_counter"]) func theCounterStays(_ sql: String) async throws {
        try await withRegister { register in
            for role in ["postgres", "register_owner"] {
                let error = try await register.superuser.refusal("SET ROLE \(role); \(sql)")
                #expect(error.state.rawValue == "23001" && error.message.contains("can only grow"), "\(error)")
            }
            #expect(try await register.reader.latestRevision == 1)
        }
    }

    @Test(arguments: facts) func aTableOfFactsIsNotEmptiedPastItsHistory(_ table: String) async throws {
        try await withRegister(.migrated) { register in
            for role in ["postgres", "register_owner"] {
                let error = try await register.superuser.refusal("SET ROLE \(role); TRUNCATE \(table) CASCADE")
                #expect(error.state.rawValue == "23001" && error.message.contains("would leave no history"), "\(error)")
            }
            #expect(try await register.editor.refusal("TRUNCATE \(table)").state == .insufficientPrivilege)
        }
    }

    /// The one thing that may still be written is the running revision itself, by its own transaction.
    @Test func onlyItsOwnTransactionAnnotatesARevision() async throws {
        try await withRegister(.migrated) { register in
            try await register.superuser.execute(
                "BEGIN; INSERT INTO source (id, title, publisher) VALUES ('x', 'X', 'Y'); UPDATE revision SET note = 'late' WHERE number = 1; COMMIT")
            #expect(try await register.reader.value("SELECT note FROM revision") == "late")
            let error = try await register.superuser.refusal(
                "BEGIN; INSERT INTO source (id, title, publisher) VALUES ('z', 'X', 'Y'); UPDATE revision SET note = 'later' WHERE number = 1; COMMIT"
            )
            #expect(error.message == "public.revision can only grow: UPDATE is refused")
        }
    }
}

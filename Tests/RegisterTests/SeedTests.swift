import Postgres
import Register
import Testing

@Suite struct SeedTests {
    @Test(arguments: Seed.tables) func theFileHasTheColumnsOfItsLoadView(_ table: String) async throws {
        try await withRegister(.migrated) { register in
            let columns = try await register.superuser.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'load.\(table)'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum")
            #expect(try SeedFile(table).columns == columns)
        }
    }

    @Test func everyFileIsLoadedAndNothingElse() async throws {
        #expect(try TextFile.names(in: Folders.seed).sorted() == Seed.tables.map { $0 + ".csv" }.sorted())
        try await withRegister { register in
            for table in Seed.tables {
                let file = try SeedFile(table)
                let found = try await register.editor.rows("SELECT \(file.columns.map { "\"\($0)\"" }.joined(separator: ", ")) FROM load.\(table)")
                let written = try await Set(Self.asWritten(file.rows, register.editor))
                #expect(Set(found) == written && found.count == file.rows.count, "\(table)")
            }
        }
    }

    /// The elements of an array stand in quotes or not, and mean the same.
    private static func asWritten(_ rows: [[String?]], _ pool: Pool) async throws -> [[String?]] {
        try await pool.run { db in
            try rows.map { row in
                try row.map { text in
                    guard let text, text.hasPrefix("{") else { return text }
                    return try db.value("SELECT '\(text.replacing("'", with: "''"))'::text[]::text")
                }
            }
        }
    }

    @Test func theCountsAreThoseOfTheSources() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows(
                """
                SELECT (SELECT count(*) FROM municipality), (SELECT count(*) FROM municipality_succession), (SELECT count(*) FROM inhabitants),
                       (SELECT count(*) FROM region_type), (SELECT count(*) FROM norm)
                """) == [["463", "131", "4502", "16", "1"]])
    }

    @Test func theSeedIsOneRevisionThatSaysWhoMadeIt() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows("SELECT number, actor, note FROM revision") == [["1", "register seed", "The facts that come with the project"]])
        #expect(try await reader.number("SELECT count(*) FROM change WHERE operation <> 'insert'") == 0)
        let rows = try await reader.number("SELECT count(*) FROM change")
        let facts = try await reader.column(
            "SELECT relname FROM pg_class WHERE relnamespace = 'history'::regnamespace AND relkind = 'r'")
        var total = 0
        for table in facts { total += try await reader.number("SELECT count(*) FROM \(table)") }
        #expect(rows == total)
    }

    @Test func aSecondTimeChangesNothing() async throws {
        try await withRegister { register in
            let before = try await register.superuser.run { db in try db.contents() }
            let outcome = try await register.superuser.run { db in try Seed(folder: Folders.seed).load(db) }
            #expect(outcome.revision == nil && outcome.rows > 12_000)
            #expect(try await register.superuser.run { db in try db.contents() } == before)
        }
    }

    @Test func everyFactHasASourceThatSaysWhoPublishedIt() async throws {
        let reader = try await SharedRegister.reader()
        let facts = try await reader.column(
            """
            SELECT attrelid::regclass FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE attname = 'source_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
            """)
        #expect(facts.count == 24)
        let used = try await reader.column(facts.map { "SELECT source_id FROM \($0)" }.joined(separator: " UNION "))
        #expect(Set(used) == Set(try await reader.column("SELECT id FROM source")), "a source that no fact needs, or the other way round")
        #expect(try await reader.number("SELECT count(*) FROM source WHERE publisher ~ 'CBS' AND licence IS DISTINCT FROM 'CC BY 4.0'") == 0)
    }

    @Test func aSoundRegisterHasNoFindings() async throws {
        #expect(try await SharedRegister.reader().run { db in try Schema.findings(db) } == [])
    }

    /// Each fault is made in one transaction that is rolled back, by somebody whom no trigger stops.
    @Test(arguments: [
        ("region-type-incomplete", "DELETE FROM region_member WHERE region_id = 'PV31' AND municipality_code = 'GM0988'"),
        ("municipality-without-successor", "DELETE FROM municipality_succession WHERE from_code = 'GM0951'"),
        ("municipality-without-name", "INSERT INTO municipality (code, source_id, revision) VALUES ('GM9999', 'cbs-gemeentelijke-indeling', 1)"),
        ("region-without-name", "INSERT INTO region (id, type_id, source_id, revision) VALUES ('x', 'subregio', 'cbs-gemeentelijke-indeling', 1)"),
        (
            "nesting-not-contained",
            "DELETE FROM region_member WHERE region_id = 'samenwerkingsregio-midden-limburg' AND municipality_code = 'GM0988'"
        ),
        ("revision-missing", "UPDATE revision_counter SET last = 2"),
        ("norm-absent", "DELETE FROM norm"),
    ]) func aFaultIsFound(_ code: String, _ fault: String) async throws {
        try await withRegister { register in
            try await register.superuser.run { db in
                try db.script("SET session_replication_role = replica; \(fault)")
                let findings = try Schema.findings(db)
                #expect(Set(findings.map(\.code)) == [code])
                #expect(findings.allSatisfy { $0.text.hasSuffix(".") })
            }
        }
    }

    @Test func aBadFileLeavesNothingBehind() async throws {
        let folder = try BrokenSeed.make()
        try await withRegister(.migrated) { register in
            try await register.superuser.run { db in
                let before = try db.contents()
                let error = try #require(throws: PGError.self) { _ = try Seed(folder: folder).load(db) }
                #expect(error.description.contains("COPY milestone, line 2"))
                #expect(try db.contents().filter { !$0.hasPrefix("sequence") } == before.filter { !$0.hasPrefix("sequence") })
                #expect(try Seed.isNeeded(db))
            }
        }
    }
}

import TestCluster
import Testing

/// `register mirror`: a file that equals the register, and says so.
@Suite struct MirrorTests {
    @Test func aSnapshotEqualsTheRegister() async throws {
        let file = MirroredFile()
        let (service, database) = (try await Service.shared, try await SeededRegister.shared)
        let first = try await file.mirror(service)
        #expect(first.status == 0 && first.errors == "" && first.output == "Snapshot of revision 1: 13,916 rows in 25 tables.\n", "\(first)")
        try await file.expectEqual(database)
        let recordedAt = try await database.rows(
            "SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM revision")
        #expect(try file.rows("SELECT * FROM mirror") == [[service.address, "1", recordedAt[0][0]]])

        let second = try await file.mirror(service, "--verify")
        #expect(second.status == 0 && second.errors == "", "\(second)")
        #expect(second.output == "Up to date: revision 1.\nEqual to the register at revision 1: 13,916 rows in 25 tables.\n")
        // With a slash, or with the version, it is the same register.
        for address in [service.address + "/", service.address + "/v1", service.address + "/v1/"] {
            #expect(try await Program.run("mirror", "--from", address, "--to", file.path).output == "Up to date: revision 1.\n")
        }
    }

    @Test func theFileSaysWhatItsColumnsMean() async throws {
        let file = MirroredFile()
        #expect(try await file.mirror(.shared).status == 0)
        let described = try file.rows("SELECT name, type, is_key, description FROM mirror_column WHERE table_name = 'inhabitants' ORDER BY ordinal")
        #expect(described.first == ["municipality_code", "text", "1", "Gemeentecode."] && described.last?[0] == "revision")
        #expect(try file.rows("SELECT count(*) FROM mirror_table") == [["25"]])
        let schema = try file.rows("SELECT sql FROM sqlite_master WHERE name = 'region_type'")[0][0] ?? ""
        #expect(schema.contains("\"partitions\" INTEGER, -- boolean. Landsdekkend zonder overlap"))
        #expect(try file.rows("SELECT DISTINCT partitions FROM region_type ORDER BY 1") == [["0"], ["1"]])
        #expect(try file.rows("SELECT j.value FROM arrangement_version, json_each(instruments) j LIMIT 1").isEmpty == false)
    }

    @Test func changesOfEveryKind() async throws {
        let office = try await Office()
        let file = MirroredFile()
        #expect(try await file.mirror(office.service).status == 0)
        try await office.database.edit(
            #"""
            BEGIN;
            INSERT INTO source (id, title, publisher, note) VALUES
                ('proef', E'Een "titel" met \\ en \n regels, \u00e9\u00e8 \U0001F600', 'P', E'\u0001\u001f \u2028 '' %s $1 \\u0041'), ('proef-2', 'T', 'P', NULL);
            UPDATE inhabitants SET count = count + 1 WHERE municipality_code = 'GM0988';
            UPDATE source SET title = 'Anders' WHERE id = 'proef-2';
            DELETE FROM source WHERE id = 'proef-2';
            COMMIT;
            INSERT INTO source (id, title, publisher) VALUES ('proef-2', 'Terug', 'P');
            UPDATE arrangement_version SET binding = NULL, instruments = ARRAY['een, twee', 'a "b" {c}', E'd\\e'], description = '…' WHERE id = 1;
            UPDATE region_type SET partitions = NOT partitions WHERE id = 'corop';
            DELETE FROM milestone WHERE id = 1
            """#)
        let otherKey = "UPDATE inhabitants SET reference_date = '2026-07-01' WHERE municipality_code = 'GM0988' AND reference_date = '2026-01-01'"
        try await office.database.edit(otherKey)
        let taken = try await file.mirror(office.service, "--verify")
        let revision = try #require(try file.revision)
        #expect(
            taken.status == 0 && taken.output.contains(": now at revision \(revision).\nEqual to the register at revision \(revision): "), "\(taken)")
        try await file.expectEqual(office.database)
        #expect(try await office.database.rows("SELECT latest_revision()") == [[String(revision)]])
        #expect(try file.rows("SELECT count(*) FROM inhabitants WHERE municipality_code = 'GM0988' AND reference_date = '2026-07-01'") == [["1"]])

        // What one revision did, the next takes back.
        try await office.database.edit("SELECT revert_revision(latest_revision())")
        let reverted = try await file.mirror(office.service)
        #expect(reverted.output == "Took 1 change: now at revision \(revision + 1).\n", "\(reverted)")
        try await file.expectEqual(office.database)
        #expect(try file.rows("SELECT count(*) FROM inhabitants WHERE municipality_code = 'GM0988' AND reference_date = '2026-07-01'") == [["0"]])
    }

    /// The seed is one revision of 14 pages, and an empty register is one too.
    @Test func aRevisionOfManyPagesComesAtOnce() async throws {
        let database = try await TestCluster.shared.database()
        let service = try await Service(["--database-url", database.url, "--no-seed"])
        let file = MirroredFile()
        let empty = try await file.mirror(service, "--verify")
        #expect(
            empty.output == "Snapshot of revision 0: 0 rows in 25 tables.\nEqual to the register at revision 0: 0 rows in 25 tables.\n", "\(empty)")
        #expect(try file.rows("SELECT revision, recorded_at FROM mirror") == [["0", nil]])
        #expect(try await Program.run("seed", environment: ["DATABASE_URL": database.url]).status == 0)
        let seeded = try await file.mirror(service, "--verify")
        #expect(seeded.output.hasPrefix("Took 13,916 changes: now at revision 1.\nEqual"), "\(seeded)")
        try await file.expectEqual(database)
    }

    @Test func newColumnsAreANewSnapshot() async throws {
        let office = try await Office()
        let file = MirroredFile()
        #expect(try await file.mirror(office.service).status == 0)
        try file.run(
            "CREATE TABLE mine (a); INSERT INTO mine VALUES (1); CREATE VIEW of_mine AS SELECT name FROM municipality_name; DROP TABLE milestone")
        let mended = try await file.mirror(office.service)
        #expect(mended.errors == "The register's tables are no longer those of \(file.path): it begins again.\n", "\(mended)")
        try await file.expectEqual(office.database)

        try await office.database.script(
            """
            ALTER TABLE norm ADD COLUMN remark text; ALTER TABLE history.norm ADD COLUMN remark text; COMMENT ON COLUMN norm.remark IS 'Opmerking.';
            SELECT define_as_of('norm')
            """)
        try await office.database.edit("UPDATE norm SET remark = 'nieuw'")
        let anew = try await file.mirror(office.service, "--verify")
        #expect(anew.status == 0 && anew.output.hasPrefix("Snapshot of revision 2: 13,916 rows in 25 tables.\nEqual"), "\(anew)")
        #expect(try file.rows("SELECT DISTINCT remark FROM norm") == [["nieuw"]])
        try await file.expectEqual(office.database)
        #expect(try file.rows("SELECT a, (SELECT count(*) > 400 FROM of_mine) FROM mine") == [["1", "1"]], "what is not the register's stays")
    }

    @Test func aRegisterThatMovedOrRestarted() async throws {
        let office = try await Office()
        let file = MirroredFile()
        #expect(try await file.mirror(office.service).status == 0)
        office.service.program.interrupt()
        _ = try await office.service.program.outcome()
        let gone = try await file.mirror(office.service)
        #expect(gone.status == 1 && gone.errors.hasPrefix("Error: No register can be reached at \(office.service.address): "), "\(gone)")
        try await office.database.edit("UPDATE norm SET name = 'Anders'")
        let moved = try await Service(["--database-url", office.database.url])
        #expect(try await file.mirror(moved).output == "Took 1 change: now at revision 2.\n")
        #expect(try file.rows("SELECT source FROM mirror") == [[moved.address]])
        try await file.expectEqual(office.database)
    }
}

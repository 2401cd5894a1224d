import Register
import TestCluster
import Testing

/// migrate, seed, check, url and psql on a database that a URL names.
@Suite struct DatabaseCommandTests {
    private func run(_ database: TestDatabase, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.start(arguments, environment: ["DATABASE_URL": database.url]).outcome()
    }

    @Test func migrations() async throws {
        let database = try await TestCluster.shared.database()
        let before = try await run(database, "migrate", "status")
        #expect(before.status == 1)
        #expect(before.output.split(separator: "\n").count == Schema.version)
        #expect(before.output.split(separator: "\n").allSatisfy { $0.hasSuffix(": pending") })

        let up = try await run(database, "migrate", "up")
        #expect(up.status == 0 && up.output.hasSuffix("The schema is at version \(Schema.version).\n"), "\(up)")
        let again = try await run(database, "migrate", "up")
        #expect(again.status == 0 && again.output == "The schema is up to date: version \(Schema.version).\n")
        let after = try await run(database, "migrate", "status")
        #expect(after.status == 0 && after.output.contains("001 roles: applied 20"))

        let down = try await run(database, "migrate", "down")
        #expect(down.status == 0 && down.output.hasSuffix("The schema is at version \(Schema.version - 1).\n"), "\(down)")
        #expect(try await run(database, "migrate", "status").status == 1)
        let all = try await run(database, "migrate", "down", "--to", "0")
        #expect(all.status == 0 && all.output.hasSuffix("The database is empty.\n"), "\(all)")
        #expect(try await run(database, "migrate", "status").output == before.output)
        let beyond = try await run(database, "migrate", "down", "--to", "99")
        #expect(beyond.status == 1 && beyond.errors.contains("versions run from 0"))
        #expect(try await run(database, "migrate", "up").status == 0)
    }

    @Test func seedingTwiceMakesOneRevision() async throws {
        let database = try await TestCluster.shared.database()
        let tooEarly = try await run(database, "seed")
        #expect(tooEarly.status == 1 && tooEarly.errors.contains("Run “register migrate up”"))
        #expect(try await run(database, "migrate", "up").status == 0)
        let first = try await run(database, "seed")
        #expect(first.status == 0 && first.output.contains("as revision 1"), "\(first)")
        let second = try await run(database, "seed")
        #expect(second.status == 0 && second.output.contains("nothing changed"), "\(second)")
        try await database.script("UPDATE municipality_name SET name = 'Wiert' WHERE municipality_code = 'GM0988'")
        let third = try await run(database, "seed")
        #expect(third.status == 0 && third.output.contains("as revision 3"), "\(third)")
        #expect(try await run(database, "check").status == 0)
    }

    @Test func checkOfASoundRegister() async throws {
        let outcome = try await run(try await SeededRegister.shared, "check")
        #expect(outcome.status == 0 && outcome.errors == "" && outcome.output.contains("Schema version \(Schema.version)"))
    }

    @Test func checkOfABrokenOne() async throws {
        let database = try await SeededRegister.database()
        let wrongs = [
            ("DELETE FROM region_member WHERE region_id = 'PV31' AND municipality_code = 'GM0946'", "region-type-incomplete", "GM0946"),
            ("DELETE FROM municipality_succession WHERE from_code = 'GM0951'", "municipality-without-successor", "GM0951"),
            ("DELETE FROM municipality_name WHERE municipality_code = 'GM0988'", "municipality-without-name", "GM0988"),
            ("DELETE FROM region_name WHERE region_id = 'JZ43'", "region-without-name", "JZ43"),
            (
                "DELETE FROM region_member WHERE region_id = 'samenwerkingsregio-midden-limburg' AND municipality_code = 'GM1640'",
                "nesting-not-contained", "GM1640"
            ), ("UPDATE revision_counter SET last = 3", "revision-missing", "Revision 2"),
            ("DELETE FROM norm", "norm-absent", "decentralisation-2013"),
        ]
        // As superuser, past every trigger that would have refused it.
        try await database.script("SET session_replication_role = replica; " + wrongs.map(\.0).joined(separator: "; "))
        let outcome = try await run(database, "check")
        #expect(outcome.status == 1)
        let lines = outcome.errors.split(separator: "\n")
        for (_, code, subject) in wrongs { #expect(lines.contains { $0.hasPrefix("\(code): ") && $0.contains(subject) }, "\(code): \(outcome)") }
        #expect(outcome.errors.hasSuffix("\n\(lines.count - 1) things are wrong.\n"), "\(outcome)")
    }

    @Test func checkOfAnotherSchema() async throws {
        let database = try await TestCluster.shared.database()
        let empty = try await run(database, "check")
        #expect(empty.status == 1 && empty.errors.contains("Run “register migrate up”"))
        _ = try await run(database, "migrate", "up")
        try await database.script("UPDATE schema_migration SET checksum = 'x' WHERE version = 3")
        let changed = try await run(database, "check")
        #expect(changed.status == 1 && changed.errors.contains("migration 3 (history) was changed"), "\(changed)")
        #expect(try await run(database, "migrate", "status").status == 1)
    }

    @Test func theURL() async throws {
        let database = try await SeededRegister.shared
        let outcome = try await run(database, "url")
        #expect(outcome.status == 0 && outcome.output == database.url + "\n" && outcome.errors == "")
        let option = try await Program.run("url", "--database-url", database.url, environment: ["DATABASE_URL": "postgresql://nowhere"])
        #expect(option.output == database.url + "\n")
        let password = try await Program.run("url", "--database-url", "host=h user=u password='p w' dbname=d")
        #expect(password.output == "postgresql://u:p%20w@h/d\n")
    }

    @Test func psql() async throws {
        let database = try await SeededRegister.shared
        let outcome = try await run(
            database, "psql", "--", "-AtXc", "SELECT inhabitants, meets FROM scale_check(ARRAY['GM0988','GM0946','GM1640'], '2013-01-01')")
        #expect(outcome.status == 0 && outcome.output == "101795|t\n", "\(outcome)")
        let east = try await run(
            database, "psql", "--", "-AtXc", "SELECT inhabitants FROM region_scale_check('subregio-midden-limburg-oost', '2013-01-01')")
        #expect(east.output == "133770\n")
        let wrong = try await run(database, "psql", "--", "-X", "-v", "ON_ERROR_STOP=1", "-c", "SELECT nonsense")
        #expect(wrong.status == 1 && wrong.errors.contains("nonsense"))
        let file = try await run(database, "psql", "--", "-X", "-f", "/nonexistent")
        #expect(file.status != 0)
    }

    @Test func psqlThatIsNotThere() async throws {
        let outcome = try await Program.run("psql", environment: ["DATABASE_URL": "postgresql://x", "PATH": "/nonexistent"])
        #expect(outcome.status == 1 && outcome.errors.contains("Install it: sudo apt-get install postgresql-client"), "\(outcome)")
    }
}

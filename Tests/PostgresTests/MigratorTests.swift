import Glibc
import Postgres
import TestCluster
import Testing

@Suite struct MigratorTests {
    private static let three = [
        "001_towns.up.sql": "create table town (name text primary key);\n", "001_towns.down.sql": "drop table town;\n",
        "002_rivers.up.sql": "create table river (name text);\ninsert into river values ('Maas');\n", "002_rivers.down.sql": "drop table river;\n",
        "003_bridges.up.sql": "create table bridge (town text references town);\n", "003_bridges.down.sql": "drop table bridge;\n",
        "README.md": "not a migration",
    ]

    private func folder(_ files: [String: String]) throws -> String {
        let folder = ScratchFolder.make("migrations")
        for (name, text) in files { try write(text, to: folder + "/" + name) }
        return folder
    }

    private func migrator(_ files: [String: String]) throws -> Migrator { try Migrator(folder: folder(files)) }

    private static let tables = Statement(
        "tables", "select tablename::text from pg_tables where schemaname = 'public' order by 1", Void.self, (String).self)

    @Test func upAndDownAndUp() async throws {
        let migrator = try migrator(Self.three)
        try await TestCluster.shared.database().withPool { pool in
            try await pool.run { db in
                #expect(try migrator.status(db).map(\.state) == [.pending, .pending, .pending])
                #expect(try db.all(Self.tables) == [], "asking writes nothing")
                var done: [Int] = []
                try migrator.up(db, to: 2) { done.append($0.number) }
                #expect(done == [1, 2])
                #expect(try db.all(Self.tables) == ["river", "schema_migration", "town"])
                try migrator.up(db) { done.append($0.number) }
                try migrator.up(db) { done.append($0.number) }
                #expect(done == [1, 2, 3])
                let status = try migrator.status(db)
                #expect(status.map(\.name) == ["towns", "rivers", "bridges"])
                for migration in status {
                    guard case .applied(let at) = migration.state else {
                        Issue.record("\(migration)")
                        continue
                    }
                    #expect(at.hasPrefix("20"))
                }
                try migrator.down(db, to: 1) { done.append($0.number) }
                #expect(done == [1, 2, 3, 3, 2])
                #expect(try db.all(Self.tables) == ["schema_migration", "town"])
                try migrator.down(db, to: 0)
                try migrator.down(db, to: 0)
                #expect(try db.all(Self.tables) == ["schema_migration"])
                try migrator.up(db)
                #expect(try db.all(Self.tables) == ["bridge", "river", "schema_migration", "town"])
            }
        }
    }

    @Test func aFailureNamesFileAndLineAndKeepsWhatWentBefore() async throws {
        var files = Self.three
        files["003_bridges.up.sql"] = "create table bridge ();\n\ninsert into town values ('Weert');\n\ninsert into town\n  values ('Weert');\n"
        let folder = try folder(files)
        let migrator = try Migrator(folder: folder)
        try await TestCluster.shared.database().withPool { pool in
            let error = try await #require(throws: MigrationError.self) { try await pool.run { db in try migrator.up(db) } }
            guard case .failed(let file, let line, .server(let cause)) = error else { throw error }
            #expect(file == folder + "/003_bridges.up.sql")
            #expect(line == 5)
            #expect(cause.state == .uniqueViolation)
            #expect(error.description.hasPrefix("\(folder)/003_bridges.up.sql:5: "))
            let (tables, status) = try await pool.run { db in (try db.all(Self.tables), try migrator.status(db)) }
            #expect(tables == ["river", "schema_migration", "town"])
            #expect(status.map { $0.state == .pending } == [false, false, true])
        }
    }

    @Test func aChangedFileIsRefused() async throws {
        var files = Self.three
        let before = try migrator(files)
        files["002_rivers.up.sql"] = "create table river (name text not null);\n"
        let after = try migrator(files)
        #expect(before.migrations[1].checksum != after.migrations[1].checksum)
        #expect(before.migrations[1].checksum.utf8.count == 16)
        try await TestCluster.shared.database().withPool { pool in
            try await pool.run { db in try before.up(db) }
            let error = try await #require(throws: MigrationError.self) { try await pool.run { db in try after.up(db) } }
            #expect(error.description.contains("002_rivers.up.sql was changed after it was applied"))
            #expect(error.description.hasSuffix("go down to version 1 and up again"))
            try await pool.run { db in
                guard case .changed = try after.status(db)[1].state else {
                    Issue.record("not seen")
                    return
                }
                try after.down(db, to: 1)
                try after.up(db)
            }
        }
    }

    @Test func aNewerDatabaseIsRefused() async throws {
        let newer = try migrator(Self.three)
        let older = try migrator(Self.three.filter { !$0.key.hasPrefix("003") })
        try await TestCluster.shared.database().withPool { pool in
            try await pool.run { db in try newer.up(db) }
            for direction in ["up", "down"] {
                let error = try await #require(throws: MigrationError.self) {
                    try await pool.run { db in if direction == "up" { try older.up(db) } else { try older.down(db, to: 0) } }
                }
                #expect(error.description.hasPrefix("The database is at version 3, and this program knows versions up to 2: use the newer program"))
            }
            let last = try await pool.run { db in try older.status(db) }.last
            #expect(last?.number == 3 && last?.name == "bridges")
            guard case .unknown = last?.state else {
                Issue.record("not seen")
                return
            }
        }
    }

    @Test func twoAtOnceTakeTurns() async throws {
        var files = Self.three
        files["002_rivers.up.sql"] = "select pg_sleep(0.1);\n" + files["002_rivers.up.sql"]!
        let migrator = try migrator(files)
        try await TestCluster.shared.database().withPool(limit: 4) { pool in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 1...4 {
                    group.addTask {
                        try await pool.run { db in
                            var done: [Int] = []
                            try migrator.up(db) { done.append($0.number) }
                            return done
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += [$1] }
            }
            #expect(applied.sorted { $0.count < $1.count } == [[], [], [], [1, 2, 3]])
        }
    }

    @Test func aTransactionIsNotTheFilesToEnd() async throws {
        var files = Self.three
        files["002_rivers.up.sql"] = "create table river ();\ncommit;\n"
        let migrator = try migrator(files)
        try await TestCluster.shared.database().withPool { pool in
            let error = try await #require(throws: MigrationError.self) { try await pool.run { db in try migrator.up(db) } }
            #expect(error.description.contains("002_rivers.up.sql ends its transaction"))
        }
    }

    @Test func aTargetOutsideTheFolderIsRefused() async throws {
        let migrator = try migrator(Self.three)
        try await TestCluster.shared.database().withPool { pool in
            for target in [-1, 4] {
                let error = try await #require(throws: MigrationError.self) { try await pool.run { db in try migrator.up(db, to: target) } }
                #expect(error.description == "There is no version \(target): versions run from 0 (nothing) to 3")
            }
        }
    }

    @Test(
        arguments: [
            ([], "There are no migrations in FOLDER"), (["002_b.up.sql", "002_b.down.sql"], "Migration 1 is missing in FOLDER"),
            (["001_a.up.sql"], "FOLDER/001_a.down.sql is missing"), (["001_a.down.sql"], "FOLDER/001_a.up.sql is missing"),
            (["001_a.up.sql", "001_b.down.sql"], "FOLDER/001_a.down.sql is missing"),
            (
                ["001_a.up.sql", "001_b.up.sql", "001_a.down.sql", "001_b.down.sql"],
                "Two migrations have the number 1: 001_a.up.sql and 001_b.up.sql"
            ),
            (["001_a.up.sql", "1_b.up.sql", "001_a.down.sql"], "Two migrations have the number 1: 001_a.up.sql and 1_b.up.sql"),
            (["first.sql"], "FOLDER/first.sql is not named as a migration"), (["001_a.upp.sql"], "FOLDER/001_a.upp.sql is not named as a migration"),
            (["000_a.up.sql"], "FOLDER/000_a.up.sql is not named as a migration"),
        ])
    func aFolderThatIsNotInOrderIsASentence(_ files: [String], _ sentence: String) throws {
        let folder = try folder(Dictionary(uniqueKeysWithValues: files.map { ($0, "select 1;") }))
        let error = try #require(throws: MigrationError.self) { try Migrator(folder: folder) }
        #expect(error.description.hasPrefix(sentence.split(separator: "FOLDER", omittingEmptySubsequences: false).joined(separator: folder)))
    }

    @Test func anAbsentFolderIsASentence() throws {
        let path = ScratchFolder.path("absent")
        let error = try #require(throws: MigrationError.self) { try Migrator(folder: path) }
        #expect(error.description == "The folder of the migrations, \(path), cannot be read: No such file or directory")
    }
}

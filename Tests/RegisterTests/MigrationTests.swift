import Postgres
import Register
import TestCluster
import Testing

@Suite struct MigrationTests {
    @Test func theCodeIsWrittenForTheNewestMigration() throws {
        let migrations = try Migrator(folder: Folders.migrations).migrations
        #expect(migrations.last?.number == Schema.version)
    }

    @Test func everyStepGoesUpDownAndUpAgain() async throws {
        let migrator = try Migrator(folder: Folders.migrations)
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in
                var states = [try db.schema()]
                for step in 1...Schema.version {
                    try migrator.up(db, to: step)
                    states.append(try db.schema())
                    #expect(try Schema.version(of: db) == step)
                    try migrator.down(db, to: step - 1)
                    expectSame(try db.schema(), states[step - 1], "after \(step) down")
                    try migrator.up(db, to: step)
                    expectSame(try db.schema(), states[step], "after \(step) up again")
                }
                for step in stride(from: Schema.version, to: 0, by: -1) {
                    try migrator.down(db, to: step - 1)
                    expectSame(try db.schema(), states[step - 1], "on the way down, after \(step)")
                }
                let roles = try db.column("SELECT rolname FROM pg_roles WHERE rolname ~ '^register_' ORDER BY 1")
                #expect(roles == ["register_editor", "register_owner", "register_reader"])
                try migrator.up(db)
                expectSame(try db.schema(), states[Schema.version], "at the top again")
                try Schema.require(on: db)
            }
        }
    }

    @Test func aRegisterFullOfFactsGoesDownAndIsFilledAgain() async throws {
        try await withRegister { register in
            let migrator = try Migrator(folder: Folders.migrations)
            try await register.superuser.run { db in
                let before = try db.schema()
                try migrator.down(db, to: 0)
                #expect(
                    try db.column(
                        """
                        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^schema_migration'
                        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                        UNION ALL SELECT nspname FROM pg_namespace WHERE nspname IN ('history', 'load', 'extension')
                        """) == [])
                #expect(throws: Schema.Mismatch.empty) { try Schema.require(on: db) }
                try migrator.up(db)
                expectSame(try db.schema(), before, "after down and up")
                #expect(try Seed(folder: Folders.seed).load(db).revision == 1)
            }
        }
    }

    @Test func anOlderAndANewerSchemaAreRefusedInASentence() async throws {
        try await withRegister(.migrated) { register in
            try await register.superuser.run { db in
                try db.script("DELETE FROM schema_migration WHERE version = \(Schema.version)")
                #expect(throws: Schema.Mismatch.older(database: Schema.version - 1)) { try Schema.require(on: db) }
                try db.script(
                    "INSERT INTO schema_migration (version, name, checksum) VALUES (\(Schema.version), 'a', ''), (\(Schema.version + 1), 'b', '')")
                #expect(throws: Schema.Mismatch.newer(database: Schema.version + 1)) { try Schema.require(on: db) }
            }
        }
        #expect(Schema.Mismatch.older(database: 3).description.contains("Run “register migrate up”"))
        #expect(Schema.Mismatch.newer(database: 99).description.contains("99"))
    }

    /// The roles are shared by all databases of a cluster, and PostgreSQL answers two changes of one role at the same moment with an error.
    @Test func severalRegistersOfANewClusterAreMigratedAtTheSameMoment() async throws {
        let cluster = try await PrivateCluster.open(folder: ScratchFolder.path("m"), durability: .throwaway)
        let admin = cluster.connectionString().patientPool()
        for number in 1...4 { try await admin.execute("CREATE DATABASE r\(number)") }
        await admin.close()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...4 {
                group.addTask {
                    let pool = cluster.connectionString(database: "r\(number)").patientPool()
                    let version = try await pool.run { db in
                        try Migrator(folder: Folders.migrations).up(db)
                        return try Schema.version(of: db)
                    }
                    await pool.close()
                    return version
                }
            }
            for try await version in group { #expect(version == Schema.version) }
        }
        let settings = cluster.connectionString().patientPool()
        let found = try await settings.column(
            "SELECT rolname || ' ' || unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole ORDER BY 1")
        await settings.close()
        await cluster.close()
        #expect(
            found == [
                "register_editor idle_in_transaction_session_timeout=10min", "register_editor lock_timeout=10s",
                "register_reader default_transaction_read_only=on",
            ])
    }

    private func expectSame(_ found: [String], _ expected: [String], _ when: String) {
        let (found, expected) = (Set(found), Set(expected))
        #expect(found.subtracting(expected).sorted() == [], "left over \(when)")
        #expect(expected.subtracting(found).sorted() == [], "lost \(when)")
    }
}

import Postgres
import Register
import TestCluster

/// Databases of the shared throw-away cluster that hold the register.
enum SeededRegister {
    private static let common = Task { try await database() }

    /// One for all tests that only read: a copy takes the cluster a second.
    static var shared: TestDatabase { get async throws { try await common.value } }

    /// A copy of its own, with schema and facts, for a test that writes.
    static func database() async throws -> TestDatabase {
        let template = try await TestCluster.shared.template(named: "seeded") { string in
            let pool = string.patientPool()
            try await pool.run { db in
                try Migrator(folder: Program.sql + "/migrations").up(db)
                _ = try Seed(folder: Program.sql + "/seed").load(db)
            }
            await pool.close()
        }
        return try await TestCluster.shared.database(template: template)
    }
}

extension TestDatabase {
    var url: String { connectionString.uri }

    /// Runs SQL as superuser.
    func script(_ sql: String) async throws {
        try await withPool(limit: 1) { pool in try await pool.run { db in try db.script(sql) } }
    }
}

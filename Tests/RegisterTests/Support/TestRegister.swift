import Postgres
import Register
import TestCluster
import Testing

/// A register of one test's own, and the three ways into it: each pool logs in as its role, as a person in psql would.
struct TestRegister: Sendable {
    let connectionString: ConnectionString
    let superuser: Pool
    let editor: Pool
    let reader: Pool

    enum Contents {
        /// The schema alone.
        case migrated
        /// The schema and the facts of the project.
        case seeded
        /// The same, but made here and not copied: CREATE DATABASE does not copy what 001 grants on the database itself.
        case madeHere
    }

    fileprivate init(_ connectionString: ConnectionString) {
        self.connectionString = connectionString
        superuser = Pool(connectionString, limit: 16, patience: .seconds(600))
        editor = Pool(connectionString.with(user: "register_editor"), limit: 16, patience: .seconds(600))
        reader = Pool(connectionString.with(user: "register_reader"), limit: 4, patience: .seconds(600))
    }

    fileprivate func close() async {
        for pool in [superuser, editor, reader] { await pool.close() }
    }
}

func withRegister<R: Sendable>(_ contents: TestRegister.Contents = .seeded, _ body: (TestRegister) async throws -> R) async throws -> R {
    let database: TestDatabase
    switch contents {
    case .migrated: database = try await TestCluster.shared.database(template: Templates.migrated())
    case .seeded: database = try await TestCluster.shared.database(template: Templates.seeded())
    case .madeHere:
        database = try await TestCluster.shared.database()
        try await Templates.build(database.connectionString, seed: true)
    }
    let register = TestRegister(database.connectionString)
    do {
        if contents != .madeHere { try await register.superuser.execute(Templates.databaseGrants) }
        let value = try await body(register)
        await register.close()
        return value
    } catch {
        await register.close()
        throw error
    }
}

/// The facts of the project for tests that only read. They log in as register_reader, so that none can spoil it for another.
enum SharedRegister {
    static func reader() async throws -> Pool { try await opening.value }

    private static let opening = Task {
        let database = try await TestCluster.shared.database(template: Templates.seeded())
        return Pool(database.connectionString.with(user: "register_reader"), limit: 4, patience: .seconds(600))
    }
}

/// The same for statements that are refused, and so leave nothing behind either.
enum SharedEditor {
    static func pool() async throws -> Pool { try await opening.value }

    private static let opening = Task {
        let database = try await TestCluster.shared.database(template: Templates.seeded())
        return Pool(database.connectionString.with(user: "register_editor"), limit: 4, patience: .seconds(600))
    }
}

enum Templates {
    static func migrated() async throws -> String {
        try await TestCluster.shared.template(named: "register_migrated") { try await build($0, seed: false) }
    }

    static func seeded() async throws -> String {
        try await TestCluster.shared.template(named: "register_seeded") { try await build($0, seed: true) }
    }

    static func build(_ connectionString: ConnectionString, seed: Bool) async throws {
        let pool = connectionString.patientPool()
        do {
            try await pool.run { db in
                try Migrator(folder: Folders.migrations).up(db)
                try db.script(logins)
                if seed { _ = try Seed(folder: Folders.seed).load(db) }
            }
            await pool.close()
        } catch {
            await pool.close()
            throw error
        }
    }

    /// The roles belong to the cluster: somebody else who changes them at the same moment does the same.
    private static let logins = """
        DO $$ DECLARE role_name text; BEGIN
            FOR role_name IN SELECT rolname FROM pg_roles WHERE rolname ~ '^register_' AND NOT rolcanlogin LOOP
                BEGIN
                    EXECUTE format('ALTER ROLE %I LOGIN', role_name);
                EXCEPTION WHEN OTHERS THEN
                    IF SQLERRM !~ 'concurrently' THEN RAISE; END IF;
                END;
            END LOOP;
        END $$
        """

    /// What 001_roles.up.sql grants on the database.
    static let databaseGrants = """
        DO $$ BEGIN
            EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO register_owner', current_database());
            EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO register_editor', current_database());
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO register_reader', current_database());
            EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        END $$
        """
}

/// The folders of the project, found from this file.
enum Folders {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    static let migrations = root + "/sql/migrations"
    static let seed = root + "/sql/seed"
}

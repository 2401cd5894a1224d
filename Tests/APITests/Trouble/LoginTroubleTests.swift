import Glibc
import Postgres
import Synchronization
import TestCluster
import Testing

@testable import RegisterAPI

/// The server is well, and does not let the service in, or not at what it needs.
@Suite struct LoginTroubleTests {
    /// A database with the register, and a login of its own that is nobody's but the service's.
    private struct Scene {
        let database: TestDatabase
        let login: String
        let admin: Pool

        /// As superuser, from another database.
        func script(_ sql: String) async throws { try await admin.run { db in try db.script(sql) } }

        /// The service has to connect anew.
        func hangUp() async throws {
            try await script("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '\(login)'")
        }
    }

    private func withScene(_ body: (Scene, TroubledService) async throws -> Void) async throws {
        let database = try await SeededRegister.database()
        let cluster = try await TestCluster.shared.cluster()
        let scene = Scene(
            database: database, login: "l" + String(UInt64.random(in: 0 ... .max), radix: 36), admin: cluster.connectionString().patientPool(limit: 2)
        )
        try await scene.script("CREATE ROLE \(scene.login) LOGIN PASSWORD 'first' IN ROLE register_owner, register_editor, register_reader")
        // What it is asked on the way into a private cluster's socket is a password, as elsewhere.
        try Self.demandPassword(of: scene.login, in: cluster)
        try await scene.script("SELECT pg_reload_conf()")
        let url = database.connectionString.with(user: scene.login, password: "first")
        let troubled = try await TroubledService(
            "postgresql:///\(database.name)?host=\(url["host"] ?? "")&user=\(scene.login)&password=first")
        try await body(scene, troubled)
        try await troubled.ends()
        await scene.admin.close()
    }

    /// The tests of this suite share the file.
    private static let turn = Mutex(())

    private static func demandPassword(of login: String, in cluster: PrivateCluster) throws {
        let path = cluster.folder + "/pgdata/pg_hba.conf"
        try turn.withLock { _ in
            guard let old = Program.read(path), let file = fopen(path, "w") else { throw Program.Failure(description: "There is no \(path)") }
            fputs("local all \(login) scram-sha-256\n" + String(decoding: old, as: UTF8.self), file)
            fclose(file)
        }
    }

    /// What is done, what undoes it, and what `/health/ready` says meanwhile. LOGIN and DATABASE stand for the names.
    static let troubles = [
        ("ALTER ROLE LOGIN PASSWORD 'second'", "ALTER ROLE LOGIN PASSWORD 'first'", "refuses the service's login"),
        ("ALTER ROLE LOGIN NOLOGIN", "ALTER ROLE LOGIN LOGIN", "refuses the service's login"),
        ("ALTER ROLE LOGIN CONNECTION LIMIT 0", "ALTER ROLE LOGIN CONNECTION LIMIT -1", "has no connection left"),
        ("REVOKE register_reader, register_owner, register_editor FROM LOGIN", "GRANT register_reader TO LOGIN", "lacks a right"),
        (
            "REVOKE CONNECT ON DATABASE DATABASE FROM PUBLIC, register_reader, register_editor, register_owner",
            "GRANT CONNECT ON DATABASE DATABASE TO PUBLIC", "lacks a right"
        ),
        ("ALTER DATABASE DATABASE ALLOW_CONNECTIONS false", "ALTER DATABASE DATABASE ALLOW_CONNECTIONS true", "takes no connections"),
    ]

    @Test(arguments: troubles) func itIsNotLetIn(deed: String, remedy: String, reason: String) async throws {
        try await withScene { scene, troubled in
            func named(_ sql: String) -> String {
                sql.split(separator: " ", omittingEmptySubsequences: false).enumerated().map { index, word in
                    let words = sql.split(separator: " ")
                    if word == "LOGIN", words[index - 1] == "ROLE" || words[index - 1] == "TO" || words[index - 1] == "FROM" { return scene.login }
                    return word == "DATABASE" && words[index - 1] == "DATABASE" ? scene.database.name : String(word)
                }.joined(separator: " ")
            }
            try await scene.script(named(deed))
            try await scene.hangUp()
            try await troubled.suffers(reason)
            try await troubled.answersStale()
            try await scene.script(named(remedy))
            try await troubled.recovers()
        }
    }

    @Test func theDatabaseIsRenamed() async throws {
        try await withScene { scene, troubled in
            let name = scene.database.name
            try await scene.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            try await scene.hangUp()
            try await scene.script("ALTER DATABASE \(name) RENAME TO \(name)_old")
            try await troubled.suffers("There is no database of the name")
            try await troubled.answersStale()
            try await scene.script("ALTER DATABASE \(name)_old RENAME TO \(name)")
            try await scene.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
            try await troubled.recovers()
        }
    }

    @Test func theDatabaseIsDroppedAndRestored() async throws {
        try await withScene { scene, troubled in
            try await scene.script("CREATE DATABASE \(scene.database.name)_backup TEMPLATE template_seeded")
            try await scene.script("DROP DATABASE \(scene.database.name) WITH (FORCE)")
            try await troubled.suffers("There is no database of the name")
            try await troubled.answersStale()
            try await scene.script("ALTER DATABASE \(scene.database.name)_backup RENAME TO \(scene.database.name)")
            try await troubled.recovers()
        }
    }

    /// It is let in as before, and may not read: what was announced still holds.
    @Test func rightsAreRevoked() async throws {
        try await withScene { scene, troubled in
            try await scene.database.script("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM register_reader")
            try await troubled.suffers("lacks a right")
            let known = try await troubled.service.send(TroubledService.kept)
            #expect(known.status == 200 && known["Register-Stale"] == nil)
            try await scene.database.script("GRANT SELECT ON ALL TABLES IN SCHEMA public TO register_reader")
            try await troubled.recovers()
        }
    }

    /// The service only reads.
    @Test func theDatabaseIsReadOnly() async throws {
        try await withScene { scene, troubled in
            try await scene.script("ALTER DATABASE \(scene.database.name) SET default_transaction_read_only = on")
            try await scene.hangUp()
            try await troubled.recovers()
            let moment = try await troubled.service.get("/v1/municipalities/GM0957?availableOn=2024-01-01T00:00:00Z", 404)
            #expect(moment["code"] == "municipality-unknown")
            #expect(try await troubled.service.get("/v1/municipalities/GM0957?revision=1")["code"] == "GM0957")
        }
    }
}

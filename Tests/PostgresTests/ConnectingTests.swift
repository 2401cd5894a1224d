import Postgres
import TestCluster
import Testing

@Suite struct ConnectingTests {
    private func failure(_ string: ConnectionString) async throws -> ConnectionFailure {
        let pool = Pool(string["connect_timeout"] == nil ? string.patient : string, limit: 1, patience: .seconds(600))
        let error = try await pgError { try await pool.run { _ in } }
        await pool.close()
        guard case .connection(let failure) = error else { throw error }
        #expect(!failure.description.contains("geheim"))
        #expect(!failure.description.contains("\n"))
        #expect(failure.description.hasPrefix("No connection to PostgreSQL (postgresql://"))
        return failure
    }

    @Test func nobodyListens() async throws {
        let closed = try SilentServer(listens: false)
        let failure = try await failure(closed.connectionString)
        closed.close()
        #expect(failure.state == nil)
        #expect(failure.message.contains("port \(closed.port) failed: Connection refused"))
    }

    @Test func noSuchHost() async throws {
        let failure = try await failure(ConnectionString("postgresql://me:geheim@no-such-host.invalid/d"))
        #expect(failure.message.contains("no-such-host.invalid"))
    }

    @Test func noSuchSocket() async throws {
        let failure = try await failure(ConnectionString("host=\(ScratchFolder.root) port=1 user=me password=geheim"))
        #expect(failure.message.contains("No such file or directory"))
    }

    @Test func nobodyAnswers() async throws {
        let silent = try SilentServer()
        let failure = try await failure(silent.connectionString.with(options: ["connect_timeout": "1"]))
        #expect(failure.message == "no answer within 1 s")
        silent.close()
    }

    @Test func anUnknownKeyword() async throws {
        let failure = try await failure(ConnectionString("host=x password=geheim").with(options: ["colour": "red"]))
        #expect(failure.message == "invalid connection option \"colour\"")
    }

    @Test func noSuchDatabase() async throws {
        let cluster = try await TestCluster.shared.cluster()
        let failure = try await failure(cluster.connectionString(database: "no such").with(password: "geheim"))
        #expect(failure.state == .invalidCatalogName)
        #expect(failure.message.hasSuffix("FATAL: database \"no such\" does not exist"))
        #expect(failure.description.hasSuffix("(SQLSTATE 3D000). Make the database with createdb, or name another one"))
    }

    @Test func noSuchRoleAndARoleThatMayNotLogIn() async throws {
        let cluster = try await TestCluster.shared.cluster()
        for role in ["nobody at all", "pg_monitor"] {
            let failure = try await failure(cluster.connectionString(user: role).with(password: "geheim"))
            #expect(failure.state == .invalidAuthorizationSpecification)
            #expect(failure.message.contains(role))
        }
    }

    @Test func tooManyConnections() async throws {
        let database = try await TestCluster.shared.database()
        let role = "one_" + database.name
        try await database.withPool { pool in try await pool.run { db in try db.script("create role \(role) login connection limit 1") } }
        let first = database.connectionString.with(user: role).patientPool()
        try await first.run { db in _ = try db.one(Ask.one) }
        let failure = try await failure(database.connectionString.with(user: role))
        #expect(failure.state == .tooManyConnections)
        await first.close()
    }

    @Test func aWrongPassword() async throws {
        let rules = ScratchFolder.path("hba")
        try write("local all secretive scram-sha-256\nlocal all all trust\n", to: rules)
        let cluster = try await PrivateCluster.open(
            folder: ScratchFolder.path("password"), durability: .throwaway, settings: ["hba_file": rules])
        let admin = cluster.connectionString().patientPool()
        try await admin.run { db in try db.script("create role secretive login password 'open sesame'") }
        let failure = try await failure(cluster.connectionString(user: "secretive").with(password: "geheim"))
        #expect(failure.state == .invalidPassword)
        #expect(failure.message.hasSuffix("FATAL: password authentication failed for user \"secretive\""))
        #expect(failure.description.contains(":***@"))
        let right = cluster.connectionString(user: "secretive").with(password: "open sesame").patientPool()
        #expect(try await right.run { db in try db.one(Ask.one) } == 1)
        await right.close()
        await admin.close()
        await cluster.close()
    }
}

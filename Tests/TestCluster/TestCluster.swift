public import Postgres

/// The throw-away cluster of a test process. It vanishes with the process.
public actor TestCluster {
    public static let shared = TestCluster()

    private var starting: Task<PrivateCluster, any Error>?
    /// Few connections, since a hundred tests that make their databases at once would only be in each other's way.
    private var admin: Pool?
    private var templates: [String: Task<String, any Error>] = [:]

    /// The cluster, which is started by whoever asks first.
    public func cluster() async throws -> PrivateCluster {
        let task =
            starting
            ?? Task {
                try await PrivateCluster.open(
                    folder: ScratchFolder.path("c"), durability: .throwaway, settings: ["max_connections": "400", "shared_buffers": "64MB"])
            }
        starting = task
        return try await task.value
    }

    /// A new database for one test: empty, or a copy of a template.
    public func database(template: String? = nil) async throws -> TestDatabase {
        let name = "t" + String(UInt64.random(in: 0 ... .max), radix: 36)
        return try await make(name, template: template ?? "template1")
    }

    /// The name of a database that `build` has filled, once per process; whoever asks meanwhile waits.
    ///
    /// `build` must have closed its connections when it returns, or no copy can be made.
    public func template(named name: String, build: @escaping @Sendable (ConnectionString) async throws -> Void) async throws -> String {
        if let building = templates[name] { return try await building.value }
        let task = Task {
            let database = try await make("template_" + name, template: "template1")
            try await build(database.connectionString)
            return database.name
        }
        templates[name] = task
        return try await task.value
    }

    private func make(_ name: String, template: String) async throws -> TestDatabase {
        let cluster = try await cluster()
        let admin = admin ?? cluster.connectionString().patientPool(limit: 2)
        self.admin = admin
        try await admin.run { db in try db.script("create database \"\(name)\" template \"\(template)\"") }
        return TestDatabase(name: name, connectionString: cluster.connectionString(database: name).patient)
    }
}

extension ConnectionString {
    /// A pool whose waiters have time: hundred tests may start at once.
    public func patientPool(limit: Int = 1, settings: SessionSettings = [:]) -> Pool {
        Pool(patient, settings: settings, limit: limit, patience: .seconds(600))
    }

    /// The same with time for the connecting itself.
    public var patient: ConnectionString { with(options: ["connect_timeout": "600"]) }
}

/// A database for one test alone.
public struct TestDatabase: Sendable {
    public let name: String
    /// As superuser.
    public let connectionString: ConnectionString

    /// A pool for the time of `body`.
    public func withPool<R: Sendable>(
        settings: SessionSettings = [:], limit: Int = 4, patience: Duration = .seconds(600), _ body: (Pool) async throws -> R
    ) async throws -> R {
        let pool = Pool(connectionString, settings: settings, limit: limit, patience: patience)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}

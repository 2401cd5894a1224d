import Postgres

/// The roles that somebody may work as.
enum Role: String, CaseIterable {
    case reader = "register_reader"
    case editor = "register_editor"
    case owner = "register_owner"
}

/// The database in use: the private cluster, or the one that a URL names.
struct Database {
    /// May migrate and seed.
    let admin: ConnectionString
    private let cluster: PrivateCluster?

    static func open(_ options: DatabaseOptions) async throws -> Database {
        if let url = options.url { return Database(admin: try ConnectionString(url), cluster: nil) }
        let cluster = try await PrivateCluster.open(folder: options.folder, database: "register") { Console.warn($0 + " …") }
        return Database(admin: cluster.connectionString(), cluster: cluster)
    }

    var isPrivate: Bool { cluster != nil }

    func close() async { await cluster?.close() }

    /// Opens the database, runs `body`, and leaves the database again, also when `body` fails or somebody presses Ctrl-C: then `body` is cancelled, and
    /// whatever it fails with is the interruption's doing.
    static func with<R: Sendable>(
        _ options: DatabaseOptions, interruption: Interruption = Interruption(), _ body: @escaping @Sendable (Database) async throws -> R
    ) async throws -> R {
        do {
            return try await interruption.cancelling {
                let database = try await open(options)
                do {
                    try Task.checkCancellation()
                    let value = try await body(database)
                    await database.close()
                    return value
                } catch {
                    await database.close()
                    throw error
                }
            }
        } catch {
            if interruption.isReceived { throw Interrupted() }
            throw error
        }
    }

    /// Runs `body` on one connection with the rights of an administrator.
    func administer<R: Sendable>(_ body: @Sendable (isolated Connection) throws -> R) async throws -> R {
        let pool = Pool(admin, settings: ["application_name": "register"], limit: 1, patience: .seconds(30), onNotice: { Console.warn($0.message) })
        do {
            let value = try await pool.run(body)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }

    /// How somebody connects in a role: in the private cluster by logging in as it, elsewhere as the URL says.
    func connectionString(as role: Role) -> ConnectionString {
        cluster?.connectionString(user: role.rawValue) ?? admin
    }

    /// In the private cluster nobody but its owner reaches the socket, so its roles may log in without a password.
    func allowLogins(_ db: isolated Connection) throws {
        guard isPrivate else { return }
        for role in Role.allCases where try !db.one(Self.canLogIn, role.rawValue) { try db.script("ALTER ROLE \(role.rawValue) LOGIN") }
    }

    func allowLogins() async throws {
        if isPrivate { try await administer { db in try allowLogins(db) } }
    }

    /// Makes programs that prepare the same database at the same moment take turns, until this connection closes.
    func takeTurn(_ db: isolated Connection) throws { try db.run(Self.turn) }

    /// Whether it is the login that is at fault, and not the database.
    func explain(_ error: any Error) -> any Error {
        guard let error = error as? PGError, error.state == .insufficientPrivilege, let login = admin["user"] else { return error }
        return DatabaseError.mayNotRead(login: login, error)
    }

    /// Connections that can read and nothing more.
    func readers() async throws -> Pool {
        let (string, settings) = (connectionString(as: .reader), try await readingSettings())
        // A little more than the server takes at most: then the network has gone silent.
        return Pool(string, settings: settings, answerTimeout: .seconds(12))
    }

    /// The same to a replica. In its place the primary can be asked, so little time is lost on it.
    func readers(ofReplica string: ConnectionString) async throws -> Pool {
        var settings = try await readingSettings()
        settings["statement_timeout"] = "5s"
        return Pool(string, settings: settings, patience: .milliseconds(500), answerTimeout: .seconds(6))
    }

    private func readingSettings() async throws -> SessionSettings {
        var settings: SessionSettings = [
            "application_name": "register serve", "default_transaction_read_only": "on", "statement_timeout": "10s", "jit": "off",
            // A cursor is always read to its end; PostgreSQL would plan for its first tenth.
            "cursor_tuple_fraction": "1",
            "idle_in_transaction_session_timeout": "60s",
            // Each statement is planned once for all values. To plan takes longer than nearly all of them, and the server would go on doing it.
            "plan_cache_mode": "force_generic_plan",
        ]
        if !isPrivate {
            let login = try await administer { db in try db.one(Self.membership) }
            guard login.mayRead else { throw DatabaseError.mayNotRead(login: login.name, nil) }
            settings["role"] = Role.reader.rawValue
        }
        return settings
    }

    /// Hears what the database announces.
    /// - Parameter onEvent: Gets it at once, on a thread that it must not hold up.
    func listener(_ channel: String, onEvent: @escaping @Sendable (Listener.Event) -> Void) -> Listener {
        var settings: SessionSettings = ["application_name": "register listen"]
        // As who reads, and so it does not announce what nobody could read.
        if !isPrivate { settings["role"] = Role.reader.rawValue }
        return Listener(connectionString(as: .reader), channels: [channel], settings: settings, onEvent: onEvent)
    }

    static let canLogIn = Statement(
        "role_can_log_in", "SELECT coalesce((SELECT rolcanlogin FROM pg_roles WHERE rolname = $1), true)", (String).self, (Bool).self)

    static let turn = Statement("take_turn", "SELECT pg_advisory_lock(hashtext('register: prepare'))", Void.self)

    static let membership = Statement(
        "membership", "SELECT session_user::text, pg_has_role(session_user, 'register_reader', 'MEMBER')", Void.self
    ) { row in
        let (name, mayRead) = try row.decode((String, Bool).self)
        return (name: name, mayRead: mayRead)
    }
}

enum DatabaseError: Error, CustomStringConvertible {
    case mayNotRead(login: String, PGError?)

    var description: String {
        switch self {
        case .mayNotRead(let login, let error):
            "The login “\(login)” may not act as register_reader, as whom the service reads. Let an administrator run: GRANT register_reader TO \(login)"
                + (error.map { ". \($0)" } ?? "")
        }
    }
}

/// The first Ctrl-C or SIGTERM came before the work was done.
struct Interrupted: Error, CustomStringConvertible {
    var description: String { "Interrupted: what was under way was taken back." }
}

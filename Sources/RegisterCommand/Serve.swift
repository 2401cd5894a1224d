import ArgumentParser
import Glibc
import HTTP
import Postgres
import Register
import RegisterAPI

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the register over HTTP.",
        discussion: """
            Makes and starts the private cluster where there is no --database-url, brings the schema up to date, loads the facts of the project into an \
            empty register, and serves until Ctrl-C or SIGTERM. Then, after --drain-seconds, it lets requests under way finish, for ten seconds at most, and stops the cluster.
            """)

    @Option(help: "The address to listen on; 0.0.0.0 is every address of the machine. Environment: REGISTER_HOST. Default: 127.0.0.1.")
    var host: String?
    @Option(help: "The port to listen on; 0 takes any free one. Environment: REGISTER_PORT. Default: 8080.")
    var port: UInt16?
    @Flag(name: .customLong("no-seed"), help: "Leave an empty register empty.")
    var noSeed = false
    @Option(
        name: .customLong("event-source"),
        help: "The URI that names this register in its change events. Environment: REGISTER_EVENT_SOURCE. Default: urn:nld:regional-register.")
    var eventSource: String?
    @Option(name: .customLong("stream-limit"), help: "How many clients may follow the changes at the same time. Default: 500.")
    var streamLimit: Int?
    @Option(help: "Seconds after which a stream of changes without any gets a sign of life. Default: 15.")
    var heartbeat: Int?
    @Option(
        name: .customLong("idle-timeout"),
        help: "Seconds without a byte in either direction after which a connection is closed, that of a client who does not read too. Default: 30.")
    var idleTimeout: Int?
    @Option(
        name: .customLong("connections-per-client"),
        help: """
            Connections that one client address may have open; further ones are closed without an answer. 0 is no limit, as is right behind a proxy, whose \
            address all clients have. Environment: REGISTER_CONNECTIONS_PER_CLIENT. Default: 1024.
            """)
    var connectionsPerClient: Int?
    @Option(
        name: .customLong("cache-bytes"),
        help: "Bytes that answers which are kept may take together; 0 keeps none. Environment: REGISTER_CACHE_BYTES. Default: 67108864 (64 MiB).")
    var cacheBytes: Int?
    @Option(
        name: .customLong("stale-seconds"),
        help: """
            For how many seconds an answer may be given, marked with Register-Stale, after the database was last heard of. Environment: \
            REGISTER_STALE_SECONDS. Default: 300.
            """)
    var staleSeconds: Int?
    @Option(
        name: .customLong("drain-seconds"),
        help: """
            For how many seconds after Ctrl-C or SIGTERM requests are still taken, while /health/ready says that the service is stopping: as long as a load \
            balancer needs to notice. Environment: REGISTER_DRAIN_SECONDS. Default: 0.
            """)
    var drainSeconds: Int?
    @Option(
        name: .customLong("access-log"),
        help: ArgumentHelp(
            "Write one line of JSON for each request to a file, at its end, or with - to standard output. Environment: REGISTER_ACCESS_LOG.",
            valueName: "file"))
    var accessLog: String?
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var replica: ReplicaOptions

    func run() async throws {
        let interruption = Interruption()
        let hangup = Hangup()
        defer { withExtendedLifetime(hangup) {} }
        let drain = try drainSeconds ?? Environment.integer("REGISTER_DRAIN_SECONDS") ?? 0
        guard (0...600).contains(drain) else {
            throw ValidationError("The time for which requests are still taken is \(drain) seconds, and must be from 0 to 600.")
        }
        var configuration = Server.Configuration()
        configuration.host = host ?? Environment["REGISTER_HOST"] ?? configuration.host
        configuration.port = try port ?? Self.portOfEnvironment() ?? configuration.port
        if let idleTimeout {
            guard (1...3600).contains(idleTimeout) else {
                throw ValidationError("--idle-timeout is \(idleTimeout), and must be from 1 to 3600 seconds.")
            }
            configuration.idleTimeout = idleTimeout
        }
        if let connections = try connectionsPerClient ?? Environment.integer("REGISTER_CONNECTIONS_PER_CLIENT") {
            guard connections >= 0 else { throw ValidationError("A client cannot have \(connections) connections; 0 is no limit.") }
            configuration.connectionsPerAddress = connections > 0 ? connections : nil
        }
        let migrator = try SQLFolder.migrator()
        let seeds = !noSeed
        let settings = try settings()
        let replica = try replica.connectionString(besides: database)
        guard settings.heartbeat < .seconds(configuration.idleTimeout) else {
            throw ValidationError(
                "--idle-timeout is \(configuration.idleTimeout) seconds, and must be more than --heartbeat: a stream of changes would be cut before its sign of life."
            )
        }
        // First of all, since it is the quickest to fail.
        let log = try openAccessLog()
        configuration.namesEveryRequest = log != nil
        defer { log?.close() }
        let front = Front(try Documents.find(besides: SQLFolder.find()), settings, log)
        let server = try front.listen(configuration)
        do {
            try await Database.with(database, interruption: interruption) { database in
                try await Self.prepare(database, migrator, seeds: seeds)
                let pool = try await database.readers()
                let replicaPool: Pool? = if let replica { try await database.readers(ofReplica: replica) } else { nil }
                try Task.checkCancellation()
                front.open(pool, replicaPool)
                let listener = database.listener(ChangeFeed.channel) { front.hear($0) }
                let following = front.follow(listener)
                Self.greet(server)
                await interruption.wait()
                Console.say("Stopping …")
                front.willStop()
                // Not this task, which the signal has cancelled.
                if drain > 0 { await Task.detached { try? await Task.sleep(for: .seconds(drain)) }.value }
                await server.stop(within: .seconds(10))
                following.cancel()
                await listener.close()
                await replicaPool?.close()
                await pool.close()
            }
            Console.say("Stopped.")
        } catch {
            await server.stop(within: .zero)
            guard error is Interrupted else { throw error }
            Console.say("Stopped before it was ready.")
        }
    }

    private func openAccessLog() throws -> AccessLog? {
        guard let path = accessLog ?? Environment["REGISTER_ACCESS_LOG"] else { return nil }
        if path == "-" {
            // What is for people would be in the way of whoever reads the lines.
            Console.leaveOutputAlone()
            return AccessLog(descriptor: STDOUT_FILENO)
        }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw ValidationError("The access log \(path) cannot be written: \(String(cString: strerror(errno))).") }
        return AccessLog(descriptor: descriptor)
    }

    private func settings() throws -> Settings {
        var settings = Settings()
        if let source = eventSource ?? Environment["REGISTER_EVENT_SOURCE"] {
            guard source.firstMatch(of: /^[A-Za-z][A-Za-z0-9+.\-]*:[!-~]+$/) != nil else {
                throw ValidationError(
                    "The event source is “\(source)”, and must be a URI, such as urn:nld:oin:00000001823288444000:regional-register.")
            }
            settings.eventSource = source
        }
        if let streamLimit {
            guard streamLimit >= 0 else { throw ValidationError("--stream-limit is \(streamLimit), and must be 0 or more.") }
            settings.streamLimit = streamLimit
        }
        if let bytes = try cacheBytes ?? Environment.integer("REGISTER_CACHE_BYTES") {
            guard bytes >= 0 else { throw ValidationError("The size of the cache is \(bytes) bytes, and must be 0 or more.") }
            settings.cacheBytes = bytes
        }
        if let seconds = try staleSeconds ?? Environment.integer("REGISTER_STALE_SECONDS") {
            guard (0...86_400).contains(seconds) else {
                throw ValidationError("The time for which an answer may be stale is \(seconds) seconds, and must be from 0 to 86400.")
            }
            settings.patienceWithStale = .seconds(seconds)
        }
        if let heartbeat {
            guard (1...3600).contains(heartbeat) else { throw ValidationError("--heartbeat is \(heartbeat), and must be from 1 to 3600 seconds.") }
            settings.heartbeat = .seconds(heartbeat)
        }
        return settings
    }

    private static func prepare(_ database: Database, _ migrator: Migrator, seeds: Bool) async throws {
        try await database.administer { db in
            try database.takeTurn(db)
            _ = try Migrate.up(db, database, migrator)
            try database.allowLogins(db)
            if seeds, try Seed.isNeeded(db) {
                Console.say("Loading the facts of the project …")
                try SeedCommand.load(db)
            }
        }
    }

    private static func greet(_ server: Server) {
        let host = ["0.0.0.0", "::"].contains(server.host) ? "127.0.0.1" : server.host.contains(":") ? "[\(server.host)]" : server.host
        let base = "http://\(host):\(server.port)"
        Console.say(
            """
            Serving on \(base). Ctrl-C stops. Try:
              curl '\(base)/v1/municipalities?name=sudwest'
              curl '\(base)/v1/scale-check?municipality=GM0988,GM0946,GM1640&validOn=2013-01-01'
              curl '\(base)/v1/scale-levels/province/inhabitants?sort=-inhabitants'
            """)
    }

    private static func portOfEnvironment() throws -> UInt16? {
        guard let text = Environment["REGISTER_PORT"] else { return nil }
        guard let port = UInt16(text) else { throw ValidationError("REGISTER_PORT is “\(text)”, and must be a port from 0 to 65535.") }
        return port
    }
}

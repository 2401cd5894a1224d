import ArgumentParser
import HTTP
import Logging
import Postgres
import Register
import RegisterAPI

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the register over HTTP.",
        discussion: """
            Makes and starts the private cluster where there is no --database-url, brings the schema up to date, loads the facts of the project into an \
            empty register, and serves until Ctrl-C or SIGTERM. Then it lets requests under way finish, for ten seconds at most, and stops the cluster.
            """)

    @Option(help: "The address to listen on; 0.0.0.0 is every address of the machine. Environment: REGISTER_HOST. Default: 127.0.0.1.")
    var host: String?
    @Option(help: "The port to listen on; 0 takes any free one. Environment: REGISTER_PORT. Default: 8080.")
    var port: UInt16?
    @Flag(name: .customLong("no-seed"), help: "Leave an empty register empty.")
    var noSeed = false
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let interruption = Interruption()
        var configuration = Server.Configuration()
        configuration.host = host ?? Environment["REGISTER_HOST"] ?? configuration.host
        configuration.port = try port ?? Self.portOfEnvironment() ?? configuration.port
        let migrator = try SQLFolder.migrator()
        let (options, seeds) = (database, !noSeed)

        try await Database.with(options) { database in
            do {
                try await interruption.cancelling { [configuration] in
                    try await Self.prepare(database, migrator, seeds: seeds)
                    try Task.checkCancellation()
                    let pool = try await database.readers()
                    try await Self.serve(pool, configuration, until: interruption)
                }
            } catch is CancellationError {
                Console.say("Stopped before it was ready.")
            }
        }
        Console.say("Stopped.")
    }

    private static func prepare(_ database: Database, _ migrator: Migrator, seeds: Bool) async throws {
        _ = try await Migrate.up(database, migrator)
        try await database.allowLogins()
        try Task.checkCancellation()
        if seeds, try await database.administer({ db in try Seed.isNeeded(db) }) {
            Console.say("Loading the facts of the project …")
            try await SeedCommand.load(database)
        }
    }

    private static func serve(_ pool: Pool, _ configuration: Server.Configuration, until interruption: Interruption) async throws {
        var logger = Logger(label: "register") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .info
        let api = API(pool: pool, logger: logger)
        let server = try Server.start(
            configuration, onFault: { API.refuse($0, $1) }, log: { [logger] in logger.notice("\($0)") }, handler: { await api.respond(to: $0) })
        let host = ["0.0.0.0", "::"].contains(server.host) ? "127.0.0.1" : server.host.contains(":") ? "[\(server.host)]" : server.host
        let base = "http://\(host):\(server.port)"
        Console.say(
            """
            Serving on \(base). Ctrl-C stops. Try:
              curl '\(base)/v1/municipalities?name=sudwest'
              curl '\(base)/v1/scale-check?municipality=GM0988,GM0946,GM1640&validOn=2013-01-01'
              curl '\(base)/v1/scale-levels/province/inhabitants?sort=-inhabitants'
            """)
        // The tasks of requests are the server's own: the signal that cancels this one leaves them alone.
        await interruption.wait()
        Console.say("Stopping …")
        await server.stop(within: .seconds(10))
        await pool.close()
    }

    private static func portOfEnvironment() throws -> UInt16? {
        guard let text = Environment["REGISTER_PORT"] else { return nil }
        guard let port = UInt16(text) else { throw ValidationError("REGISTER_PORT is “\(text)”, and must be a port from 0 to 65535.") }
        return port
    }
}

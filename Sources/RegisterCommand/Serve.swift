import ArgumentParser
import HTTP
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
        let seeds = !noSeed
        // First of all, since it is the quickest to fail.
        let front = Front(try Documents.find(besides: SQLFolder.find()))
        let server = try front.listen(configuration)
        do {
            try await Database.with(database, interruption: interruption) { database in
                try await Self.prepare(database, migrator, seeds: seeds)
                let pool = try await database.readers()
                try Task.checkCancellation()
                front.open(pool)
                Self.greet(server)
                await interruption.wait()
                Console.say("Stopping …")
                await server.stop(within: .seconds(10))
                await pool.close()
            }
            Console.say("Stopped.")
        } catch {
            await server.stop(within: .zero)
            guard error is Interrupted else { throw error }
            Console.say("Stopped before it was ready.")
        }
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

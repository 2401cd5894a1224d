import ArgumentParser
import Postgres
import Register

struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Load the facts that come with the project.",
        discussion: """
            Municipalities since 2010 with their mergers, regions, memberships, inhabitants and norms, each with its source. All or nothing, as one \
            revision. Facts that are there already are left alone, so a second time nothing changes; a fact that was corrected by hand is set back \
            to what the file says.
            """)
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await Database.with(database) { database in
            try await database.administer { db in
                try database.takeTurn(db)
                try Schema.require(on: db)
                try Self.load(db)
            }
        }
    }

    static func load(_ db: isolated Connection) throws {
        let seed = try SQLFolder.seed()
        let start = ContinuousClock.now
        let outcome = try seed.load(db)
        let took = ContinuousClock.now - start
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        let rounded = (seconds * 10).rounded() / 10
        if let revision = outcome.revision {
            Console.say("Read \(outcome.rows) facts; \(outcome.changes) rows were added or set back, as revision \(revision), in \(rounded) s.")
        } else {
            Console.say("All \(outcome.rows) facts are there already; nothing changed, and no revision was made.")
        }
    }
}

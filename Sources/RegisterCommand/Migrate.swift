import ArgumentParser
import Postgres
import Register

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the schema of the database up or down, or see where it is.",
        discussion: "“register serve” migrates up by itself. Each migration runs in a transaction of its own: one that fails leaves nothing behind.",
        subcommands: [Up.self, Down.self, Status.self])

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Apply every migration that is not applied yet.")
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let migrator = try SQLFolder.migrator()
            try await Database.with(database) { database in
                let applied = try await database.administer { db in
                    try database.takeTurn(db)
                    return try Migrate.up(db, database, migrator)
                }
                Console.say(applied == 0 ? "The schema is up to date: version \(Schema.version)." : "The schema is at version \(Schema.version).")
            }
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back migrations, newest first.",
            discussion:
                "What the tables of a migration hold goes with them, history included. Make a backup first: pg_dump --create \"$(register url --as owner)\" > register.sql"
        )
        @Option(help: "The version to go back to; 0 takes back everything. Default: one back.") var to: Int?
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let migrator = try SQLFolder.migrator()
            let to = to
            try await Database.with(database) { database in
                let target = try await database.administer { db in
                    let target = try to ?? max(0, Schema.version(of: db) - 1)
                    try migrator.down(db, to: target) { Console.say("Took back \(Migrate.label($0.number, $0.name))") }
                    return target
                }
                Console.say(target == 0 ? "The database is empty." : "The schema is at version \(target).")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the migrations: applied and when, pending, changed since, or unknown to this program.",
            discussion: "Exits with 1 unless the database is exactly at the version that this program needs.")
        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let migrator = try SQLFolder.migrator()
            let isCurrent = try await Database.with(database) { database in
                let statuses = try await database.administer { db in try migrator.status(db) }
                for status in statuses {
                    let state =
                        switch status.state {
                        case .applied(let at): "applied \(at)"
                        case .pending: "pending"
                        case .changed(let at): "applied \(at), and its file was changed since"
                        case .unknown(let at): "applied \(at) by a newer program, unknown to this one"
                        }
                    Console.say("\(Migrate.label(status.number, status.name)): \(state)")
                }
                return statuses.allSatisfy { if case .applied = $0.state { true } else { false } }
            }
            if !isCurrent { throw ExitCode.failure }
        }
    }

    /// Returns how many migrations were applied.
    static func up(_ db: isolated Connection, _ database: Database, _ migrator: Migrator) throws -> Int {
        do {
            let found = try Schema.version(of: db)
            if found > Schema.version { throw Schema.Mismatch.newer(database: found) }
            // Somebody who may only read can still serve a database that needs nothing.
            let pending = try migrator.status(db).count { if case .applied = $0.state { false } else { true } }
            guard pending > 0 else { return 0 }
            try migrator.up(db) { Console.say("Migrated \(label($0.number, $0.name))") }
            try database.allowLogins(db)
            return pending
        } catch {
            throw database.explain(error)
        }
    }

    private static func label(_ number: Int, _ name: String) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + " " + name
    }
}

import ArgumentParser
import Postgres

struct URLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "url",
        abstract: "Print the connection string of the database in use.",
        discussion: """
            For any program that speaks to PostgreSQL: psql "$(register url)", pg_dump "$(register url --as owner)". With --database-url it is that \
            URL, password included. The private cluster runs as long as a “register” command uses it: keep “register serve” running.
            """)
    @Option(name: .customLong("as"), help: "Log in to the private cluster as reader, editor or owner.") var role: RoleName = .editor
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let role = role
        try await Database.with(database) { database in
            try await database.allowLogins()
            Console.say(database.connectionString(as: role.role).uri)
        }
    }
}

/// A role by the short name that one types.
enum RoleName: String, ExpressibleByArgument, CaseIterable {
    case reader, editor, owner

    var role: Role {
        switch self {
        case .reader: .reader
        case .editor: .editor
        case .owner: .owner
        }
    }
}

import ArgumentParser
import Glibc
import Postgres

struct Psql: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open psql on the database in use.",
        discussion: """
            Everything after “--” goes to psql. In the private cluster you are register_editor, who may change facts and nothing else, unless --as says \
            otherwise; with --database-url you are whom the URL names. What an editor does, and how to undo it: sql/README.md.

            EXAMPLES
              register psql
              register psql -- -c 'SELECT * FROM revision ORDER BY number DESC LIMIT 5'
              register psql -- -f figures.sql
            """)
    @Option(name: .customLong("as"), help: "Log in to the private cluster as reader, editor or owner.") var role: RoleName = .editor
    @OptionGroup var database: DatabaseOptions
    @Argument(parsing: .postTerminator, help: "Arguments for psql.") var arguments: [String] = []

    func run() async throws {
        let (role, arguments) = (role, arguments)
        let interruption = Interruption()
        let status = try await Database.with(database, interruption: interruption) { database in
            try await database.allowLogins()
            var target = database.connectionString(as: role.role)
            // What is on a command line, every user of the machine can read.
            if let password = target["password"] {
                setenv("PGPASSWORD", password, 1)
                target = target.without("password")
            }
            interruption.leaveCtrlCAlone()
            return try ChildProcess.run("psql", ["-d", target.uri] + arguments)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

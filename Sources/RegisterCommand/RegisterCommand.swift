import ArgumentParser

@main
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "The regional register of the Dutch municipalities: the service and its administration.",
        discussion: """
            Without --database-url the register keeps its data in a private PostgreSQL cluster under --data-dir, which it makes, starts and stops by \
            itself. Every command works on the same database as “register serve” does with the same options.

            EXAMPLES
              register serve                     serve on http://127.0.0.1:8080
              register psql                      open psql as an editor of the register
              register psql -- -c 'SELECT * FROM scale_check(ARRAY[$$GM0988$$], $$2026-01-01$$)'
              register check                     are schema and facts in order?
              register mirror --from https://register.example.org --to register.sqlite
            """,
        version: "register \(releaseVersion)",
        subcommands: [Serve.self, Migrate.self, SeedCommand.self, Check.self, URLCommand.self, Psql.self, MirrorCommand.self])
}

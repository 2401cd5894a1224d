import ArgumentParser
import Postgres
import Register

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that the schema is the one that this program needs, and that the facts are consistent.",
        discussion: "Prints what is wrong, a line each, and exits with 1; prints one line and exits with 0 where nothing is.")
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let migrator = try SQLFolder.migrator()
        let isSound = try await Database.with(database) { database in
            try await database.administer { db in
                do {
                    try Schema.require(on: db)
                } catch let mismatch as Schema.Mismatch {
                    Console.warn("schema: \(mismatch)")
                    return false
                }
                var problems: [String] = try migrator.status(db).compactMap {
                    $0.state.isChanged ? "schema: The file of migration \($0.number) (\($0.name)) was changed after it was applied." : nil
                }
                problems += try Schema.findings(db).map(\.description)
                for problem in problems { Console.warn(problem) }
                if !problems.isEmpty { Console.warn("\(problems.count) things are wrong.") }
                return problems.isEmpty
            }
        }
        guard isSound else { throw ExitCode.failure }
        Console.say("Schema version \(Schema.version) is the one needed, and the facts are consistent.")
    }
}

extension MigrationStatus.State {
    fileprivate var isChanged: Bool { if case .changed = self { true } else { false } }
}

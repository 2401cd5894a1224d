import ArgumentParser
import Dispatch
import Mirror

struct MirrorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Keep a copy of a register in an SQLite file.",
        discussion: """
            The first time it takes a snapshot, and from then on the changes since the last time, so run it as often as you like. Whoever reads the file \
            meanwhile sees a state that the register once had, never half of one. It may be ended at any moment, by kill -9 too: the next run goes on.

            The tables are those of GET /v1/tables. The table “mirror” says of which register and which revision they are; “mirror_column” what they mean.

            EXAMPLES
              register mirror --from https://register.example.org --to register.sqlite
              register mirror --from https://register.example.org --to register.sqlite --verify
              sqlite3 register.sqlite 'SELECT revision, recorded_at FROM mirror'
            """)
    @Option(name: .customLong("from"), help: ArgumentHelp("The address of the register, such as http://127.0.0.1:8080.", valueName: "url"))
    var url: String
    @Option(name: .customLong("to"), help: ArgumentHelp("The SQLite file. It is made if it is not there.", valueName: "file")) var file: String
    @Flag(help: "Then compare every row with the register at the same revision; exit with 1 if anything differs.") var verify = false
    @Flag(help: "Stay, and take each change as it comes, until Ctrl-C or SIGTERM.") var follow = false

    func validate() throws {
        if file.isEmpty { throw ValidationError("--to is empty. Give it the path of a file, such as register.sqlite.") }
    }

    func run() async throws {
        let interruption = Interruption()
        let stop = Stop()
        let (url, file, verify, follow) = (url, file, verify, follow)
        do {
            let isEqual = try await interruption.cancelling {
                try await withTaskCancellationHandler {
                    // It blocks for as long as it works, and so has a thread of its own.
                    try await withCheckedThrowingContinuation { continuation in
                        DispatchQueue(label: "mirror").async {
                            continuation.resume(with: Result { try Self.work(url, file, stop, verify: verify, follow: follow) })
                        }
                    }
                } onCancel: {
                    stop.ask()
                }
            }
            if !isEqual { throw ExitCode.failure }
        } catch is CancellationError {
            guard follow else { throw Interrupted() }
            Console.say("Stopped.")
        }
    }

    /// - Returns: Whether file and register are equal, as far as that was asked.
    private static func work(_ url: String, _ file: String, _ stop: Stop, verify: Bool, follow: Bool) throws -> Bool {
        var copy = try LocalCopy(of: url, in: file, stop: stop) { tell($0, file) }
        if verify {
            let comparison = try copy.verify()
            guard comparison.differenceCount == 0 else {
                for difference in comparison.differences { Console.warn(difference) }
                let count = "\(thousands(comparison.differenceCount)) difference\(comparison.differenceCount == 1 ? "" : "s")"
                Console.warn(
                    "Not equal to the register at revision \(comparison.revision): \(count). "
                        + "To begin again: rm -f \(file) \(file)-wal \(file)-shm")
                return false
            }
            Console.say(
                "Equal to the register at revision \(comparison.revision): \(thousands(comparison.rowCount)) rows in \(comparison.tableCount) tables."
            )
        }
        if follow { try copy.follow() }
        return true
    }

    private static func tell(_ news: LocalCopy.News, _ file: String) {
        switch news {
        case .snapshot(let revision, let rows, let tables, let isAnew):
            if isAnew { Console.warn("The register's tables are no longer those of \(file): it begins again.") }
            Console.say("Snapshot of revision \(revision): \(thousands(rows)) rows in \(tables) tables.")
        case .changes(let count, let revision):
            Console.say("Took \(thousands(count)) \(count == 1 ? "change" : "changes"): now at revision \(revision).")
        case .upToDate(let revision): Console.say("Up to date: revision \(revision).")
        case .waiting(let reason, let seconds): Console.warn("\(reason) Trying again in \(seconds) s.")
        }
    }

    /// 13916 as 13,916.
    private static func thousands(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { (digits.count - $0) % 3 == 0 && $0 > 0 ? ",\($1)" : String($1) }.joined()
    }
}

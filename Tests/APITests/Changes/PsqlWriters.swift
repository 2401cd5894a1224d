import Glibc
import TestCluster

@testable import RegisterAPI

/// Editors who each type a hundred transactions into psql, of which some end badly.
struct PsqlWriter: Sendable {
    /// What an editor knows of a transaction that psql reported as committed. Times are the database server's, in microseconds.
    struct Committed: Sendable {
        let writer: Int
        let number: Int
        let revision: Int
        let began: Int
        let ended: Int
    }

    enum Kind: Sendable {
        case committed(rows: Int)
        /// Of two changes one is taken back to a savepoint.
        case halfTakenBack
        case rolledBack
        /// A statement fails, and with it the transaction.
        case failed
        /// It is refused at its COMMIT.
        case refusedAtCommit
        /// psql kills itself in the middle of it, with SIGKILL.
        case killed
    }

    static let transactions = 100

    let number: Int
    /// As register_editor.
    let url: String

    var code: String { "GM000\(number)" }

    static func kind(_ transaction: Int) -> Kind {
        switch transaction % 10 {
        case 0: .rolledBack
        case 1: .failed
        case 2: .refusedAtCommit
        case 3: .halfTakenBack
        case 5 where transaction % 30 == 5: .killed
        default: .committed(rows: 1 + transaction % 3)
        }
    }

    /// The counts that a transaction leaves behind, in the order of its changes.
    static func counts(_ writer: Int, _ transaction: Int, rows: Int) -> [Int] { (0..<rows).map { 10_000 * writer + 10 * transaction + $0 } }

    private func change(_ count: Int) -> String {
        "UPDATE inhabitants SET count = \(count) WHERE municipality_code = '\(count % 10 == 0 ? code : "GM0000")';"
    }

    private func lines(_ transaction: Int) -> [String] {
        let counts = Self.counts(number, transaction, rows: 3)
        let (changes, end): ([String], String) =
            switch Self.kind(transaction) {
            case .committed(let rows): (counts.prefix(rows).map(change), "COMMIT;")
            case .halfTakenBack: ([change(counts[0]), "SAVEPOINT here;", change(counts[1]), "ROLLBACK TO here;"], "COMMIT;")
            case .rolledBack: ([change(counts[0])], "ROLLBACK;")
            case .failed: ([change(counts[0]), "SELECT 1 / 0;"], "COMMIT;")
            case .refusedAtCommit:
                ([change(counts[0]), "UPDATE municipality_name SET valid_from = '2020-01-01' WHERE municipality_code = '\(code)';"], "COMMIT;")
            case .killed: ([change(counts[0])], "\\! kill -9 $PPID")
            }
        // What was set before would still stand there if the transaction had failed.
        return ["\\unset got", "SELECT \(Self.clock) AS began \\gset", "BEGIN;", "SET LOCAL register.note = '\(number)/\(transaction)';"] + changes
            + ["SELECT latest_revision() AS got \\gset", end, "\\set failed :ERROR", "SELECT \(Self.clock) AS ended \\gset"]
            // Unlike \echo it is not buffered.
            + ["\\warn = \(transaction) :got :failed :began :ended"]
    }

    private static let clock = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

    private func start(_ transactions: Range<Int>) throws -> RunningProgram {
        let script = ScratchFolder.path("w")
        guard let file = fopen(script, "w") else { throw Program.Failure(description: "\(script) cannot be written") }
        fputs(transactions.flatMap(lines).joined(separator: "\n") + "\n", file)
        fclose(file)
        return try Program.start(["psql", "--", "-qXAt", "-f", script], environment: ["DATABASE_URL": url])
    }

    private func committed(_ errors: String) -> [Committed] {
        errors.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            // psql names the file and the line before what goes there.
            guard let sign = words.firstIndex(of: "="), words.count == sign + 6, words[sign + 3] == "false" else { return nil }
            let numbers = [1, 2, 4, 5].compactMap { Int(words[sign + $0]) }
            guard numbers.count == 4, case let kind = Self.kind(numbers[0]) else { return nil }
            // To take it back was no failure.
            if case .rolledBack = kind { return nil }
            return Committed(writer: number, number: numbers[0], revision: numbers[1], began: numbers[2], ended: numbers[3])
        }
    }

    /// All transactions. After each that kills its psql the next one begins in a new psql.
    func write() async throws -> [Committed] {
        var known: [Committed] = []
        var first = 0
        while first < Self.transactions {
            let killed = (first..<Self.transactions).first { if case .killed = Self.kind($0) { true } else { false } }
            let end = killed.map { $0 + 1 } ?? Self.transactions
            known += committed(try await start(first..<end).outcome().errors)
            first = end
        }
        return known
    }

    /// All transactions, in several psql that somebody kills from outside, each after some transactions, wherever the next one is by then.
    func writeUnderFire(_ random: SplitMix) async throws -> (known: [Committed], kills: Int) {
        var random = random
        var known: [Committed] = []
        for first in stride(from: 0, to: Self.transactions, by: 20) {
            let program = try start(first..<first + 20)
            let bullet = random.below(18)
            _ = try await wait("\(bullet) transactions of a psql") {
                let isReached = program.errors.split(separator: "\n").count { $0.contains("= ") } >= bullet
                return isReached || program.status() != nil ? true : nil
            }
            program.killGroup()
            known += committed(try await program.outcome().errors)
        }
        return (known, Self.transactions / 20)
    }
}

/// A local copy of a register in an SQLite file, kept up to date over its change feed. Blocks the thread that it works on.
public struct LocalCopy {
    /// What it did, a line each.
    public enum News: Sendable, Hashable {
        case snapshot(revision: Int, rowCount: Int, tableCount: Int, isAnew: Bool)
        case changes(Int, revision: Int)
        case upToDate(revision: Int)
        /// While it stays: it waits so many seconds, and tries again.
        case waiting(String, seconds: Int)
    }

    /// What file and register have in common.
    public struct Comparison: Sendable, Hashable {
        public let revision: Int
        /// Of the register.
        public var rowCount: Int
        public let tableCount: Int
        public var differenceCount: Int
        /// The first ones, a sentence each.
        public var differences: [String]
    }

    private let origin: Origin
    private let file: MirrorFile
    private var tables: [Table]
    private let report: (News) -> Void

    /// Brings the file up to date, and makes it where it is not there.
    /// - Throws: ``MirrorError``; `CancellationError` where it was asked to stop.
    public init(of url: String, in path: String, stop: Stop, report: @escaping (News) -> Void) throws {
        origin = try Origin(Address(url), stop: stop)
        // Asked before the file is made, so that a wrong address leaves none behind.
        _ = try origin.tables()
        file = try MirrorFile(path)
        tables = []
        self.report = report
        if try !catchUp() { report(.upToDate(revision: try revision())) }
    }

    /// From whatever the file holds to the newest revision.
    /// - Returns: Whether there was anything to do.
    @discardableResult
    private mutating func catchUp() throws -> Bool {
        let (origin, file) = (origin, file)
        var isAnew = false
        tables = try file.telling {
            while true {
                let (tables, newest) = try origin.tables()
                let standing = try file.state()
                if let standing {
                    try Self.compare(standing, origin, file)
                    if try file.structure() == Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.structure) }) { return tables }
                }
                let snapshot = Snapshot(file: file, origin: origin, tables: tables, revision: newest)
                if let rows = try snapshot.take(insteadOf: standing) {
                    report(.snapshot(revision: newest, rowCount: rows, tableCount: tables.count, isAnew: standing != nil))
                    isAnew = true
                    return tables
                }
            }
        }
        return try takeChanges() || isAnew
    }

    /// - Returns: Whether there were any.
    @discardableResult
    private func takeChanges() throws -> Bool {
        let taken = try file.telling { try Feed(file, origin, tables).catchUp() }
        if taken > 0 { report(.changes(taken, revision: try revision())) }
        return taken > 0
    }

    /// The file may be of another register than the one that answers now.
    private static func compare(_ standing: MirrorFile.State, _ origin: Origin, _ file: MirrorFile) throws {
        guard standing.revision > 0 else { return }
        guard let recordedAt = try origin.recordedAt(standing.revision) else {
            throw MirrorError.behind(origin.shown, revision: standing.revision, file: file.path)
        }
        guard recordedAt == standing.recordedAt else {
            throw MirrorError.another(
                origin.shown, revision: standing.revision, recordedAt: recordedAt, noted: standing.recordedAt ?? "no time", file: file.path)
        }
    }

    /// What the file holds.
    public func revision() throws -> Int { try file.telling { try file.state()?.revision ?? 0 } }

    /// Holds every row of the file to the register at the revision of the file.
    public func verify() throws -> Comparison {
        try file.telling { try Verification(file: file, origin: origin, tables: tables).run() }
    }

    /// Takes each change as it comes, until it is asked to stop.
    public mutating func follow() throws -> Never {
        var pause = 1
        while true {
            do {
                let copy = self
                try origin.follow(after: revision()) { _ in try copy.takeChanges() }
                pause = 1
            } catch let error as MirrorError where error.isPassing {
                report(.waiting(error.description, seconds: pause))
            }
            try origin.pause(pause)
            pause = min(pause * 2, 60)
            do {
                try catchUp()
            } catch let error as MirrorError where error.isPassing {
                report(.waiting(error.description, seconds: pause))
            }
        }
    }
}

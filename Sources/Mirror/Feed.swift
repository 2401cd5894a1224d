import CSQLite

/// The changes since the revision of the file, read from the log page by page. A transaction ends where a revision ends.
final class Feed {
    private let file: MirrorFile
    private let origin: Origin
    private let tables: [String: Table]
    /// By SQL.
    private var queries: [String: SQLite.Query] = [:]

    init(_ file: MirrorFile, _ origin: Origin, _ tables: [Table]) {
        (self.file, self.origin) = (file, origin)
        self.tables = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
    }

    /// - Returns: How many changes it took.
    func catchUp() throws -> Int {
        var taken = 0
        while let standing = try file.state() {
            let page = try origin.changes(after: String(standing.revision))
            guard !page.changes.isEmpty else { break }
            taken += try file.database.transaction {
                // Another mirror may have been quicker: then the page is of the past.
                try file.state() == standing ? take(page, after: standing.revision) : 0
            }
            if page.next == nil { break }
        }
        return taken
    }

    /// Takes a page, and those that follow until the end of a revision.
    private func take(_ first: (changes: [Origin.Change], next: String?), after standing: Int) throws -> Int {
        var (page, taken, revision) = (first, 0, standing)
        while true {
            for change in page.changes {
                // Revisions have no gaps, and a change is of the same as the one before it or the next.
                guard change.revision == revision || change.revision == revision + 1, change.revision > standing else { throw origin.brokenOff }
                revision = change.revision
                try apply(change)
            }
            taken += page.changes.count
            guard let last = page.changes.last else { throw origin.brokenOff }
            // A place within a revision has a hyphen.
            guard let next = page.next, next.contains("-") else {
                try file.note(MirrorFile.State(source: origin.shown, revision: revision, recordedAt: last.recordedAt))
                return taken
            }
            page = try origin.changes(after: next)
        }
    }

    private func apply(_ change: Origin.Change) throws {
        guard let table = tables[change.table] else {
            throw MirrorError.noRegister(origin.shown, reason: "it changes the table “\(change.table)”, which it does not list")
        }
        let altered = MirrorError.altered(file.path, table: table.name, revision: change.revision)
        if let before = change.before {
            try run(table.deletion, before)
            guard file.database.changes == 1 else { throw altered }
        }
        if let after = change.after {
            do {
                try run(table.insertion(into: table.place), after)
            } catch let failure as SQLite.Failure where failure.code == SQLITE_CONSTRAINT {
                throw altered
            }
        }
    }

    private func run(_ sql: String, _ row: String) throws {
        let query = try queries[sql] ?? file.database.query(sql)
        queries[sql] = query
        try query.bind(row)
        try query.run()
    }
}

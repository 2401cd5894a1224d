import CSQLite

/// All rows of the register at one revision, in one transaction: before its end nobody sees anything of it, and after a kill nothing is there.
struct Snapshot {
    let file: MirrorFile
    let origin: Origin
    let tables: [Table]
    let revision: Int

    /// - Parameter standing: What the file held when it was decided to begin anew; if it holds something else by now, somebody was quicker.
    /// - Returns: How many rows it has; nil: somebody was quicker.
    func take(insteadOf standing: MirrorFile.State?) throws -> Int? {
        try file.database.transaction {
            guard try file.state() == standing else { return nil }
            try file.make(tables)
            var total = 0
            for table in tables {
                let count = try origin.copy(table, at: revision, into: table.place, of: file.database)
                guard count == table.rowCount else { throw origin.brokenOff }
                total += count
            }
            let recordedAt = revision > 0 ? try origin.recordedAt(revision) : nil
            try file.note(MirrorFile.State(source: origin.shown, revision: revision, recordedAt: recordedAt))
            return total
        }
    }
}

extension Origin {
    /// Inserts every row of a table at a revision.
    /// - Returns: How many there are.
    func copy(_ table: Table, at revision: Int, into place: String, of database: SQLite) throws -> Int {
        let insertion = try database.query(table.insertion(into: place))
        var count = 0
        try rows(of: table, at: revision) { row in
            try insertion.bind(row, at: 1)
            do {
                try insertion.run()
            } catch let failure as SQLite.Failure where [SQLITE_ERROR, SQLITE_CONSTRAINT].contains(failure.code) {
                throw MirrorError.noRegister(self.shown, reason: "a row of “\(table.name)” cannot be taken (\(failure.message))")
            }
            count += 1
        }
        return count
    }
}

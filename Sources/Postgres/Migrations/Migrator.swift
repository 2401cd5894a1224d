/// Plain SQL migrations: `NNN_name.up.sql` and `NNN_name.down.sql` in a folder, each run in a transaction of its own.
///
/// The table `public.schema_migration` says which are applied. Two programs that migrate at the same time take turns.
public struct Migrator: Sendable {
    /// By number, from 1 without a gap.
    public let migrations: [Migration]

    /// Reads every file. Throws ``MigrationError``, and ``PGError/file(path:reason:)`` for a file that cannot be read.
    public init(folder: String) throws { migrations = try MigrationFolder.read(folder) }

    /// Every migration of the folder and of the database, by number. Writes nothing, and takes an empty database as it is.
    public func status(_ db: isolated Connection) throws -> [MigrationStatus] {
        let applied = try MigrationTable.applied(db)
        let known = migrations.map { migration in
            let state: MigrationStatus.State =
                switch applied[migration.number] {
                case nil: .pending
                case let row? where row.checksum == migration.checksum: .applied(at: row.at)
                case let row?: .changed(at: row.at)
                }
            return MigrationStatus(number: migration.number, name: migration.name, state: state)
        }
        let unknown = applied.values.filter { $0.number > migrations.count }.sorted { $0.number < $1.number }
        return known + unknown.map { MigrationStatus(number: $0.number, name: $0.name, state: .unknown(at: $0.at)) }
    }

    /// Applies what is pending, up to and including `target` (everything if nil), and calls `report` after each.
    ///
    /// Throws ``MigrationError``; what was applied before a failure stays.
    public func up(_ db: isolated Connection, to target: Int? = nil, report: (Migration) -> Void = { _ in }) throws {
        let target = try checked(target ?? migrations.count)
        try MigrationTable.lock(db) {
            try MigrationTable.make(db)
            let applied = try MigrationTable.applied(db)
            try refuseNewer(applied)
            for migration in migrations {
                if let row = applied[migration.number] {
                    guard row.checksum == migration.checksum else {
                        throw MigrationError.changed(file: migration.upFile, number: migration.number)
                    }
                } else if migration.number <= target {
                    try step(db, migration.up, migration.upFile) {
                        try db.run(MigrationTable.insert, migration.number, migration.name, migration.checksum)
                    }
                    report(migration)
                }
            }
        }
    }

    /// Takes back, newest first, every applied migration above `target`, and calls `report` after each. 0 takes back all.
    public func down(_ db: isolated Connection, to target: Int, report: (Migration) -> Void = { _ in }) throws {
        let target = try checked(target)
        try MigrationTable.lock(db) {
            let applied = try MigrationTable.applied(db)
            try refuseNewer(applied)
            for migration in migrations.reversed() where migration.number > target && applied[migration.number] != nil {
                try step(db, migration.down, migration.downFile) { try db.run(MigrationTable.delete, migration.number) }
                report(migration)
            }
        }
    }

    private func checked(_ target: Int) throws -> Int {
        guard (0...migrations.count).contains(target) else { throw MigrationError.target(target, known: migrations.count) }
        return target
    }

    private func refuseNewer(_ applied: [Int: MigrationTable.Entry]) throws {
        if let newest = applied.keys.max(), newest > migrations.count {
            throw MigrationError.newer(database: newest, known: migrations.count)
        }
    }

    private func step(_ db: isolated Connection, _ sql: String, _ file: String, record: () throws -> Int) throws {
        do {
            try db.transaction {
                try db.script(sql)
                guard db.isInTransaction else { throw MigrationError.endsTransaction(file: file) }
                _ = try record()
            }
        } catch let error as PGError {
            var line: Int?
            if case .server(let error) = error { line = error.line }
            throw MigrationError.failed(file: file, line: line, error: error)
        }
    }
}

import CSQLite
import Glibc

/// The SQLite file that holds the copy.
///
/// Beside the tables of the register it has `mirror`, `mirror_table` and `mirror_column`: of what it is a copy, of which revision, and what the columns mean.
/// Whatever is committed is a state that the register once had.
final class MirrorFile {
    /// Of what the file is a copy.
    struct State: Hashable {
        let source: String
        let revision: Int
        /// nil of an empty register, which has no revision yet.
        let recordedAt: String?
    }

    let path: String
    let database: SQLite

    /// Says to everybody who finds the file whose it is (`file` shows it): "RREG".
    private static let applicationID = 0x5252_4547
    private static let format = 1

    /// Opens the file, or makes it. What is there and something else stays as it is.
    init(_ path: String) throws {
        self.path = path
        let isNew = try Self.look(at: path)
        database = try Self.telling(path) {
            // “:memory:” and “file:…” have a meaning of their own to SQLite.
            let database = try SQLite(path.hasPrefix("/") ? path : "./\(path)")
            if isNew {
                try database.run(
                    "PRAGMA auto_vacuum = NONE; BEGIN IMMEDIATE; PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(Self.format); COMMIT"
                )
            }
            // Who reads the file is not kept waiting. What a power failure takes is the last revisions, which come again.
            try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            return database
        }
    }

    /// By its first bytes (https://www.sqlite.org/fileformat2.html#the_database_header), since SQLite would already change the file of another.
    /// - Returns: Whether there is nothing yet.
    private static func look(at path: String) throws -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return true }
            throw MirrorError.unwritable(path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &head, head.count)
        guard count >= 0 else { throw MirrorError.unwritable(path, reason: String(cString: strerror(errno))) }
        if count == 0 { return true }
        guard count == head.count, head.starts(with: Array("SQLite format 3\0".utf8)) else { throw MirrorError.noDatabase(path) }
        func number(_ offset: Int) -> Int { head[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } }
        guard number(68) == applicationID else { throw MirrorError.foreign(path) }
        guard number(60) <= format else { throw MirrorError.newer(path) }
        return false
    }

    /// What SQLite says, as a sentence for the person whose file it is.
    func telling<R>(_ body: () throws -> R) throws -> R { try Self.telling(path, body) }

    private static func telling<R>(_ path: String, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let failure as SQLite.Failure {
            switch failure.code {
            case SQLITE_BUSY, SQLITE_LOCKED: throw MirrorError.busy(path)
            case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: throw MirrorError.unwritable(path, reason: failure.message)
            default: throw MirrorError.damaged(path, reason: failure.message)
            }
        }
    }

    /// nil: it holds nothing yet.
    func state() throws -> State? {
        guard try exists("mirror") else { return nil }
        return try database.query("SELECT source, revision, recorded_at FROM main.mirror").first { row in
            State(source: row.text(0) ?? "", revision: row.integer(1), recordedAt: row.text(2))
        }
    }

    /// The columns of each table as they really are.
    func structure() throws -> [String: [String]] {
        let rows = try database.query(
            """
            SELECT t.name, c.name || ' ' || c.type || CASE WHEN c.pk > 0 THEN ' key' ELSE '' END
            FROM main.mirror_table t, pragma_table_info(t.name, 'main') c ORDER BY t.name, c.cid
            """
        ).rows { (table: $0.text(0) ?? "", column: $0.text(1) ?? "") }
        return Dictionary(grouping: rows, by: \.table).mapValues { $0.map(\.column) }
    }

    /// Within a transaction: notes of what it is now a copy.
    func note(_ state: State) throws {
        let query = try database.query("UPDATE main.mirror SET source = ?1, revision = ?2, recorded_at = ?3")
        try query.bind(state.source)
        try query.bind(state.revision, at: 2)
        try query.bind(state.recordedAt, from: 3)
        try query.run()
    }

    /// Within a transaction: makes room for a copy of these tables, and nothing else in the file.
    func make(_ tables: [Table]) throws {
        if try exists("mirror_table") {
            for name in try database.query("SELECT name FROM main.mirror_table").rows({ $0.text(0) ?? "" }) {
                try database.run("DROP TABLE IF EXISTS main.\(name.quoted)")
            }
        }
        try database.run(Self.books)
        for table in tables {
            try database.run(table.creation)
            let entry = try database.query("INSERT INTO main.mirror_table (name, description) VALUES (?1, ?2)")
            try entry.bind(table.name, table.description)
            try entry.run()
            let column = try database.query("INSERT INTO main.mirror_column VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            for (index, item) in table.columns.enumerated() {
                try column.bind(table.name, item.name, item.type, item.description)
                try column.bind(index + 1, at: 5)
                try column.bind(item.isKey ? 1 : 0, at: 6)
                try column.run()
            }
        }
    }

    private func exists(_ table: String) throws -> Bool {
        let query = try database.query("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1")
        try query.bind(table)
        return try query.first { _ in true } ?? false
    }

    private static let books = """
        DROP TABLE IF EXISTS main.mirror;
        DROP TABLE IF EXISTS main.mirror_table;
        DROP TABLE IF EXISTS main.mirror_column;
        CREATE TABLE main.mirror ( -- Of what this file is a copy. One row.
          source TEXT NOT NULL, -- The address of the register.
          revision INTEGER NOT NULL, -- The revision that the tables hold.
          recorded_at TEXT -- When it was recorded.
        );
        CREATE TABLE main.mirror_table ( -- The tables of the register.
          name TEXT PRIMARY KEY,
          description TEXT NOT NULL -- Begins with the Dutch term.
        );
        CREATE TABLE main.mirror_column ( -- Their columns.
          table_name TEXT,
          name TEXT,
          type TEXT NOT NULL, -- text, integer, boolean (0 or 1), date (YYYY-MM-DD) or list (JSON).
          description TEXT NOT NULL, -- Begins with the Dutch term.
          ordinal INTEGER NOT NULL, -- Its place in the table, from 1.
          is_key INTEGER NOT NULL, -- Whether it is of the primary key.
          PRIMARY KEY (table_name, name)
        );
        INSERT INTO main.mirror (source, revision) VALUES ('', 0);
        """
}

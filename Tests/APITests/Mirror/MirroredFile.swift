import Glibc
import Postgres
import TestCluster
import Testing

@testable import Mirror

/// The file of a mirror, as somebody else reads it.
struct MirroredFile {
    let path: String

    init(_ path: String = ScratchFolder.path("mirror")) { self.path = path }

    /// A new file with these bytes.
    static func holding(_ bytes: [UInt8]) throws -> MirroredFile {
        let file = MirroredFile()
        let stream = fopen(file.path, "w")
        defer { fclose(stream) }
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
        return file
    }

    /// Every row, each value as SQLite's text.
    func rows(_ sql: String) throws -> [[String?]] {
        let query = try SQLite(path, patience: 600).query(sql)
        return try query.rows { row in (0..<row.columnCount).map { row.text($0) } }
    }

    func run(_ sql: String) throws { try SQLite(path, patience: 600).run(sql) }

    /// Of what it is a copy; nil: of nothing yet.
    var revision: Int? {
        get throws {
            guard try !rows("SELECT 1 FROM sqlite_master WHERE name = 'mirror'").isEmpty else { return nil }
            return try rows("SELECT revision FROM mirror").first?[0].flatMap { Int($0) }
        }
    }

    /// `register mirror` to its end.
    func mirror(_ service: Service, _ options: String...) async throws -> Program.Outcome {
        try await Program.start(["mirror", "--from", service.address, "--to", path] + options).outcome()
    }

    /// Holds all tables to the database at the revision of the file. Columns and values come from the database's own catalogue and text, and not from what the
    /// service says.
    func expectEqual(_ database: TestDatabase, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let revision = try #require(try revision, sourceLocation: sourceLocation)
        let tables = try await database.rows(
            """
            SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname),
                   string_agg(format(CASE t.typname WHEN 'bool' THEN '%I::int' WHEN '_text' THEN 'array_to_json(%I)' ELSE '%I' END, a.attname), ', ' ORDER BY a.attname)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND to_regclass('history.' || c.relname) IS NOT NULL GROUP BY c.relname
            """)
        #expect(tables.count == 25, sourceLocation: sourceLocation)
        for table in tables {
            let (name, columns, values) = (table[0] ?? "", table[1] ?? "", table[2] ?? "")
            let its = Set(try await database.rows("SELECT \(values) FROM \(name)_as_of(\(revision))"))
            let mine = try rows("SELECT \(columns) FROM \"\(name)\"")
            #expect(mine.count == its.count, "\(name) at revision \(revision)", sourceLocation: sourceLocation)
            #expect(Set(mine).subtracting(its) == [], "\(name) at revision \(revision)", sourceLocation: sourceLocation)
        }
        #expect(try rows("PRAGMA integrity_check") == [["ok"]], sourceLocation: sourceLocation)
    }
}

extension Service {
    var address: String { "http://127.0.0.1:\(port)" }
}

extension TestDatabase {
    /// The rows of any query, each value as PostgreSQL's text.
    func rows(_ sql: String) async throws -> [[String?]] {
        try await withPool(limit: 1) { pool in
            try await pool.run { db in
                var bytes: [UInt8] = []
                _ = try db.copyOut("COPY (\(sql)) TO STDOUT") { bytes.append(contentsOf: $0) }
                return bytes.split(separator: UInt8(ascii: "\n")).map { line in
                    line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
                        Self.value(String(decoding: $0, as: UTF8.self))
                    }
                }
            }
        }
    }

    /// As COPY writes it in its text format.
    private static func value(_ text: String) -> String? {
        if text == "\\N" { return nil }
        var out = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                let controls: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "t": "\t", "r": "\r", "b": "\u{8}", "f": "\u{c}", "v": "\u{b}"]
                out.unicodeScalars.append(controls[scalar] ?? scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// What an editor types, without psql.
    func edit(_ sql: String) async throws { try await script("SET ROLE register_editor; \(sql)") }
}

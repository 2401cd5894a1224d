import Postgres
import Testing

/// Text of SQL that was expected to be refused, and was not.
struct NotRefused: Error, CustomStringConvertible {
    let sql: String
    var description: String { "Not refused: \(sql)" }
}

extension Connection {
    /// The rows of any query, each value as PostgreSQL's text. COPY is what takes a query that is not a literal.
    func rows(_ sql: String) throws -> [[String?]] {
        var bytes: [UInt8] = []
        _ = try copyOut("COPY (\(sql)) TO STDOUT (FORMAT csv)") { bytes.append(contentsOf: $0) }
        return CSV.records(bytes)
    }

    /// The first column.
    func column(_ sql: String) throws -> [String] { try rows(sql).map { try #require($0[0]) } }

    /// The only value.
    func value(_ sql: String) throws -> String? {
        let rows = try rows(sql)
        guard rows.count == 1, rows[0].count == 1 else { throw PGError.rowCount(statement: sql, got: rows.count) }
        return rows[0][0]
    }

    func number(_ sql: String) throws -> Int { try #require(try value(sql).flatMap { Int($0) }) }

    /// What the server says against it.
    func refusal(_ sql: String) throws -> ServerError {
        do {
            try script(sql)
        } catch PGError.server(let error) {
            if isOpen { try script("ROLLBACK") }
            return error
        }
        if isOpen { try script("ROLLBACK") }
        throw NotRefused(sql: sql)
    }

    private var isOpen: Bool { (try? transaction(.snapshot) {}) == nil }
}

extension Pool {
    func rows(_ sql: String) async throws -> [[String?]] { try await run { db in try db.rows(sql) } }
    func column(_ sql: String) async throws -> [String] { try await run { db in try db.column(sql) } }
    func value(_ sql: String) async throws -> String? { try await run { db in try db.value(sql) } }
    func number(_ sql: String) async throws -> Int { try await run { db in try db.number(sql) } }
    func execute(_ sql: String) async throws { try await run { db in try db.script(sql) } }
    func refusal(_ sql: String) async throws -> ServerError { try await run { db in try db.refusal(sql) } }

    /// Loads rows by COPY into a load view, with a header line.
    func copy(_ view: String, _ text: String) async throws -> Int {
        try await run { db in try db.copyIn("COPY load.\(view) FROM STDIN (FORMAT csv, HEADER)") { writer in try writer.write(text) } }
    }

    /// What the server says against such rows.
    func copyRefusal(_ view: String, _ text: String) async throws -> ServerError {
        do {
            _ = try await copy(view, text)
        } catch PGError.server(let error) {
            return error
        }
        throw NotRefused(sql: text)
    }

    var latestRevision: Int { get async throws { try await number("SELECT latest_revision()") } }
}

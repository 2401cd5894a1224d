import CSQLite

/// A connection to an SQLite file, for one thread.
final class SQLite {
    /// What SQLite says, beside its code (https://www.sqlite.org/rescode.html).
    struct Failure: Error {
        let code: Int32
        let message: String
    }

    private let handle: OpaquePointer

    /// - Parameter patience: Seconds to wait for another connection that writes.
    init(_ path: String, patience: Int32 = 5) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw Failure(code: code, message: message)
        }
        handle = opened
        sqlite3_busy_timeout(handle, patience * 1000)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Rows that the last statement inserted, changed or deleted.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// Runs statements, separated by semicolons, that answer nothing of interest.
    func run(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    func query(_ sql: String) throws -> Query {
        var prepared: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
        guard let prepared else { throw Failure(code: SQLITE_MISUSE, message: "There is no statement in “\(sql)”") }
        return Query(self, prepared)
    }

    /// Commits what `body` writes, or takes all of it back.
    /// - Parameter kind: `DEFERRED` to read one state, `IMMEDIATE` to write.
    func transaction<R>(_ kind: String = "IMMEDIATE", _ body: () throws -> R) throws -> R {
        try run("BEGIN \(kind)")
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // After some errors (a full disk) SQLite has done so by itself.
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    func check(_ code: Int32) throws {
        guard [SQLITE_OK, SQLITE_ROW, SQLITE_DONE].contains(code) else {
            throw Failure(code: code & 0xff, message: String(cString: sqlite3_errmsg(handle)))
        }
    }

    /// A prepared statement, to run many times.
    final class Query {
        private let connection: SQLite
        private let statement: OpaquePointer

        fileprivate init(_ connection: SQLite, _ statement: OpaquePointer) { (self.connection, self.statement) = (connection, statement) }

        deinit { sqlite3_finalize(statement) }

        /// The first of the parameters that are bound next is `index`, from 1.
        func bind(_ values: String?..., from index: Int32 = 1) throws {
            for (offset, value) in values.enumerated() {
                let place = index + Int32(offset)
                if var value {
                    try value.withUTF8 { try bind($0, at: place) }
                } else {
                    try connection.check(sqlite3_bind_null(statement, place))
                }
            }
        }

        func bind(_ number: Int, at index: Int32) throws { try connection.check(sqlite3_bind_int64(statement, index, Int64(number))) }

        /// UTF-8, which is copied.
        func bind(_ text: UnsafeBufferPointer<UInt8>, at index: Int32) throws {
            try text.withMemoryRebound(to: CChar.self) {
                // Of nothing there is no address, and without an address it would be NULL.
                try connection.check(
                    $0.baseAddress.map { base in sqlite_bind_copy(statement, index, base, UInt64(text.count)) }
                        ?? sqlite_bind_copy(statement, index, "", 0))
            }
        }

        /// - Returns: Whether there is a row; after the last the statement can run again.
        func next() throws -> Bool {
            let code = sqlite3_step(statement)
            if code == SQLITE_ROW { return true }
            // The first says nothing new; of the second is the message.
            sqlite3_reset(statement)
            try connection.check(code)
            return false
        }

        /// To the end, without looking at the rows.
        func run() throws { while try next() {} }

        /// Every row.
        func rows<R>(_ row: (Query) throws -> R) throws -> [R] {
            var rows: [R] = []
            do {
                while try next() { rows.append(try row(self)) }
            } catch {
                sqlite3_reset(statement)
                throw error
            }
            return rows
        }

        /// The first row; nil: there is none.
        func first<R>(_ row: (Query) throws -> R) throws -> R? {
            defer { sqlite3_reset(statement) }
            return try next() ? try row(self) : nil
        }

        var columnCount: Int32 { sqlite3_column_count(statement) }

        /// Columns are counted from 0.
        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

        func text(_ column: Int32) -> String? {
            guard let bytes = sqlite3_column_text(statement, column) else { return nil }
            return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
        }
    }
}

extension String {
    /// As a name in SQL.
    var quoted: String { "\"\(replacing("\"", with: "\"\""))\"" }
}

import CPostgres

/// Takes the data of a `COPY … FROM STDIN`, in pieces of any size: a row may be cut anywhere.
public struct CopyWriter: ~Copyable {
    let conn: OpaquePointer
    let lease: Lease

    /// Throws ``PGError/cancelled`` if the task is cancelled, and what ends the copy if the connection is lost.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        if lease.isCancelled { throw PGError.cancelled }
        // libpq counts in Int32; half a gigabyte at a time is well below.
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 29))
            guard PQputCopyData(conn, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count)) == 1 else {
                throw CopyBroken()
            }
            rest = rest.dropFirst(piece.count)
        }
    }

    public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    /// UTF-8, counted in bytes: “ú” is two.
    public func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }
}

/// The connection was lost while data was sent; why is told by the result of the COPY.
private struct CopyBroken: Error {}

extension Connection {
    /// Runs `COPY … FROM STDIN` and feeds it what `feed` writes. Returns the number of rows.
    ///
    /// If `feed` throws, the server is told to abort and nothing is copied. The server's errors say the line of the data in their
    /// ``ServerError/context``. The SQL is text: never put a value from outside into it.
    // Not inlined: with the writer, which cannot be copied, in its caller, the optimiser of Swift 6.3.1 ends in an assertion.
    @inline(never)
    public func copyIn(_ sql: String, _ feed: (borrowing CopyWriter) throws -> Void) throws -> Int {
        let conn = try beginCopy(sql, PGRES_COPY_IN)
        let writer = CopyWriter(conn: conn, lease: lease)
        do {
            try feed(writer)
        } catch is CopyBroken {
            return try endCopy(sql)
        } catch {
            PQputCopyEnd(conn, "the client aborted the copy")
            _ = try? endCopy(sql)
            throw error
        }
        guard PQputCopyEnd(conn, nil) == 1 else { throw lost() }
        return try endCopy(sql)
    }

    /// Runs `COPY … FROM STDIN` with the bytes of `chunks` one after the other. Returns the number of rows.
    public func copyIn(_ sql: String, _ chunks: some Sequence<[UInt8]>) throws -> Int {
        try copyIn(sql) { writer in
            for chunk in chunks { try writer.write(chunk) }
        }
    }

    /// Runs `COPY … FROM STDIN` with a file of this machine, read 64 KiB at a time. Returns the number of rows.
    public func copyIn(_ sql: String, file path: String) throws -> Int {
        let file = try FileReader(path: path)
        return try copyIn(sql) { writer in
            while try file.read({ try writer.write($0) }) {}
        }
    }

    /// Runs `COPY … TO STDOUT` and gives each row (for CSV a line with its end) to `each`, whose bytes live as long as that call.
    /// Returns the number of rows.
    ///
    /// If `each` throws, the connection is given up: that is quicker than receiving the rest.
    public func copyOut(_ sql: String, _ each: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        let conn = try beginCopy(sql, PGRES_COPY_OUT)
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(conn, &row, 0)
            defer { PQfreemem(row) }
            // -1 is the end, -2 an error: the result tells which.
            guard count >= 0 else { return try endCopy(sql) }
            do {
                try each(UnsafeRawBufferPointer(start: row, count: Int(count)))
            } catch {
                close()
                throw error
            }
        }
    }

    private func beginCopy(_ sql: String, _ expected: ExecStatusType) throws(PGError) -> OpaquePointer {
        guard !sql.utf8.contains(0) else { throw .nulByte(parameter: nil) }
        let conn = try conn()
        guard let raw = try receive(PQsendQuery(conn, sql)) else { throw lost() }
        if PQresultStatus(raw) == expected {
            PQclear(raw)
            return conn
        }
        _ = try check(raw, sql)
        throw .copy(sql: Self.abridged(sql))
    }

    private func endCopy(_ sql: String) throws(PGError) -> Int {
        var rows = 0
        var failure: PGError?
        while let raw = PQgetResult(try conn()) {
            do { rows = try check(raw, sql).affectedRows } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return rows
    }
}

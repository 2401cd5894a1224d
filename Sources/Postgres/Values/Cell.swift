import CPostgres

/// One value of one row, still in libpq's memory. It cannot outlive the row.
public struct Cell: ~Copyable {
    let result: OpaquePointer
    let row: Int32
    let column: Int32

    public var isNull: Bool { PQgetisnull(result, row, column) == 1 }

    /// The value in text format; nil is NULL.
    public var text: String? {
        guard !isNull, let start = PQgetvalue(result, row, column) else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column))), as: UTF8.self)
    }

    /// What `read` makes of the bytes of the value in text format, which live as long as that call; nil is NULL. For values of which there are thousands.
    public func read<R>(_ read: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        guard !isNull, let start = PQgetvalue(result, row, column) else { return nil }
        return read(UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column))).assumingMemoryBound(to: UInt8.self))
    }

    /// The column's name in the query.
    public var name: String { PQfname(result, column).map { String(cString: $0) } ?? "#\(column + 1)" }
}

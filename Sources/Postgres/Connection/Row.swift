import CPostgres

/// One row of a result, lent to a closure. It cannot outlive the result.
public struct Row: ~Copyable {
    let result: OpaquePointer
    let index: Int32
    let statement: StaticString

    /// The columns in the query's order: `row.decode((Int, String?).self)`.
    ///
    /// Throws ``PGError/columns(statement:expected:got:)`` unless the query answers exactly as many columns.
    public func decode<each C: Column>(_: (repeat each C).Type = (repeat each C).self) throws(PGError) -> (repeat each C) {
        // All rows of a result have the same columns.
        if index == 0 {
            var expected = 0
            for _ in repeat (each C).self { expected += 1 }
            let got = Int(PQnfields(result))
            guard got == expected else { throw .columns(statement: statement.description, expected: expected, got: got) }
        }
        var column: Int32 = 0
        func take<T: Column>(_: T.Type) throws(PGError) -> T {
            defer { column += 1 }
            return try T.decode(Cell(result: result, row: index, column: column))
        }
        return (repeat try take((each C).self))
    }
}

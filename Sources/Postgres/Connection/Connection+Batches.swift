import CPostgres

extension Connection {
    /// Every row, in the query's order, some at a time: for what should not sit in memory all at once. Between two batches other statements may run.
    ///
    /// Within a transaction, since a cursor lives in one; and not within the `body` of another.
    /// - Parameter size: How many rows at a time, at least 1.
    public func batches<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ values: repeat each P, size: Int = 1000, to body: ([Output]) throws -> Void
    ) throws {
        precondition(size > 0, "A batch of \(size) rows would never come to an end.")
        let conn = try conn()
        let variant = try bind(statement, repeat each values)
        let declaration = "DECLARE batches NO SCROLL CURSOR FOR \(variant.text.sql)"
        let sent = parameters.withPointers { PQsendQueryParams(conn, declaration, Int32(parameters.count), nil, $0, nil, nil, 0) }
        _ = try check(receive(sent), statement.name.description)
        do {
            while true {
                let result = try check(receive(PQsendQuery(self.conn(), "FETCH FORWARD \(size) FROM batches")), statement.name.description)
                let count = result.rowCount
                if count > 0 { try body(decodeAll(result, statement)) }
                if count < size { break }
            }
        } catch {
            // In a failed transaction there is no cursor any more; in one that goes on it would be in the way of the next. If this fails too, the transaction
            // does not go on, and the first error is what the caller needs.
            if let conn = try? self.conn(), PQtransactionStatus(conn) == PQTRANS_INTRANS { _ = try? command("CLOSE batches") }
            throw error
        }
        try command("CLOSE batches")
    }
}

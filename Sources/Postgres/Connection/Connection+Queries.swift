import CPostgres

extension Connection {
    /// Every row, in the query's order.
    public func all<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ parameters: repeat each P
    ) throws -> [Output] {
        try decodeAll(execute(statement, repeat each parameters), statement)
    }

    /// The first row; nil if there is none.
    public func first<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ parameters: repeat each P
    ) throws -> Output? {
        let result = try execute(statement, repeat each parameters)
        return result.rowCount > 0 ? try decode(result, 0, statement) : nil
    }

    /// The only row. Throws ``PGError/rowCount(statement:got:)`` if there is none or more than one.
    public func one<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ parameters: repeat each P
    ) throws -> Output {
        try only(execute(statement, repeat each parameters), statement)
    }

    /// How many rows were inserted, updated, deleted or selected.
    @discardableResult
    public func run<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ parameters: repeat each P
    ) throws -> Int {
        try execute(statement, repeat each parameters).affectedRows
    }

    /// Lets the server parse and plan the statement, and compares its number of parameters, without executing it. For a test of every statement.
    public func prepare(_ text: StatementText) throws {
        _ = try check(receive(PQsendPrepare(conn(), "", text.sql, 0, nil)), text.name)
        let described = try check(receive(PQsendDescribePrepared(conn(), "")), text.name)
        let got = Int(PQnparams(described.pointer))
        guard got == text.parameters else { throw PGError.parameters(statement: text.name, expected: text.parameters, got: got) }
    }

    func only<each P: Bindable, Output>(_ result: borrowing ResultSet, _ statement: Statement<repeat each P, Output>) throws -> Output {
        guard result.rowCount == 1 else { throw PGError.rowCount(statement: statement.name.description, got: result.rowCount) }
        return try decode(result, 0, statement)
    }

    func decodeAll<each P: Bindable, Output>(_ result: borrowing ResultSet, _ statement: Statement<repeat each P, Output>) throws -> [Output] {
        var rows: [Output] = []
        rows.reserveCapacity(result.rowCount)
        for index in 0..<result.rowCount { rows.append(try decode(result, index, statement)) }
        return rows
    }

    private func decode<each P: Bindable, Output>(
        _ result: borrowing ResultSet, _ index: Int, _ statement: Statement<repeat each P, Output>
    ) throws -> Output {
        try statement.decode(Row(result: result.pointer, index: Int32(index), statement: statement.name))
    }
}

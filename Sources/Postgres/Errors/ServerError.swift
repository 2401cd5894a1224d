import CPostgres

/// An error that the server reported about a statement, field by field as the protocol carries them.
public struct ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    public var state: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, never translated. After the last two the connection is gone.
    public var severity: String
    /// One line: what is wrong.
    public var message: String
    public var detail: String?
    public var hint: String?
    /// The call stack inside the server, innermost first; for a `COPY` the table, line and column of the data.
    public var context: String?
    public var schema: String?
    public var table: String?
    public var column: String?
    public var constraint: String?
    /// Character of the SQL text at which the error is, from 1.
    public var position: Int?
    /// Line of a script at which the failing statement (or the very word) is, from 1. Only for ``Connection/script(_:)``.
    public var line: Int?
    /// The name of the prepared statement, or the first words of other SQL.
    public var statement: String

    public init(
        state: SQLState, severity: String = "ERROR", message: String, detail: String? = nil, hint: String? = nil, context: String? = nil,
        schema: String? = nil, table: String? = nil, column: String? = nil, constraint: String? = nil, position: Int? = nil, line: Int? = nil,
        statement: String = ""
    ) {
        self.state = state
        self.severity = severity
        self.message = message
        self.detail = detail
        self.hint = hint
        self.context = context
        self.schema = schema
        self.table = table
        self.column = column
        self.constraint = constraint
        self.position = position
        self.line = line
        self.statement = statement
    }

    public var description: String {
        var text = "PostgreSQL refused \(statement.isEmpty ? "a statement" : "“\(statement)”")"
        if let line { text += " at line \(line)" }
        text += ": \(message) (SQLSTATE \(state)\(constraint.map { ", constraint \($0)" } ?? ""))"
        for (label, value) in [("detail", detail), ("hint", hint), ("context", context)] {
            if let value { text += "; \(label): \(value)" }
        }
        return text
    }
}

extension ServerError {
    /// The fields of an error or notice; nil if the server did not send it (libpq made it up because the connection failed).
    init?(result: OpaquePointer, statement: String) {
        func field(_ code: pg_diagnostic) -> String? {
            PQresultErrorField(result, Int32(code.rawValue)).map { String(cString: $0) }
        }
        guard let state = field(pg_diagnostic_sqlstate), let severity = field(pg_diagnostic_severity) else { return nil }
        self.init(
            state: SQLState(rawValue: state), severity: severity, message: field(pg_diagnostic_message) ?? "", detail: field(pg_diagnostic_detail),
            hint: field(pg_diagnostic_hint), context: field(pg_diagnostic_context), schema: field(pg_diagnostic_schema),
            table: field(pg_diagnostic_table), column: field(pg_diagnostic_column), constraint: field(pg_diagnostic_constraint),
            position: field(pg_diagnostic_position).flatMap { Int($0) }, statement: statement)
    }

    /// After these the server closes the connection.
    var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }
}

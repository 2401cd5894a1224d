/// Everything that can go wrong between this program and PostgreSQL.
public enum PGError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The connection string is not one; `reason` never holds a password.
    case malformedConnectionString(reason: String)
    /// No connection could be made, or it was lost half-way.
    case connection(ConnectionFailure)
    /// The server refused a statement.
    case server(ServerError)
    /// No connection of the pool came free within its patience.
    case poolTimeout(PoolTimeout)
    case poolClosed
    /// The task was cancelled before the statement was sent. Out of ``Pool/run(_:)`` it comes as `CancellationError`.
    case cancelled
    /// NULL where the statement's type says that there is none.
    case unexpectedNull(column: String)
    /// A value that its Swift type cannot hold.
    case mismatch(column: String, expected: String, got: String)
    /// The query answers another number of columns than the statement decodes.
    case columns(statement: String, expected: Int, got: Int)
    /// The SQL has another number of `$n` than the statement has parameters.
    case parameters(statement: String, expected: Int, got: Int)
    /// Another number of rows than the one that ``Connection/one(_:_:)`` promises.
    case rowCount(statement: String, got: Int)
    /// PostgreSQL's text cannot hold a NUL byte. `parameter` counts from 1; nil if it is in the SQL itself.
    case nulByte(parameter: Int?)
    /// ``Connection/transaction(_:_:)`` inside a transaction.
    case nestedTransaction
    /// The transaction's body went on after a failed statement, so that the server answered COMMIT with a rollback.
    case rolledBack
    /// Two statements with different SQL have the same name.
    case statementName(String)
    /// The SQL given to ``Connection/copyIn(_:_:)`` or ``Connection/copyOut(_:_:)`` is not such a COPY, or a script holds one.
    case copy(sql: String)
    /// A file that cannot be read.
    case file(path: String, reason: String)

    public var description: String {
        switch self {
        case .malformedConnectionString(let reason):
            "The connection string cannot be read: \(reason). It looks like postgresql://user:password@host:5432/database"
        case .connection(let failure): failure.description
        case .server(let error): error.description
        case .poolTimeout(let timeout): timeout.description
        case .poolClosed: "The connection pool is closed"
        case .cancelled: "The task was cancelled"
        case .unexpectedNull(let column): "Column “\(column)” is NULL, where a value was expected"
        case .mismatch(let column, let expected, let got): "Column “\(column)” holds “\(got)”, which is no \(expected)"
        case .columns(let statement, let expected, let got): "Statement “\(statement)” answers \(got) columns, and \(expected) are decoded"
        case .parameters(let statement, let expected, let got):
            "Statement “\(statement)” has \(got) parameters in its SQL and \(expected) in its type"
        case .rowCount(let statement, let got): "Statement “\(statement)” answered \(got) rows instead of one"
        case .nulByte(let parameter?): "Parameter \(parameter) holds a NUL byte, which PostgreSQL's text cannot hold"
        case .nulByte(nil): "The SQL holds a NUL byte"
        case .nestedTransaction: "A transaction was begun inside a transaction"
        case .rolledBack: "The transaction was rolled back, because a statement in it had failed and its error was ignored"
        case .statementName(let name): "Two statements with different SQL are both named “\(name)”: rename one"
        case .copy(let sql): "“\(sql)” is not the kind of COPY that belongs here: FROM STDIN goes with copyIn, TO STDOUT with copyOut"
        case .file(let path, let reason): "The file \(path) cannot be read: \(reason)"
        }
    }

    /// The code of the server's error, also of a refused connection; nil for every other error.
    public var state: SQLState? {
        switch self {
        case .server(let error): error.state
        case .connection(let failure): failure.state
        default: nil
        }
    }
}

/// How the pool stood when a waiter lost its patience.
public struct PoolTimeout: Sendable, Hashable, CustomStringConvertible {
    public var waited: Duration
    /// Most connections that the pool may have.
    public var limit: Int
    /// Connections that were still being made.
    public var opening: Int

    public init(waited: Duration, limit: Int, opening: Int) { (self.waited, self.limit, self.opening) = (waited, limit, opening) }

    public var description: String {
        opening > 0
            ? "No connection to PostgreSQL within \(waited): \(opening) still being made, the server does not answer"
            : "No connection came free within \(waited): all \(limit) of the pool are in use"
    }
}

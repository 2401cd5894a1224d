import CPostgres

/// What a transaction may do and see.
public enum TransactionMode: Sendable {
    /// As the session's settings say, which by default is: read and write, each statement sees what was committed before it.
    case readWrite
    /// Read only; every statement sees the same state of the database.
    case snapshot

    var begin: String {
        switch self {
        case .readWrite: "BEGIN"
        case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        }
    }
}

extension Connection {
    /// All or nothing: commits when `body` returns, rolls back when it throws.
    ///
    /// Throws ``PGError/nestedTransaction`` inside another transaction, and ``PGError/rolledBack`` if `body` ignored the error of a statement, since
    /// the server then has thrown away everything.
    public func transaction<R>(_ mode: TransactionMode = .readWrite, _ body: () throws -> R) throws -> R {
        guard PQtransactionStatus(try conn()) == PQTRANS_IDLE else { throw PGError.nestedTransaction }
        if case .snapshot = mode {
            try prepare(Self.beginning)
            owed = Opening(variant: nil)
            return try finish(body)
        }
        try command(mode.begin)
        let value: R
        do {
            value = try body()
        } catch {
            // If this fails too, the connection is in a transaction or broken, and the pool drops it; the body's error is what the caller needs.
            if isInTransaction { _ = try? command("ROLLBACK") }
            throw error
        }
        // The server answers COMMIT in a failed transaction with success, and the tag ROLLBACK.
        guard try command("COMMIT").commandTag == "COMMIT" else { throw PGError.rolledBack }
        return value
    }
}

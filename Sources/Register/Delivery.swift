import Postgres

/// How a list that may be long comes from the database.
public enum Delivery: Sendable, Hashable {
    /// All of it in memory, by a prepared statement: the quickest.
    case atOnce
    /// Through a cursor, so that only a part is in memory at a time.
    case inBatches
}

extension Connection {
    func deliver<each P: Bindable, Output>(
        _ delivery: Delivery, _ statement: Statement<repeat each P, Output>, _ values: repeat each P, to take: ([Output]) throws -> Void
    ) throws {
        switch delivery {
        case .atOnce: try take(all(statement, repeat each values))
        case .inBatches: try batches(statement, repeat each values, to: take)
        }
    }
}

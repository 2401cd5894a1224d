/// A prepared statement as a value: its type says what goes in and what comes out.
///
/// ```swift
/// static let byName = Statement("cities_by_name", "select id, name from city where name = $1", (String).self) { row in
///     let (id, name) = try row.decode((Int, String).self)
///     return City(id: id, name: name)
/// }
/// let cities = try await pool.run { db in try db.all(byName, "Weert") }
/// ```
/// Name and SQL are literals: text from run time cannot reach the SQL, it can only be a parameter.
public struct Statement<each P: Bindable, Output: Sendable>: Sendable {
    public let name: StaticString
    public let sql: StaticString
    let decode: @Sendable (borrowing Row) throws -> Output

    /// `name` is unique in the application: it names the statement on the server.
    public init(
        _ name: StaticString, _ sql: StaticString, _: (repeat each P).Type = (repeat each P).self,
        decode: @escaping @Sendable (borrowing Row) throws -> Output
    ) {
        (self.name, self.sql, self.decode) = (name, sql, decode)
    }

    /// A statement whose columns are taken as they are: `Statement("count", "select count(*) from city", Void.self, (Int).self)`.
    public init<each C: Column>(
        _ name: StaticString, _ sql: StaticString, _: (repeat each P).Type, _: (repeat each C).Type
    ) where Output == (repeat each C) {
        self.init(name, sql) { row in try row.decode((repeat each C).self) }
    }

    /// A command without an answer.
    public init(_ name: StaticString, _ sql: StaticString, _: (repeat each P).Type) where Output == Void {
        self.init(name, sql) { _ in }
    }

    /// The same without its type, for a test that prepares every statement of an application.
    public var text: StatementText {
        var parameters = 0
        for _ in repeat (each P).self { parameters += 1 }
        return StatementText(name: name.description, sql: sql.description, parameters: parameters)
    }
}

/// Name, SQL and number of parameters of a ``Statement``.
public struct StatementText: Sendable, Hashable {
    public var name: String
    public var sql: String
    public var parameters: Int

    public init(name: String, sql: String, parameters: Int) { (self.name, self.sql, self.parameters) = (name, sql, parameters) }
}

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
///
/// `:as_of` in the SQL stands for `NULL`, and within ``Connection/asOf(_:_:)`` for a number. These are two statements to the server: the planner folds a
/// function of a constant `NULL` away, and would plan a parameter that is NULL for the worst.
public struct Statement<each P: Bindable, Output: Sendable>: Sendable {
    public let name: StaticString
    let decode: @Sendable (borrowing Row) throws -> Output
    private let present: StatementVariant
    /// nil: the SQL does not speak of it.
    private let past: StatementVariant?

    /// `name` is unique in the application: it names the statement on the server.
    public init(
        _ name: StaticString, _ sql: StaticString, _: (repeat each P).Type = (repeat each P).self, past planning: PastPlanning = .once,
        decode: @escaping @Sendable (borrowing Row) throws -> Output
    ) {
        (self.name, self.decode) = (name, decode)
        var parameters = 0
        for _ in repeat (each P).self { parameters += 1 }
        let pieces = sql.description.split(separator: ":as_of", omittingEmptySubsequences: false)
        present = StatementVariant(StatementText(name: name.description, sql: pieces.joined(separator: "NULL"), parameters: parameters))
        past =
            pieces.count == 1
            ? nil
            : StatementVariant(
                StatementText(
                    name: name.description + " as of", sql: pieces.joined(separator: "$\(parameters + 1)::bigint"), parameters: parameters + 1,
                    planning: planning))
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

    func variant(isPast: Bool) -> StatementVariant { isPast ? past ?? present : present }

    /// The same without its types, for a test that prepares every statement of an application: one, or, where it speaks of `:as_of`, two.
    public var texts: [StatementText] { [present.text] + (past.map { [$0.text] } ?? []) }
}

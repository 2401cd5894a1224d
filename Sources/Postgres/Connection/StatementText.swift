/// Name, SQL and number of parameters of a ``Statement``, as the server gets them.
public struct StatementText: Sendable, Hashable {
    public var name: String
    public var sql: String
    public var parameters: Int

    public init(name: String, sql: String, parameters: Int) { (self.name, self.sql, self.parameters) = (name, sql, parameters) }
}

/// Name, SQL, number of parameters and planning of a ``Statement``, as the server gets them.
public struct StatementText: Sendable, Hashable {
    public var name: String
    public var sql: String
    public var parameters: Int
    public var planning: PastPlanning

    public init(name: String, sql: String, parameters: Int, planning: PastPlanning = .once) {
        (self.name, self.sql, self.parameters, self.planning) = (name, sql, parameters, planning)
    }
}

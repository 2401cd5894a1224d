/// What this connection has prepared on the server.
///
/// The name of a statement is a literal, so its address tells it apart without reading it. Two literals with the same text may lie at different
/// addresses; those are told apart by their text, once.
struct PreparedStatements {
    private var sqlByAddress: [UnsafePointer<UInt8>: UnsafePointer<UInt8>] = [:]
    private var sqlByName: [String: String] = [:]

    func contains(_ name: StaticString, _ sql: StaticString) -> Bool { sqlByAddress[name.utf8Start] == sql.utf8Start }

    /// Whether another literal with the same text is prepared already. Throws if its SQL is another.
    func containsText(of name: StaticString, _ sql: StaticString) throws(PGError) -> Bool {
        guard let known = sqlByName[name.description] else { return false }
        guard known == sql.description else { throw .statementName(name.description) }
        return true
    }

    mutating func insert(_ name: StaticString, _ sql: StaticString) {
        sqlByAddress[name.utf8Start] = sql.utf8Start
        sqlByName[name.description] = sql.description
    }
}

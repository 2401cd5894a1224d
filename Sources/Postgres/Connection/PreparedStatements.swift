/// What this connection has prepared on the server.
///
/// Two values with the same text may be different objects; those are told apart by their text, once.
struct PreparedStatements {
    /// Held, so that no other object can come to lie at the address of one.
    private var variants: [ObjectIdentifier: StatementVariant] = [:]
    private var sqlByName: [String: String] = [:]

    func contains(_ variant: StatementVariant) -> Bool { variants[ObjectIdentifier(variant)] != nil }

    /// Whether another with the same text is prepared already. Throws if its SQL is another.
    func containsText(of variant: StatementVariant) throws(PGError) -> Bool {
        guard let known = sqlByName[variant.text.name] else { return false }
        guard known == variant.text.sql else { throw .statementName(variant.text.name) }
        return true
    }

    mutating func insert(_ variant: StatementVariant) {
        variants[ObjectIdentifier(variant)] = variant
        sqlByName[variant.text.name] = variant.text.sql
    }
}

import CPostgres

extension Connection {
    /// Runs a script of several statements, for migrations and administration **only**: this is the one door, with COPY, by which
    /// text from run time reaches the SQL. Never put a value from outside into it.
    ///
    /// Outside a transaction the server runs all of it as one. The error of the server has the ``ServerError/line`` of the script.
    public func script(_ sql: String) throws {
        guard !sql.utf8.contains(0) else { throw PGError.nulByte(parameter: nil) }
        guard PQsendQuery(try conn(), sql) == 1 else { throw lost() }
        var completed = 0
        var failure: PGError?
        while let raw = PQgetResult(try conn()) {
            do {
                _ = try check(raw, sql)
                completed += 1
            } catch {
                failure = failure ?? error
                if case .copy = error { break }
            }
        }
        guard case .server(var error)? = failure else {
            if let failure { throw failure }
            return
        }
        // A multi-statement string is cut off at the first error, and each statement before it has answered once.
        error.line = error.position.map { ScriptLines.line(ofCharacter: $0, in: sql) } ?? ScriptLines.line(ofStatement: completed, in: sql)
        throw PGError.server(error)
    }
}

import Postgres
import Register

extension Problem {
    /// Why the resource of an id in the path is not there: nothing ever had the id, or it was not there on the day.
    /// - Parameter absence: The register's sentence about the day; asked only of an id that it knows.
    static func missing(
        _ db: isolated Connection, _ kind: KnownIdentifiers.Kind, _ id: String, _ unknown: ProblemCode, _ notValid: ProblemCode,
        absence: () throws -> String?
    ) throws -> Problem {
        if try KnownIdentifiers.exists(db, kind, id) { return Problem(notValid, try absence() ?? "The \(kind.rawValue) is not known on that date.") }
        let hint = Spelling.hint(id, among: try KnownIdentifiers.all(db, kind))
        return Problem(unknown, "There is no \(kind.rawValue) “\(id.prefix(100))”.\(hint) GET /v1/\(kind.rawValue)s lists those of a date.")
    }
}

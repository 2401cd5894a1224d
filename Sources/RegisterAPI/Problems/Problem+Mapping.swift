import HTTP
import Postgres

extension Problem {
    /// What the router or the server refuses by itself.
    init(_ fault: Fault, path: String?) {
        switch fault {
        case .notFound:
            let trimmed = path.map { $0.last == "/" ? String($0.dropLast()) : $0 } ?? ""
            self.init(
                .pathUnknown,
                trimmed != path && trimmed.hasPrefix("/v1/")
                    ? "There is nothing at \(path ?? "this path"): without the slash at the end it is \(trimmed)."
                    : "There is nothing at \(path ?? "this path"). GET /v1 lists every resource.")
        case .methodNotAllowed: self.init(.methodNotAllowed, fault.description)
        case .malformedPath(let encoding):
            self.init(.requestMalformed, fault.description)
            errors = [Violation(place: .path, location: "path", code: .encodingInvalid, detail: encoding.description)]
        case .malformedTarget:
            self.init(.requestMalformed, fault.description)
            errors = [Violation(place: .path, location: "target", code: .encodingInvalid, detail: fault.description)]
        case .malformedRequest: self.init(.requestMalformed, fault.description)
        case .unsupportedTransferCoding: self.init(.transferCodingUnsupported, fault.description)
        case .headerTooLarge: self.init(.headerTooLarge, fault.description)
        case .targetTooLong: self.init(.targetTooLong, fault.description)
        case .bodyTooLarge: self.init(.bodyTooLarge, fault.description)
        case .overloaded: self.init(.overloaded, fault.description, retryAfter: 1)
        case .unavailable: self.init(.stopping, fault.description, retryAfter: 5)
        }
    }

    /// What the database reports. The client learns whether to try again, and nothing of the database itself.
    init(_ error: PGError) {
        switch error {
        case .poolTimeout(let timeout) where timeout.opening == 0:
            self.init(.overloaded, "All connections to the database are in use. Try again in a second.", retryAfter: 1)
        case .poolClosed, .cancelled: self.init(.stopping, "The service is stopping. Try again in a moment.", retryAfter: 5)
        case .connection, .poolTimeout:
            self.init(.databaseUnavailable, "The register's database does not answer. Try again in a few seconds.", retryAfter: 5)
        case .server(let error) where error.state == .queryCanceled:
            self.init(
                .overloaded, "The database took too long to answer, and the question was given up. Ask for less, or try again later.", retryAfter: 5)
        // Who the service is, what it may do, and how the server is: nothing of it is in the hands of whoever asks, and all of it may be well again in a moment.
        case .server(let error)
        where error.statement == SessionSettings.statement || Self.classesOfTrouble.contains(error.state.classCode)
            || Self.statesOfTrouble.contains(error.state):
            self.init(.databaseUnavailable, "The register's database cannot answer now. Try again in a few seconds.", retryAfter: 5)
        case .server(let error) where Self.statesOfAnotherSchema.contains(error.state):
            self.init(
                .databaseUnavailable, "The register's database has another schema than this service needs. GET /health/ready says more.",
                retryAfter: 5)
        case .server(let error) where error.state == .serializationFailure || error.state == .deadlockDetected:
            self.init(.overloaded, "Another transaction was in the way. Try again.", retryAfter: 1)
        default: self = .internalError
        }
    }

    /// A connection, a login, a database, what the server has, what its operator does, its system.
    private static let classesOfTrouble: Set<Substring> = ["08", "28", "3D", "53", "55", "57", "58"]
    private static let statesOfTrouble: Set<SQLState> = [.insufficientPrivilege, .invalidSQLStatementName, .idleInTransactionSessionTimeout]
    private static let statesOfAnotherSchema: Set<SQLState> = [
        .undefinedTable, .undefinedFunction, .undefinedColumn, .undefinedObject, .featureNotSupported,
    ]

    static var internalError: Problem { Problem(.internalError, "Something went wrong in the service. It was logged; the request was not at fault.") }
}

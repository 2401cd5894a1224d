import Postgres

/// The database cannot be asked. What it or libpq said stands in the log only: it may name hosts and logins.
struct NotReady: Error, CustomStringConvertible {
    let cause: PGError

    var description: String { cause.description }
}

extension Problem {
    /// Why the database cannot be asked, for whoever runs the service: where to look, without the name of a host, a login or a database.
    init(notReady error: PGError) {
        self.init(error)
        guard code != .stopping, code != .internalError else { return }
        detail = Self.trouble(error) + " The service goes on trying; its log says more."
    }

    private static func trouble(_ error: PGError) -> String {
        switch error {
        case .poolTimeout(let timeout) where timeout.opening == 0:
            "All connections to the database are in use: what was asked before takes long there, or waits for a lock."
        case .poolTimeout: "The database does not answer: it hangs, or the network to it is cut."
        case .connection(let failure) where failure.state == nil:
            "There is no connection to the database: it is stopped, or the network to it is cut."
        default: error.state.map(trouble) ?? "The database cannot be asked."
        }
    }

    private static func trouble(_ state: SQLState) -> String {
        switch state {
        case .insufficientPrivilege:
            "The service's login lacks a right: to connect to the database, to act as register_reader, or, as that, to read."
        case .tooManyConnections: "The database has no connection left: max_connections, or the limit of the login or of the database, is reached."
        case .cannotConnectNow: "The database is starting or stopping."
        case .queryCanceled: "The database took too long to answer."
        case .undefinedTable, .undefinedFunction, .undefinedColumn, .undefinedObject, .featureNotSupported:
            "The database has another schema than this service needs. Run “register migrate up”."
        default:
            switch state.classCode {
            case "28": "The database refuses the service's login: its password, its right to log in, or the rules of who may connect were changed."
            case "3D": "There is no database of the name that the service was given: it was dropped or renamed."
            case "53": "The database is short of memory, room on its disk, or connections."
            case "55": "The database takes no connections now: an administrator has closed it, or is at work in it."
            case "57": "The database is being stopped, or an administrator ended the connection."
            default: "The database reports an error (code \(state))."
            }
        }
    }
}

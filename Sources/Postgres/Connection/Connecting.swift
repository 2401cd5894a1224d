import CPostgres
import Glibc

extension Handle {
    /// Connects and applies `settings`. Blocks at most `connect_timeout` seconds (5 unless the string or `PGCONNECT_TIMEOUT` says otherwise), and
    /// less if `interrupt`, a file descriptor, becomes readable.
    ///
    /// The non-blocking functions of libpq are used because only they let the verbosity be set before the handshake: without it the
    /// SQLSTATE of a refused connection is nowhere to be had.
    static func open(
        _ string: ConnectionString, settings: SessionSettings, notices: NoticeSink, interrupt: Int32 = -1
    ) throws(PGError) -> Handle {
        guard !(string.parameters.map(\.value) + settings.parameters).contains(where: { $0.utf8.contains(0) }) else {
            throw failure("a setting holds a NUL byte", string)
        }
        guard let conn = start(string) else { throw failure("out of memory", string) }
        do throws(PGError) {
            guard PQstatus(conn) != CONNECTION_BAD else { throw failure(report(conn), string) }
            notices.attach(to: conn)
            PQsetErrorVerbosity(conn, PQERRORS_VERBOSE)
            try handshake(conn, string, interrupt: interrupt)
            PQsetErrorVerbosity(conn, PQERRORS_DEFAULT)
            try apply(settings, to: conn, string)
            guard let canceller = PQgetCancel(conn) else { throw failure("out of memory", string) }
            return Handle(conn: conn, canceller: canceller, notices: notices)
        } catch {
            PQfinish(conn)
            throw error
        }
    }

    private static func start(_ string: ConnectionString) -> OpaquePointer? {
        // The text format of every value is read as UTF-8.
        let string = string.with(options: ["client_encoding": "UTF8"])
        return CStrings.with(string.parameters.map(\.key)) { keys in
            CStrings.with(string.parameters.map(\.value)) { values in PQconnectStartParams(keys, values, 0) }
        }
    }

    private static func handshake(_ conn: OpaquePointer, _ string: ConnectionString, interrupt: Int32) throws(PGError) {
        let seconds = string["connect_timeout"].flatMap { Int($0) } ?? getenv("PGCONNECT_TIMEOUT").flatMap { Int(String(cString: $0)) } ?? 5
        let deadline = ContinuousClock.now + .seconds(seconds)
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            guard step != PGRES_POLLING_FAILED else { throw failure(report(conn), string) }
            let events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT
            // libpq takes zero and less for "wait forever".
            let patience = seconds > 0 ? deadline - .now : nil
            switch Readiness.wait(PQsocket(conn), Int16(events), interrupt: interrupt, patience: patience) {
            case .ready: step = PQconnectPoll(conn)
            case .timeout: throw failure("no answer within \(seconds) s", string)
            case .interrupted: throw failure("closed while connecting", string)
            }
        }
    }

    private static func apply(_ settings: SessionSettings, to conn: OpaquePointer, _ string: ConnectionString) throws(PGError) {
        let parameters = settings.parameters
        let raw = CStrings.with(parameters) { PQexecParams(conn, settings.sql, Int32(parameters.count), nil, $0, nil, nil, 0) }
        guard let raw else { throw failure(report(conn), string) }
        let result = ResultSet(pointer: raw)
        guard result.status != PGRES_TUPLES_OK else { return }
        guard let error = ServerError(result: raw, statement: "session settings") else { throw failure(report(conn), string) }
        throw .server(error)
    }

    static func report(_ conn: OpaquePointer) -> String { String(cString: PQerrorMessage(conn)) }

    static func failure(_ report: String, _ string: ConnectionString) -> PGError {
        .connection(ConnectionFailure(report: report, target: string.description))
    }
}

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
            let limit = connectLimit(string)
            try handshake(conn, string, interrupt: interrupt, limit)
            PQsetErrorVerbosity(conn, PQERRORS_DEFAULT)
            try apply(settings, to: conn, string, interrupt: interrupt, limit)
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

    private typealias Limit = (seconds: Int, deadline: ContinuousClock.Instant?)

    private static func connectLimit(_ string: ConnectionString) -> Limit {
        let seconds = string["connect_timeout"].flatMap { Int($0) } ?? getenv("PGCONNECT_TIMEOUT").flatMap { Int(String(cString: $0)) } ?? 5
        // libpq takes zero and less for "wait forever".
        return (seconds, seconds > 0 ? .now + .seconds(seconds) : nil)
    }

    private static func handshake(_ conn: OpaquePointer, _ string: ConnectionString, interrupt: Int32, _ limit: Limit) throws(PGError) {
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            guard step != PGRES_POLLING_FAILED else { throw failure(report(conn), string) }
            let events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT
            let patience = limit.deadline.map { $0 - .now }
            try require(Readiness.wait(PQsocket(conn), Int16(events), interrupt: interrupt, patience: patience), string, limit)
            step = PQconnectPoll(conn)
        }
    }

    private static func require(_ readiness: Readiness, _ string: ConnectionString, _ limit: Limit) throws(PGError) {
        switch readiness {
        case .ready: return
        case .timeout: throw failure("no answer within \(limit.seconds) s", string)
        case .interrupted: throw failure("closed while connecting", string)
        }
    }

    private static func apply(
        _ settings: SessionSettings, to conn: OpaquePointer, _ string: ConnectionString, interrupt: Int32, _ limit: Limit
    ) throws(PGError) {
        let parameters = settings.parameters
        let sent = CStrings.with(parameters) { PQsendQueryParams(conn, settings.sql, Int32(parameters.count), nil, $0, nil, nil, 0) }
        guard sent == 1 else { throw failure(report(conn), string) }
        try require(Readiness.ofAnswer(conn, interrupt: interrupt, deadline: limit.deadline), string, limit)
        guard let raw = PQgetResult(conn) else { throw failure(report(conn), string) }
        defer { while let rest = PQgetResult(conn) { PQclear(rest) } }
        let result = ResultSet(pointer: raw)
        guard result.status != PGRES_TUPLES_OK else { return }
        guard let error = ServerError(result: raw, statement: SessionSettings.statement) else { throw failure(report(conn), string) }
        throw .server(error)
    }

    static func report(_ conn: OpaquePointer) -> String { String(cString: PQerrorMessage(conn)) }

    static func failure(_ report: String, _ string: ConnectionString) -> PGError {
        .connection(ConnectionFailure(report: report, target: string.description))
    }
}

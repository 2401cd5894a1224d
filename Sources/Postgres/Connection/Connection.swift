import CPostgres

/// A connection to PostgreSQL: an actor on a thread of its own, lent by ``Pool/run(_:)``.
///
/// Every method is synchronous, so that nothing can come between the statements of a transaction.
public actor Connection {
    private let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated let lease = Lease()
    nonisolated let opened = ContinuousClock.now
    private let target: String
    private let answerTimeout: Duration?
    private var handle: Handle?
    private var prepared = PreparedStatements()
    var parameters = ParameterBuffer()
    private var asOf: Int?
    /// A transaction that is to begin with the next statement.
    var owed: Opening?
    /// The body of a snapshot runs on an answer that is not true any more: nothing is sent for it.
    var isOutdated = false
    /// What the openings of snapshots answered last.
    var remembered: [ObjectIdentifier: any Sendable] = [:]
    /// The answer to the end of the last transaction has not been read yet.
    var owesAnswer = false
    private var isPlannedOnce = false
    private var isFresh = true
    /// Set by what leaves the session in a state that the next user should not meet.
    private var isTainted = false

    private init(label: String, target: String, answerTimeout: Duration?) {
        executor = QueueExecutor(label: label)
        (self.target, self.answerTimeout) = (target, answerTimeout)
    }

    /// Connects on the new connection's own thread.
    static func open(
        _ string: ConnectionString, settings: SessionSettings, label: String, answerTimeout: Duration? = nil,
        onNotice: (@Sendable (Notice) -> Void)?
    ) async throws -> Connection {
        let connection = Connection(label: label, target: string.description, answerTimeout: answerTimeout)
        try await connection.connect(string, settings, onNotice)
        return connection
    }

    private func connect(
        _ string: ConnectionString, _ settings: SessionSettings, _ onNotice: (@Sendable (Notice) -> Void)?
    ) throws(PGError) {
        let new = try Handle.open(string, settings: settings, notices: NoticeSink(onNotice))
        lease.attach(canceller: new.canceller)
        isPlannedOnce = PastPlanning.once.isSet(settings)
        handle = consume new
    }

    /// Hangs up. Whatever is asked of the connection afterwards fails with ``PGError/connection(_:)``.
    func close() {
        lease.attach(canceller: nil)
        handle = nil
    }

    /// Whether nothing of this use is left behind: no broken connection, no open transaction.
    var isReusable: Bool {
        guard !isTainted, let conn = handle?.conn else { return false }
        return PQstatus(conn) == CONNECTION_OK && (owesAnswer || PQtransactionStatus(conn) == PQTRANS_IDLE)
    }

    /// Whether the server is still there, as far as can be told without asking it. A connection that was just made is not looked at.
    func checkAlive() -> Bool {
        if isFresh {
            isFresh = false
            return true
        }
        return drainEnd() && handle?.isAlive ?? false
    }

    var isInTransaction: Bool { handle?.isInTransaction ?? false }

    /// Whether a transaction is open in which statements can succeed.
    var isInGoodTransaction: Bool { handleConn.map { PQtransactionStatus($0) == PQTRANS_INTRANS } ?? false }
    func taint() { isTainted = true }
    var handleConn: OpaquePointer? { handle?.conn }

    /// The connection for the next thing to be sent, which is not the first of a transaction: that is begun.
    func conn() throws(PGError) -> OpaquePointer {
        let conn = try connection()
        if owed != nil {
            try open()
            if isOutdated { throw .cancelled }
        }
        return conn
    }

    /// The connection as it is.
    func connection() throws(PGError) -> OpaquePointer {
        // The body of a snapshot that is outdated will run again.
        if lease.isCancelled || isOutdated { throw .cancelled }
        guard !owesAnswer || drainEnd() else { throw lost() }
        guard let conn = handle?.conn else { throw .connection(ConnectionFailure(message: "it is closed", target: target)) }
        return conn
    }

    /// Executes a prepared statement, which is prepared on first use.
    func execute<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ values: repeat each P
    ) throws(PGError) -> ResultSet {
        var conn = try connection()
        let variant = try bind(statement, repeat each values)
        if let owed, prepared.contains(variant) { return try executeOpening(owed, variant, statement.name) }
        conn = try self.conn()
        try prepare(variant)
        let isOwnPlan = asOf != nil && variant.text.planning == .eachTime
        if isOwnPlan { try command(PastPlanning.eachTime.command) }
        let sent = parameters.withPointers { PQsendQueryPrepared(conn, variant.text.name, Int32(parameters.count), $0, nil, nil, 0) }
        let result = try check(receive(sent), statement.name.description)
        if isOwnPlan { try command(PastPlanning.once.command) }
        return result
    }

    /// Puts the values into ``parameters``, and says which of the statement's texts they are for.
    func bind<each P: Bindable, Output>(
        _ statement: Statement<repeat each P, Output>, _ values: repeat each P
    ) throws(PGError) -> StatementVariant {
        parameters.removeAll()
        for value in repeat each values { try parameters.append(value.pgParameter) }
        let variant = statement.variant(isPast: asOf != nil)
        if let asOf, variant.text.parameters > parameters.count { try parameters.append(String(asOf)) }
        return variant
    }

    func prepare(_ variant: StatementVariant) throws(PGError) {
        if prepared.contains(variant) { return }
        let text = variant.text
        if try !prepared.containsText(of: variant) { _ = try check(receive(PQsendPrepare(conn(), text.name, text.sql, 0, nil)), text.name) }
        prepared.insert(variant)
    }

    /// Within `body`, `:as_of` in a statement is this number instead of NULL. Within a transaction, to whose end the ``PastPlanning`` stays set.
    public func asOf<R>(_ number: Int?, _ body: () throws -> R) throws -> R {
        guard let number else { return try body() }
        if !isPlannedOnce { try command(PastPlanning.once.command) }
        asOf = number
        defer { asOf = nil }
        return try body()
    }

    /// One command by the simple protocol.
    @discardableResult
    func command(_ sql: String) throws(PGError) -> ResultSet { try check(receive(PQsendQuery(conn(), sql)), sql) }

    /// Waits for the outcome of what was sent: the first error, or the last result.
    ///
    /// `PQexec` would keep the last error: when the server ends a session that is the loss of the connection, and not why.
    func receive(_ sent: Int32) throws(PGError) -> OpaquePointer? {
        guard sent == 1 else { throw lost() }
        let conn = try conn()
        let deadline = answerDeadline
        var kept: OpaquePointer?
        while true {
            let next: OpaquePointer?
            do throws(PGError) {
                next = try nextResult(conn, by: deadline)
            } catch {
                PQclear(kept)
                throw error
            }
            guard let raw = next else { break }
            if let before = kept, PQresultStatus(before) == PGRES_FATAL_ERROR {
                PQclear(raw)
                continue
            }
            PQclear(kept)
            kept = raw
            let status = PQresultStatus(raw)
            if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH { break }
        }
        return kept
    }

    /// Until when the answer to what is sent now must have come; nil: it may take as long as it likes.
    var answerDeadline: ContinuousClock.Instant? { answerTimeout.map { ContinuousClock.now + $0 } }

    /// The next part of an answer, nil at its end. Closes the connection when it does not come in time.
    func nextResult(_ conn: OpaquePointer, by deadline: ContinuousClock.Instant?) throws(PGError) -> OpaquePointer? {
        guard case .ready = Readiness.ofAnswer(conn, deadline: deadline) else {
            close()  // its answer may still come, and would be taken for that of the next
            throw .connection(ConnectionFailure(message: "no answer within \(answerTimeout ?? .zero)", target: target))
        }
        return PQgetResult(conn)
    }

    /// The outcome of the next statement of a pipeline: its first error, or its last result; nil where the connection was lost before.
    func nextOutcome(_ conn: OpaquePointer, by deadline: ContinuousClock.Instant?) throws(PGError) -> OpaquePointer? {
        var kept: OpaquePointer?
        while true {
            let next: OpaquePointer?
            do throws(PGError) {
                next = try nextResult(conn, by: deadline)
            } catch {
                PQclear(kept)
                throw error
            }
            guard let raw = next else { return kept }
            if let before = kept, PQresultStatus(before) == PGRES_FATAL_ERROR {
                PQclear(raw)
                continue
            }
            PQclear(kept)
            kept = raw
        }
    }

    /// Takes over the result, or throws what it reports.
    func check(_ raw: OpaquePointer?, _ statement: @autoclosure () -> String) throws(PGError) -> ResultSet {
        guard let raw else { throw lost() }
        let result = ResultSet(pointer: raw)
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return result
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            close()  // nobody is there to feed or drain it
            throw .copy(sql: Self.abridged(statement()))
        default: throw failure(of: raw, statement())
        }
    }

    func failure(of raw: OpaquePointer, _ statement: String) -> PGError {
        guard let error = ServerError(result: raw, statement: Self.abridged(statement)) else {
            return loss(String(cString: PQresultErrorMessage(raw)), statement)
        }
        // "Cached plan must not change result type", or somebody ran DEALLOCATE: only a new session helps.
        if error.state == .featureNotSupported || error.state == .invalidSQLStatementName { isTainted = true }
        return .server(error)
    }

    /// What libpq last said about the connection, unless the server said why.
    func lost() -> PGError { loss((handle?.conn).map(Handle.report) ?? "it is closed", "") }

    private func loss(_ report: String, _ statement: String) -> PGError {
        // A farewell that is read together with the end of an answer belongs to no statement, and libpq passes it on as a notice.
        guard var farewell = handle?.notices.farewell else { return .connection(ConnectionFailure(report: report, target: target)) }
        farewell.statement = statement
        return .server(farewell)
    }

    static func abridged(_ statement: String) -> String {
        let line = statement.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 60 ? line.prefix(60) + "…" : line
    }
}

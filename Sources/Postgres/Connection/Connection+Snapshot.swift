import CPostgres

extension Connection {
    /// A read-only transaction that sees one state of the database. It begins with `opening`, whose only row is given to `body`.
    ///
    /// BEGIN, the opening and the first statement of the body are one round trip, although the body needs the opening's answer to ask anything: it runs on the
    /// one that this connection got last time. Where the true one, which comes back first, is another, what came back after it is thrown away and the body
    /// runs again, in the same transaction, on the true one. So it may run twice, and should leave no trace beside what it returns or throws: of a run
    /// on an answer that is not true nothing is seen outside. The end is sent and not waited for.
    ///
    /// Throws as ``transaction(_:_:)`` does, and ``PGError/rowCount(statement:got:)`` unless the opening answers one row.
    public func snapshot<Output: Equatable & Sendable, R>(_ opening: Statement<Output>, _ body: (Output) throws -> R) throws -> R {
        guard PQtransactionStatus(try conn()) == PQTRANS_IDLE else { throw PGError.nestedTransaction }
        let variant = opening.variant(isPast: false)
        try prepare(Self.beginning)
        try prepare(variant)
        guard let expected = remembered[ObjectIdentifier(variant)] as? Output else {
            owed = Opening(variant: nil)
            return try finish { try body(recall(opening)) }
        }
        owed = Opening(variant: variant) { db, result in
            // What cannot be read is found out when it is asked again.
            let actual = try? db.only(result, opening)
            db.remembered[ObjectIdentifier(variant)] = actual
            return actual == expected
        }
        let outcome = Result { try body(expected) }
        do {
            try open()  // where the body has asked nothing
        } catch {
            abandon()
            throw error
        }
        guard isOutdated else { return try finish { try outcome.get() } }
        isOutdated = false
        if !isInGoodTransaction {
            // The statement that came too early failed.
            abandon()
            _ = drainEnd()
            owed = Opening(variant: nil)
        }
        return try finish { try body(recall(opening)) }
    }

    /// Asks the opening itself.
    private func recall<Output: Sendable>(_ opening: Statement<Output>) throws -> Output {
        let answer = try only(execute(opening), opening)
        remembered[ObjectIdentifier(opening.variant(isPast: false))] = answer
        return answer
    }

    /// Runs `body` in the transaction that is begun or owed, and sends its end.
    func finish<R>(_ body: () throws -> R) throws -> R {
        let value: R
        do {
            value = try body()
        } catch {
            abandon()
            throw error
        }
        if owed != nil {
            // Nothing was asked, so there is nothing to end.
            owed = nil
            return value
        }
        // The server answers COMMIT in a failed transaction with success, and the tag ROLLBACK.
        guard try PQtransactionStatus(conn()) != PQTRANS_INERROR else {
            abandon()
            throw PGError.rolledBack
        }
        sendEnd("COMMIT")
        return value
    }

    /// Rolls back what was begun. If that fails too, the connection is in a transaction or broken, and the pool drops it.
    func abandon() {
        owed = nil
        if isInTransaction, !lease.isCancelled { sendEnd("ROLLBACK") }
    }

    /// Sends what was owed, with nothing behind it.
    func open() throws(PGError) {
        guard let opening = owed else { return }
        owed = nil
        var outcomes = try exchange([Self.beginning] + (opening.variant.map { [$0] } ?? []), values: false)
        try accept(opening, &outcomes)
    }

    /// Sends what was owed together with a prepared statement whose values are in ``parameters``.
    func executeOpening(_ opening: Opening, _ variant: StatementVariant, _ name: StaticString) throws(PGError) -> ResultSet {
        owed = nil
        var outcomes = try exchange([Self.beginning] + (opening.variant.map { [$0] } ?? []) + [variant], values: true)
        try accept(opening, &outcomes)
        if isOutdated { throw .cancelled }
        return try check(outcomes.takeFirst(), name.description)
    }

    private func accept(_ opening: Opening, _ outcomes: inout Outcomes) throws(PGError) {
        _ = try check(outcomes.takeFirst(), Self.beginning.text.sql)
        guard let variant = opening.variant else { return }
        let answer = try check(outcomes.takeFirst(), variant.text.name)
        isOutdated = !opening.isAsExpected(self, answer)
    }

    /// Sends prepared statements together, the last one with what is in ``parameters`` if `values`, and waits for the outcome of each.
    private func exchange(_ variants: [StatementVariant], values: Bool) throws(PGError) -> Outcomes {
        let conn = try connection()
        guard PQenterPipelineMode(conn) == 1 else { throw lost() }
        var outcomes = Outcomes()
        var isSent = true
        for (index, variant) in variants.enumerated() where isSent {
            if values, index == variants.count - 1 {
                isSent =
                    parameters.withPointers { PQsendQueryPrepared(conn, variant.text.name, Int32(parameters.count), $0, nil, nil, 0) } == 1
            } else {
                isSent = PQsendQueryPrepared(conn, variant.text.name, 0, nil, nil, nil, 0) == 1
            }
        }
        guard isSent, PQpipelineSync(conn) == 1 else { throw lost() }
        // libpq gives the outcome of each statement and then NULL, and at last that of the end of the pipeline. Where the connection is lost it gives no more.
        let deadline = answerDeadline
        for _ in variants { outcomes.append(try nextOutcome(conn, by: deadline)) }
        var end = try nextResult(conn, by: deadline)
        while let raw = end, PQresultStatus(raw) != PGRES_PIPELINE_SYNC {
            PQclear(raw)
            end = try nextResult(conn, by: deadline)
        }
        PQclear(end)
        if PQexitPipelineMode(conn) != 1 { taint() }
        return outcomes
    }

    private func sendEnd(_ command: String) {
        guard let conn = try? connection(), PQsendQuery(conn, command) == 1 else { return taint() }
        owesAnswer = true
    }

    /// Reads the answer to the end of the last transaction. false: the connection cannot be used any more.
    func drainEnd() -> Bool {
        guard owesAnswer, let conn = handleConn else { return handleConn != nil }
        owesAnswer = false
        let deadline = answerDeadline
        do throws(PGError) {
            while let raw = try nextResult(conn, by: deadline) { PQclear(raw) }
        } catch {
            return false
        }
        return PQstatus(conn) == CONNECTION_OK && PQtransactionStatus(conn) == PQTRANS_IDLE
    }

    static let beginning = StatementVariant(StatementText(name: "begin snapshot", sql: TransactionMode.snapshot.begin, parameters: 0))
}

/// A transaction of which nothing has been sent: its beginning goes together with the first statement.
struct Opening {
    /// What is asked behind BEGIN, without parameters.
    let variant: StatementVariant?
    let isAsExpected: (isolated Connection, borrowing ResultSet) -> Bool

    init(variant: StatementVariant?, isAsExpected: @escaping (isolated Connection, borrowing ResultSet) -> Bool = { _, _ in true }) {
        (self.variant, self.isAsExpected) = (variant, isAsExpected)
    }
}

/// The outcomes of statements that were sent together, in their order; NULL where the connection was lost before.
struct Outcomes: ~Copyable {
    private var raws: [OpaquePointer?] = []

    deinit { for raw in raws { PQclear(raw) } }

    mutating func append(_ raw: OpaquePointer?) { raws.append(raw) }
    mutating func takeFirst() -> OpaquePointer? { raws.isEmpty ? nil : raws.removeFirst() }
}

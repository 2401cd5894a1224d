public import Postgres

/// Which state of the register to read.
public enum RecordedTime: Sendable, Hashable {
    case now
    /// What was recorded by that moment (availableOn); today is the day of it.
    case instant(Instant)
    /// As in the last moment in which it was the newest.
    case revision(Int)

    /// Why it cannot be read.
    public enum Refusal: Error, Sendable, Hashable {
        case inTheFuture
        /// A change was being committed for as long as this could wait.
        case unsettled
        case noSuchRevision(latest: Int)
    }

    /// is_settled(), written out: a function that reads a table is planned anew each time.
    static let settled = Statement(
        "moment_settled",
        """
        SELECT $1::timestamptz > clock_timestamp(), coalesce($1 <= (SELECT r.recorded_at FROM revision r ORDER BY r.number DESC LIMIT 1), false)
            OR NOT EXISTS (
                SELECT FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.classid = 1919248233 AND l.objid::bigint <= minute_of($1) AND l.objsubid = 2 AND l.granted
                  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
        """, (Instant).self, (Bool, Bool).self)
}

extension Pool {
    /// Answers from one state of the register: whatever `body` asks, it sees the same revision, and that is the one returned beside its result.
    /// - Throws: ``RecordedTime/Refusal``, and what `body` throws.
    public func snapshot<R: Sendable>(
        _ time: RecordedTime = .now, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws -> (value: R, moment: Moment) {
        let (value, state) = try await state(time, body)
        return (value, state.moment)
    }

    /// The same with what the database is at.
    /// - Parameter isCopy: The database follows another one, and does not see who writes there: a moment that is not before its newest revision is
    ///   ``RecordedTime/Refusal/unsettled`` at once.
    public func state<R: Sendable>(
        _ time: RecordedTime, isCopy: Bool = false, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws -> (value: R, state: RecordedState) {
        if case .instant(let instant) = time, !isCopy { try await settle(instant) }
        return try await run { db in
            if time == .now { return try db.snapshot(Moment.now) { state in (value: try body(db, state.moment), state: state) } }
            return try db.transaction(.snapshot) {
                let state =
                    switch time {
                    case .revision(let number): try db.one(Moment.recorded, number, nil)
                    case .instant(let instant): try db.one(Moment.recorded, nil, instant)
                    case .now: preconditionFailure("asked above")
                    }
                let (moment, latest) = (state.moment, state.head.revision)
                guard (0...latest).contains(moment.revision) else { throw RecordedTime.Refusal.noSuchRevision(latest: latest) }
                if isCopy, case .instant(let instant) = time, !state.head.settles(instant) { throw RecordedTime.Refusal.unsettled }
                // What is asked of the newest state need not look into history.
                return try db.asOf(moment.revision == latest ? nil : moment.revision) { (value: try body(db, moment), state: state) }
            }
        }
    }

    /// Waits until no revision can get a moment any more that is not after this one.
    private func settle(_ instant: Instant) async throws {
        for _ in 1...100 {
            let (isFuture, isSettled) = try await run { db in try db.one(RecordedTime.settled, instant) }
            if isFuture { throw RecordedTime.Refusal.inTheFuture }
            if isSettled { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw RecordedTime.Refusal.unsettled
    }
}

/// How a use of a connection ended.
enum LendOutcome<R: Sendable>: Sendable {
    case value(R)
    case failure(any Error)
    /// The server had hung up while the connection was idle; nothing was sent.
    case stale
}

extension Connection {
    /// Runs `body` here, from start to end, and then `giveBack` with whether the connection can serve again.
    func lend<R: Sendable>(
        _ number: Int, _ body: @Sendable (isolated Connection) throws -> R,
        giveBack: @Sendable (isolated Connection, _ reusable: Bool) -> Void
    ) -> LendOutcome<R> {
        guard checkAlive() else {
            close()
            giveBack(self, false)
            return .stale
        }
        lease.begin(number)
        var outcome: LendOutcome<R>
        do {
            try Task.checkCancellation()
            outcome = .value(try body(self))
        } catch {
            outcome = .failure(error)
        }
        let cancelled = lease.end()
        // The server's "canceling statement due to user request" is the task's own cancellation coming back.
        if cancelled, case .failure(let error as PGError) = outcome, error == .cancelled || error.state == .queryCanceled {
            outcome = .failure(CancellationError())
        }
        let reusable = isReusable && !cancelled
        if !reusable { close() }
        giveBack(self, reusable)
        return outcome
    }
}

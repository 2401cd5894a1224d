import Synchronization

extension Pool {
    func acquire() async throws -> Connection {
        if let connection = try state.withLock({ state throws(PGError) in try state.takeIdle() }) { return connection }
        let ticket = state.withLock { $0.issueTicket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { join($0, ticket: ticket) }
        } onCancel: {
            state.withLock { $0.leave(ticket: ticket) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func join(_ continuation: CheckedContinuation<Connection, any Error>, ticket: Int) {
        enum Next {
            case take(Connection)
            case fail(any Error)
            case wait(open: Bool, watch: Bool)
        }
        let next = state.withLock { state -> Next in
            // A cancellation before this found nobody in line; a later one will.
            if Task.isCancelled { return .fail(CancellationError()) }
            do throws(PGError) {
                if let connection = try state.takeIdle() { return .take(connection) }
            } catch {
                return .fail(error)
            }
            if let refusal = state.refusal(.now) { return .fail(refusal) }
            state.join(PoolState.Waiter(continuation: continuation, since: .now), ticket: ticket)
            defer { state.isWatched = true }
            return .wait(open: state.shouldOpen(.now), watch: !state.isWatched)
        }
        switch next {
        case .take(let connection): continuation.resume(returning: connection)
        case .fail(let error): continuation.resume(throwing: error)
        case .wait(let open, let watch):
            if open { Task.detached { await self.open() } }
            if watch { Task.detached { await self.watch() } }
        }
    }

    /// Called on the connection's own thread, which has closed it if it is not reusable.
    func giveBack(_ connection: isolated Connection, reusable: Bool) {
        let reusable = reusable && connection.opened.duration(to: .now) < lifetime
        let kept = state.withLock { state -> (waiter: PoolState.Waiter?, isOpen: Bool, opensNext: Bool) in
            if reusable, !state.isClosed { return (state.free(connection), true, false) }
            state.dropped()
            return (nil, false, state.shouldOpen(.now))
        }
        if !kept.isOpen {
            connection.close()
            settle()
        }
        kept.waiter?.continuation.resume(returning: connection)
        if kept.opensNext { Task.detached { await self.open() } }
    }

    /// Makes connections as long as somebody waits for one more and there is room.
    private func open() async {
        repeat {
            do {
                let connection = try await Connection.open(
                    connectionString, settings: settings, label: "postgres.connection", answerTimeout: answerTimeout, onNotice: onNotice)
                await opened(connection)
            } catch {
                for waiter in state.withLock({ $0.failedToOpen(error, .now) }) { waiter.continuation.resume(throwing: error) }
                settle()
            }
        } while state.withLock { $0.shouldOpen(.now) }
    }

    private func opened(_ connection: Connection) async {
        let (waiter, isOpen) = state.withLock { state -> (PoolState.Waiter?, Bool) in
            state.opened()
            if state.isClosed {
                state.dropped()
                return (nil, false)
            }
            return (state.free(connection), true)
        }
        waiter?.continuation.resume(returning: connection)
        if !isOpen {
            await connection.close()
            settle()
        }
    }

    private func settle() {
        for closer in state.withLock({ $0.closersIfEmpty() }) { closer.resume() }
    }

    /// One task for all who wait: they stand in order of arrival and have the same patience, so the first one's ends first.
    private func watch() async {
        while true {
            let (expired, next, timeout) = state.withLock { state in
                let (expired, next) = state.expire(.now, patience: patience)
                return (expired, next, PoolTimeout(waited: patience, limit: state.limit, opening: state.opening))
            }
            for waiter in expired { waiter.continuation.resume(throwing: PGError.poolTimeout(timeout)) }
            guard let next else { return }
            try? await Task.sleep(until: next, clock: .continuous)
        }
    }
}

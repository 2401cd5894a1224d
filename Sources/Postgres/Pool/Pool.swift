import Dispatch
import Synchronization

/// A bounded number of connections, lent first come, first served.
///
/// Connections are made when they are needed. After a failed attempt to make one the next follows a pause that grows to a second; while there is none at all,
/// everybody is told so at once. A connection that is broken, cancelled, inside a transaction or too old when it comes back is dropped
/// and replaced if somebody waits.
public final class Pool: Sendable {
    let connectionString: ConnectionString
    let settings: SessionSettings
    let patience: Duration
    let lifetime: Duration
    let answerTimeout: Duration?
    let onNotice: (@Sendable (Notice) -> Void)?
    let state: Mutex<PoolState>

    /// - Parameters:
    ///   - limit: most connections at a time. More than a few per core of the server slow it down.
    ///   - patience: how long a task waits for a connection before ``PGError/poolTimeout(_:)``: long enough for a busy moment, short
    ///     enough that its own client still listens.
    ///   - lifetime: age after which a connection is replaced, so that what a server session gathers in memory is freed now and then.
    ///   - answerTimeout: how long a statement may take before its connection counts as lost; nil: as long as it takes. It is for a network that has gone silent, and
    ///     should be longer than the server's own `statement_timeout`.
    ///   - onNotice: gets what the server says beside its answers, on the connection's thread.
    public init(
        _ connectionString: ConnectionString, settings: SessionSettings = [:], limit: Int = 8, patience: Duration = .seconds(2),
        lifetime: Duration = .seconds(3600), answerTimeout: Duration? = nil, onNotice: (@Sendable (Notice) -> Void)? = nil
    ) {
        precondition(limit > 0, "A pool needs at least one connection")
        self.connectionString = connectionString.noticingDeadPeers
        self.settings = settings
        self.patience = patience
        self.lifetime = lifetime
        self.answerTimeout = answerTimeout
        self.onNotice = onNotice
        state = Mutex(PoolState(limit: limit))
    }

    public var statistics: PoolStatistics { state.withLock { $0.statistics } }

    /// Runs `body` on a connection, alone. `body` is synchronous: nothing can be awaited while a connection is held.
    ///
    /// Throws what `body` throws; ``PGError/poolTimeout(_:)``, ``PGError/poolClosed``, or ``PGError/connection(_:)`` if there is no connection to be had;
    /// `CancellationError` if the task is cancelled, in which case the server is told to stop. A connection that died while it was idle is
    /// replaced unnoticed: nothing was sent on it.
    public func run<R: Sendable>(_ body: @Sendable (isolated Connection) throws -> R) async throws -> R {
        while true {
            let connection = try await acquire()
            let number = connection.lease.issue()
            let outcome = await withTaskCancellationHandler {
                await connection.lend(number, body) { self.giveBack($0, reusable: $1) }
            } onCancel: {
                // PQcancel blocks; whoever cancels should not. Nor should the cooperative pool, whose threads are those of the global queue.
                if connection.lease.cancel(number) { DispatchQueue(label: "postgres.cancel").async { connection.lease.stop(number) } }
            }
            switch outcome {
            case .value(let value): return value
            case .failure(let error): throw error
            case .stale: continue
            }
        }
    }

    /// Refuses new work, turns away those who wait, and returns when the last lent connection has come back and is closed.
    public func close() async {
        let (idle, waiters) = state.withLock { $0.close() }
        for waiter in waiters { waiter.continuation.resume(throwing: PGError.poolClosed) }
        for connection in idle { await connection.close() }
        await withCheckedContinuation { continuation in
            state.withLock { $0.awaitLast(continuation) }?.resume()
        }
    }
}

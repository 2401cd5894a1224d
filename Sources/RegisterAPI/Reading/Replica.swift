import Logging
import Postgres
import Register
import Synchronization

/// A streaming replica of the database, as long as ``watch()`` runs.
final class Replica: Sendable {
    let pool: Pool
    private let primary: Pool
    private let logger: Logger
    private let state: Mutex<ReplicaState>
    private let (losses, loss) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// What was logged since it is in use: the codes of errors that it goes on in spite of.
    private let logged = Mutex<Set<SQLState>>([])

    /// - Parameter patience: For how long it may answer after the primary was last heard of.
    init(_ pool: Pool, of primary: Pool, patience: Duration, logger: Logger) {
        (self.pool, self.primary, self.logger) = (pool, primary, logger)
        state = Mutex(ReplicaState(patience: patience))
        loss.yield()
    }

    var statistics: ReplicaStatistics {
        let (state, pool) = (state.withLock { $0 }, pool.statistics)
        return ReplicaStatistics(isUp: state.isUp, standing: state.standing, answered: state.answered, fallbacks: state.fallbacks, pool: pool)
    }

    // MARK: What the primary says

    var isListening: Bool { state.withLock { $0.isListening } }
    var beginning: Int { state.withLock { $0.beginning } }

    func hear(_ event: Listener.Event) {
        state.withLock { state in
            switch event {
            case .connected: state.connected()
            case .notification(_, let payload, _): if let revision = Int(payload) { state.announced(revision) }
            case .disconnected: state.disconnected(at: .now)
            }
        }
    }

    func heard(_ head: Head, today: CalendarDate?, since beginning: Int, at now: ContinuousClock.Instant) {
        state.withLock { $0.heard(head, today: today, since: beginning, at: now) }
    }

    /// Has the primary say what is newest.
    @discardableResult
    func confirm() async throws -> Present {
        let (beginning, now) = (beginning, ContinuousClock.now)
        let present = try await primary.present()
        heard(present.head, today: present.today, since: beginning, at: now)
        return present
    }

    // MARK: What it says itself

    /// What it answers; nil: the primary has to. Throws when the task is cancelled, and nothing else.
    func read<R: Sendable>(
        _ time: RecordedTime, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws(CancellationError) -> (value: R, state: RecordedState)? {
        guard state.withLock({ $0.admits(time, at: .now) }) else { return nil }
        do {
            var read = try await pool.state(time, isCopy: true, body)
            let head = read.state.head
            let (isAccepted, isForeign, silence) = state.withLock {
                ($0.accepts(read.state, of: time, at: .now), $0.isForeign(head), $0.silence(at: .now))
            }
            if isAccepted {
                if time == .now { read.state.moment.silence = silence }
                return read
            }
            // It may be ahead of what was announced for a moment; the next look will tell.
            if isForeign { loss.yield() }
        } catch let error as CancellationError {
            throw error
        } catch {
            failed(error)
        }
        return nil
    }

    private func failed(_ error: any Error) {
        guard !(error is Problem), !(error is RecordedTime.Refusal) else { return state.withLock { $0.count(.refused) } }
        state.withLock { $0.count(.unavailable) }
        if case PGError.poolTimeout(let timeout) = error, timeout.opening == 0 { return }
        guard let error = error as? PGError, !error.isLoss else { return lost(error) }
        state.withLock { $0.rests(.unavailable, at: .now) }
        // Recovery went before it, or it took too long.
        guard let code = error.state, code.classCode != "40", code != .queryCanceled else { return }
        if logged.withLock({ $0.insert(code).inserted }) { logger.notice("The replica refused what the primary is asked instead: \(error)") }
    }

    private func lost(_ error: any Error) {
        if state.withLock({ $0.become(up: false) }) { logger.notice("The replica is left alone, and the primary answers everything: \(error)") }
        loss.yield()
    }

    /// Looks whether it can be asked, from the beginning and after each loss, until the task is cancelled.
    func watch() async {
        var isFirst = true
        for await _ in losses {
            var pause: Duration = .milliseconds(100)
            while !Task.isCancelled {
                do {
                    try await look()
                    if state.withLock({ $0.become(up: true) }) {
                        logged.withLock { $0 = [] }
                        logger.notice("The replica answers\(isFirst ? "" : " again").")
                    }
                    isFirst = false
                    break
                } catch {
                    let wasUp = state.withLock { $0.become(up: false) }
                    if wasUp || isFirst, !Task.isCancelled {
                        logger.notice("The replica is left alone, and the primary answers everything: \(error)")
                    }
                    isFirst = false
                }
                try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    private func look() async throws {
        // First, since what is no register cannot say what it is at.
        _ = try await pool.run { db in try Schema.requireServable(on: db) }
        let (_, found) = try await pool.state(.now, isCopy: true) { _, _ in }
        // Asked after it, so that the primary is not behind; where it cannot say, nothing of the replica is answered that it did not say before.
        guard (try? await confirm()) != nil else { return }
        if state.withLock({ $0.isForeign(found.head) }) { throw Foreign(head: found.head) }
    }

    /// It is at a state in which the primary is not.
    private struct Foreign: Error, CustomStringConvertible {
        let head: Head

        var description: String {
            """
            It holds revision \(head.revision)\(head.recordedAt.map { " of \($0)" } ?? ""), which the primary does not have: it follows another database, or one that \
            was since restored. Make it anew from the primary (pg_basebackup).
            """
        }
    }
}

extension PGError {
    /// Whether there is no working with the server for now, whatever it is asked.
    fileprivate var isLoss: Bool {
        switch self {
        case .server(let error):
            error.statement == SessionSettings.statement
                || error.state != .queryCanceled && ["08", "28", "3D", "53", "55", "57", "58"].contains(error.state.classCode)
        case .connection, .poolTimeout, .poolClosed: true
        default: false
        }
    }
}

/// How a replica stands at a moment.
struct ReplicaStatistics: Sendable {
    let isUp: Bool
    /// Why it is not asked; nil: it is.
    let standing: ReplicaState.Reason?
    /// Reads that it answered.
    let answered: Int
    /// Reads that the primary answered.
    let fallbacks: [ReplicaState.Reason: Int]
    let pool: PoolStatistics
}

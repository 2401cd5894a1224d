import Synchronization

/// How many handlers run at once, and who waits for one to end, the first first.
///
/// A task that waits for a database keeps some 25 kB, and one that has not begun next to nothing. So a crowd waits here.
final class Turns: Sendable {
    private struct State {
        var running = 0
        var line: [(exchange: Exchange, since: UInt64)] = []
        /// Those at the beginning of the line that have left it.
        var left = 0
    }

    private let limit: Int
    private let patience: UInt64
    private let state = Mutex(State())

    /// - Parameter patience: Seconds for which somebody waits.
    init(limit: Int, patience: Int) { (self.limit, self.patience) = (limit, UInt64(patience) * 1_000_000_000) }

    /// Those who wait.
    var waiting: Int { state.withLock { $0.line.count - $0.left } }

    /// - Returns: Whether it is its turn now; otherwise it comes out of ``next()`` or ``expired()``.
    func take(_ exchange: Exchange) -> Bool {
        state.withLock { state in
            if state.running < limit {
                state.running += 1
                return true
            }
            state.line.append((exchange, Stopwatch.now))
            return false
        }
    }

    /// One has ended. Whose turn it is then; nil: nobody waits.
    func next() -> Exchange? {
        state.withLock { state in
            guard state.left < state.line.count else {
                state.running -= 1
                return nil
            }
            return Self.removeFirst(&state)
        }
    }

    /// Those who have waited for too long, who leave the line.
    func expired() -> [Exchange] {
        let now = Stopwatch.now
        return state.withLock { state in
            var expired: [Exchange] = []
            while state.left < state.line.count, now - state.line[state.left].since > patience { expired.append(Self.removeFirst(&state)) }
            return expired
        }
    }

    private static func removeFirst(_ state: inout State) -> Exchange {
        let first = state.line[state.left].exchange
        state.left += 1
        // As often as there are as many who have left as who wait, so that each is moved once.
        if state.left * 2 >= state.line.count {
            state.line.removeFirst(state.left)
            state.left = 0
        }
        return first
    }
}

import Glibc
import Synchronization

/// How many connections each client address has.
///
/// libmicrohttpd counts them too, but for each of its threads apart. Two that come in the same moment on two threads may both be let in where there is room for
/// one.
final class Clients: Sendable {
    private struct State {
        var connections: [String: Int] = [:]
        var open = 0
        var refused = 0
        var nextReport: UInt64 = 0
    }

    /// Why a connection is not taken.
    struct Refusal {
        /// nil: it was said a moment ago.
        let text: String?
    }

    private let limit: Int?
    private let state = Mutex(State())

    /// - Parameter limit: Of each; nil: none.
    init(limit: Int?) { self.limit = limit }

    var connections: Int { state.withLock { $0.open } }
    var refused: Int { state.withLock { $0.refused } }

    /// nil: there is room.
    func refusal(of address: UnsafePointer<sockaddr>) -> Refusal? {
        guard let limit, let client = RemoteAddress.text(address) else { return nil }
        return state.withLock { state in
            guard state.connections[client] ?? 0 >= limit else { return nil }
            state.refused += 1
            let now = Stopwatch.now
            guard now >= state.nextReport else { return Refusal(text: nil) }
            state.nextReport = now + 60_000_000_000
            return Refusal(
                text:
                    "The client \(client) has \(limit) connections, and gets no more: that is the limit of one. Refused so far: \(state.refused)."
            )
        }
    }

    func came(from address: UnsafePointer<sockaddr>?) {
        let client = limit == nil ? nil : address.flatMap(RemoteAddress.text)
        state.withLock { state in
            state.open += 1
            if let client { state.connections[client, default: 0] += 1 }
        }
    }

    func left(_ address: UnsafePointer<sockaddr>?) {
        let client = limit == nil ? nil : address.flatMap(RemoteAddress.text)
        state.withLock { state in
            state.open -= 1
            guard let client else { return }
            let rest = (state.connections[client] ?? 0) - 1
            state.connections[client] = rest > 0 ? rest : nil
        }
    }
}

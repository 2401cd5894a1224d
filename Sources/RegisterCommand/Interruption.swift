import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM as something that can be awaited. The second one ends the process at once.
final class Interruption: Sendable {
    private struct State {
        var received = false
        var leavesCtrlCAlone = false
        var waiter: CheckedContinuation<Void, Never>?
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    init() {
        // Not the global queue, which shares its few threads with the cooperative pool: a signal is heard also when all of those are busy.
        let queue = DispatchQueue(label: "interruption")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for source in sources {
            let number = Int32(source.handle)
            source.setEventHandler { [weak self] in self?.receive(number) }
            source.resume()
        }
    }

    private func receive(_ number: Int32) {
        if number == SIGINT, state.withLock({ $0.leavesCtrlCAlone }) { return }
        let (isSecond, waiter, action) = state.withLock { state in
            defer { (state.received, state.waiter, state.action) = (true, nil, nil) }
            return (state.received, state.waiter, state.action)
        }
        if isSecond { _exit(130) }
        action?()
        waiter?.resume()
    }

    /// Runs `body`, whose task is cancelled by the first signal.
    func cancelling<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R {
        let task = Task { try await body() }
        let already = state.withLock { state in
            state.action = { task.cancel() }
            return state.received
        }
        if already { task.cancel() }
        defer { state.withLock { $0.action = nil } }
        return try await task.value
    }

    /// From now on Ctrl-C is for the program that has taken over the terminal.
    func leaveCtrlCAlone() { state.withLock { $0.leavesCtrlCAlone = true } }

    var isReceived: Bool { state.withLock { $0.received } }

    /// Returns when the first signal has come.
    func wait() async {
        await withCheckedContinuation { continuation in
            let already = state.withLock { state in
                if !state.received { state.waiter = continuation }
                return state.received
            }
            if already { continuation.resume() }
        }
    }
}

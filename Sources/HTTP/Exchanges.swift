import Synchronization

/// The exchanges of a server that are under way.
final class Exchanges: Sendable {
    private struct State {
        var running: [ObjectIdentifier: Exchange] = [:]
        var streams: [ObjectIdentifier: BodyStream] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let open = Atomic(0)
    private let lost = Atomic(0)
    private let closed = Atomic(false)

    /// From the request line to the last byte of the answer.
    var count: Int { open.load(ordering: .relaxed) }

    func opened() {
        open.add(1, ordering: .relaxed)
    }

    func finished() {
        open.subtract(1, ordering: .relaxed)
    }

    /// Those that ended without an answer.
    var unanswered: Int { lost.load(ordering: .relaxed) }

    func wentUnanswered() {
        lost.add(1, ordering: .relaxed)
    }

    /// Whether the server is stopping.
    var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// From here on nothing can be added, and every streamed body comes to its end.
    func close() {
        state.withLock { $0.isClosed = true }
        closed.store(true, ordering: .releasing)
        for stream in streams { stream.finish() }
    }

    /// - Returns: false when the server is stopping.
    func add(_ exchange: Exchange) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.running[ObjectIdentifier(exchange)] = exchange
            return true
        }
    }

    func remove(_ exchange: Exchange) {
        _ = state.withLock { $0.running.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    /// A body that is being streamed; one that comes late ends before it begins.
    func add(_ stream: BodyStream) {
        let isClosed = state.withLock { state in
            state.streams[ObjectIdentifier(stream)] = stream
            return state.isClosed
        }
        if isClosed { stream.finish() }
    }

    func remove(_ stream: BodyStream) {
        _ = state.withLock { $0.streams.removeValue(forKey: ObjectIdentifier(stream)) }
    }

    var streams: [BodyStream] {
        state.withLock { Array($0.streams.values) }
    }

    /// Those whose handler runs.
    var running: [Exchange] {
        state.withLock { Array($0.running.values) }
    }

    /// Waits until a condition holds, or a time has passed. It looks every 5 ms: this happens once in the life of a server, and a look costs nothing,
    /// where telling a waiter would cost each request.
    func wait(within duration: Duration, until condition: (Exchanges) -> Bool) async {
        let clock = ContinuousClock()
        let end = clock.now + duration
        while !condition(self) && clock.now < end { try? await clock.sleep(for: .milliseconds(5)) }
    }
}

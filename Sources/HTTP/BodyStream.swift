import CMicroHTTPD
import Glibc
import Synchronization

/// The end of a streamed body into which its producer writes.
///
/// libmicrohttpd's thread takes the bytes out. When there are none it suspends the connection, and whoever writes next resumes it. Both happen under the lock, so
/// that the connection that is resumed is still there: libmicrohttpd gives up a response, which takes the lock too, before it gives up its connection.
public final class BodyStream: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        /// Of them, those that have been taken.
        var taken = 0
        var producer: Task<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
        /// Since when it waits.
        var waitsSince: UInt64 = 0
        var isSuspended = false
        /// Nothing comes any more; what is there still goes out.
        var isFinished = false
        var isAborted = false
        /// libmicrohttpd has given it up.
        var isGone = false

        var waiting: Int { bytes.count - taken }
        var isOpen: Bool { !isFinished && !isGone }
    }

    private let body: StreamedBody
    private let connection: Connection
    private let onEnd: @Sendable (BodyStream) -> Void
    private let state = Mutex(State())

    init(_ body: StreamedBody, on connection: Connection, onEnd: @escaping @Sendable (BodyStream) -> Void) {
        (self.body, self.connection, self.onEnd) = (body, connection, onEnd)
    }

    /// Bytes that wait for the client.
    var waiting: Int { state.withLock { $0.waiting } }

    /// Whether the client has not made room for what comes next in so many nanoseconds, although it may take a byte now and then.
    func isStalled(for nanoseconds: UInt64) -> Bool {
        state.withLock { $0.writer != nil && Stopwatch.now - $0.waitsSince > nanoseconds }
    }

    /// Sends the bytes, after those before them. Returns when they wait for the client, which is at once while there is room. One call at a time.
    /// - Returns: false when nobody hears it any more.
    @discardableResult
    public func write(_ bytes: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                precondition(state.writer == nil, "A stream has one writer at a time.")
                if state.isOpen, state.waiting >= body.capacity {
                    (state.writer, state.waitsSince) = (continuation, Stopwatch.now)
                    return false
                }
                return true
            }
            if hasRoom { continuation.resume() }
        }
        return state.withLock { state in
            guard state.isOpen else { return false }
            state.bytes += bytes
            wake(&state)
            return true
        }
    }

    /// Ends the body behind what has been written.
    func finish() {
        let (writer, producer) = state.withLock { state in
            state.isFinished = true
            wake(&state)
            defer { state.writer = nil }
            return (state.writer, state.producer)
        }
        producer?.cancel()
        writer?.resume()
    }

    /// Lets the client go, whatever it has read.
    /// - Returns: Whether nobody had done so before.
    @discardableResult
    func abort() -> Bool {
        finish()
        return state.withLock { state in
            // Until libmicrohttpd gives the response up, the descriptor is this connection's and no other's.
            guard !state.isGone, !state.isAborted else { return false }
            state.isAborted = true
            _ = shutdown(mhd_descriptor(connection.pointer), Int32(SHUT_RDWR))
            return true
        }
    }

    // MARK: libmicrohttpd's side

    /// - Returns: How many bytes there were, or one of libmicrohttpd's signs.
    func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writer) = state.withLock { state -> (Int, CheckedContinuation<Void, Never>?) in
            if state.producer == nil, !state.isFinished {
                state.producer = Task {
                    await body.produce(self)
                    finish()
                }
            }
            let count = min(buffer.count, state.waiting)
            guard count > 0 else {
                if state.isFinished { return (mhd_end_of_stream(), nil) }
                state.isSuspended = true
                connection.suspend()
                return (0, nil)
            }
            state.bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.taken..<state.taken + count])) }
            state.taken += count
            if state.taken == state.bytes.count || state.taken >= body.capacity {
                state.bytes.removeFirst(state.taken)
                state.taken = 0
            }
            guard state.waiting < body.capacity else { return (count, nil) }
            defer { state.writer = nil }
            return (count, state.writer)
        }
        writer?.resume()
        return count
    }

    func gone() {
        let (writer, producer) = state.withLock { state in
            state.isGone = true
            state.bytes = []
            state.taken = 0
            defer { state.writer = nil }
            return (state.writer, state.producer)
        }
        producer?.cancel()
        writer?.resume()
        onEnd(self)
    }

    private func wake(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        connection.resume()
    }
}

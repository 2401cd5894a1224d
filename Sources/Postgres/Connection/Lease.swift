import CPostgres
import Synchronization

/// Ties a cancellation to the one use of the connection that it is meant for.
///
/// The lock is held during `PQcancel`, and ``end()`` takes it: after the end of a lease nothing is under way to the server any more from this side.
/// On the server's side the signal may still be, which is why a cancelled connection is not used again.
final class Lease: Sendable {
    private struct State {
        // Freed by the connection, which withdraws it here first.
        nonisolated(unsafe) var canceller: OpaquePointer?
        var number = 0
        var current: Int?
        var cancelled = false
    }
    private let state = Mutex(State())

    func attach(canceller: OpaquePointer?) {
        nonisolated(unsafe) let canceller = canceller
        state.withLock { $0.canceller = canceller }
    }

    /// The number of a use that is about to begin.
    func issue() -> Int {
        state.withLock {
            $0.number += 1
            return $0.number
        }
    }

    func begin(_ number: Int) { state.withLock { $0.current = number } }

    /// Whether it was cancelled meanwhile.
    func end() -> Bool {
        state.withLock {
            $0.current = nil
            return $0.cancelled
        }
    }

    /// From now on no further statement is sent.
    var isCancelled: Bool { state.withLock { $0.cancelled } }

    /// Cancels the use `number`; false if it is over, not begun, or cancelled already. To be followed by ``stop(_:)``.
    func cancel(_ number: Int) -> Bool {
        state.withLock { state in
            guard state.current == number, !state.cancelled else { return false }
            state.cancelled = true
            return true
        }
    }

    /// Asks the server to stop what it is doing for the use `number`; nothing if that is over by now. Blocks for a round trip.
    func stop(_ number: Int) {
        state.withLock { state in
            guard state.current == number, let canceller = state.canceller else { return }
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { _ = PQcancel(canceller, $0.baseAddress, 256) }
        }
    }
}

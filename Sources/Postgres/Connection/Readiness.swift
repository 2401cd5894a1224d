import CPostgres
import Glibc

/// What `poll(2)` said.
enum Readiness {
    case ready
    case timeout
    /// The other descriptor, which stands for "stop waiting", became readable.
    case interrupted

    /// Waits until the server has answered what was sent, or the connection is lost: then `PQgetResult` does not block. Without a deadline it may.
    static func ofAnswer(_ conn: OpaquePointer, interrupt: Int32 = -1, deadline: ContinuousClock.Instant?) -> Readiness {
        guard let deadline else { return .ready }
        while PQisBusy(conn) == 1 {
            let outcome = wait(PQsocket(conn), Int16(POLLIN), interrupt: interrupt, patience: deadline - .now)
            guard case .ready = outcome else { return outcome }
            // What it has to report comes out of PQgetResult.
            guard PQconsumeInput(conn) == 1 else { return .ready }
        }
        return .ready
    }

    /// Waits until `descriptor` has one of `events` (or an error), `patience` has passed (nil: for ever), or `interrupt` becomes readable.
    static func wait(_ descriptor: Int32, _ events: Int16, interrupt: Int32, patience: Duration?) -> Readiness {
        let deadline = patience.map { ContinuousClock.now + $0 }
        // poll leaves out negative descriptors.
        return withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { polled in
            polled.initializeElement(at: 0, to: pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0))
            polled.initializeElement(at: 1, to: pollfd(fd: descriptor, events: events, revents: 0))
            while true {
                var milliseconds: Int32 = -1
                if let deadline {
                    let left = deadline - .now
                    if left <= .zero { return .timeout }
                    milliseconds = Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
                }
                guard poll(polled.baseAddress, 2, milliseconds) > 0 else { continue }  // EINTR, or the deadline
                return polled[0].revents != 0 ? .interrupted : .ready
            }
        }
    }
}

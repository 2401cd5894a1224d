import CMicroHTTPD
import Glibc
import Synchronization

/// Wakes a thread that waits for requests, because a connection goes on or the thread shall end. libmicrohttpd does so only for threads of its own.
final class Wake: Sendable {
    /// An eventfd.
    let descriptor: Int32
    private let stops = Atomic(false)

    /// nil: the process has no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    var isStopping: Bool { stops.load(ordering: .acquiring) }

    func wake() { eventfd_write(descriptor, 1) }

    func stop() {
        stops.store(true, ordering: .releasing)
        wake()
    }
}

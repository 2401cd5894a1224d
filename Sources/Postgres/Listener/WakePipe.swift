import Glibc

/// A descriptor to poll that becomes readable, for good, when ``wake()`` is called.
final class WakePipe: Sendable {
    let reader: Int32
    private let writer: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // A pair of sockets, because the flag against inheritance comes with it in one call.
        let failed = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) != 0
        precondition(!failed, "No file descriptor is left: raise the limit (ulimit -n)")
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    func wake() {
        var byte: UInt8 = 1
        _ = write(writer, &byte, 1)
    }
}

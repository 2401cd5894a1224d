import Glibc
import Postgres

/// A TCP server on a free port that takes connections and never says a word.
final class SilentServer: Sendable {
    let port: Int
    private let descriptor: Int32

    /// - Parameter listens: false for a port that is taken, so that nobody else can come to listen on it, and refuses whoever knocks.
    init(listens: Bool = true) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && (!listens || listen(descriptor, 16) == 0) && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard bound else { throw NeverHappened(description: "a listening socket") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Hangs up on everybody.
    func close() { _ = Glibc.close(descriptor) }

    var connectionString: ConnectionString {
        get throws { try ConnectionString("postgresql://me:geheim@127.0.0.1:\(port)/d?connect_timeout=3600") }
    }
}

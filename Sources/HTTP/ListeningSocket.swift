import CMicroHTTPD
import Glibc

/// A bound TCP socket that listens. It is opened here and not by libmicrohttpd, which does not say why it could not.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// The port it is bound to, also when any free one was asked for.
    let port: UInt16

    /// Connections that have been made and not yet been accepted: enough for a thousand clients that come at the same moment. The kernel caps it at
    /// `net.core.somaxconn` (4,096).
    private static let backlog: Int32 = 4_096

    static func open(host: String, port: UInt16) throws(ServerError) -> ListeningSocket {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &addresses)
        guard code == 0, let first = addresses else { throw .hostNotFound(host: host, reason: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(first) }
        return try open(first.pointee, host: host, port: port)
    }

    private static func open(_ address: addrinfo, host: String, port: UInt16) throws(ServerError) -> ListeningSocket {
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), address.ai_protocol)
        guard descriptor >= 0 else { throw ServerError(call: "socket", code: errno, host: host, port: port) }
        // Without it a port stays taken for a minute after a server that had connections ends.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { throw close(descriptor, "bind", errno, host, port) }
        guard listen(descriptor, backlog) == 0 else { throw close(descriptor, "listen", errno, host, port) }
        return ListeningSocket(descriptor: descriptor, port: boundPort(of: descriptor))
    }

    private static func close(_ descriptor: Int32, _ call: String, _ code: Int32, _ host: String, _ port: UInt16) -> ServerError {
        Glibc.close(descriptor)
        return ServerError(call: call, code: code, host: host, port: port)
    }

    private static func boundPort(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &size) }
            // The port is at the same place in an IPv4 and an IPv6 address.
            return storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
        }
    }

    /// The same socket under another number; nil: the process has no number left.
    func duplicate() -> ListeningSocket? {
        let number = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return number < 0 ? nil : ListeningSocket(descriptor: number, port: port)
    }

    /// For a number that libmicrohttpd has not taken over.
    func close() {
        _ = Glibc.close(descriptor)
    }

    /// New connections are refused from here on, when all its numbers have been told so. The number stays taken until libmicrohttpd closes it.
    func stopListening() {
        mhd_stop_listening(descriptor)
    }
}

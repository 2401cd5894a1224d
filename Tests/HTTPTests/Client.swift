import Glibc

/// A blocking TCP client that sends exactly the bytes it is told to. For one thread; see `onThread`.
final class Client {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var descriptor: Int32
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - host: The last number of the client's own address, 127.0.0.x.
    ///   - patience: Seconds after which a read or a write that makes no progress fails.
    init(port: UInt16, onIPv6: Bool = false, from host: UInt8 = 1, patience: Int = 300) throws {
        descriptor = socket(onIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: \(errno)") }
        var time = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] { setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size)) }
        if !onIPv6, host != 1 {
            guard withAddress(host: host, port: 0, { bind(descriptor, $0, $1) }) == 0 else { throw Failure(description: "bind: \(errno)") }
        }
        guard (onIPv6 ? connectToIPv6(port) : connectToIPv4(port)) == 0 else {
            let error = errno
            close()
            throw Failure(description: error == ECONNREFUSED ? "refused" : "connect: \(error)")
        }
    }

    private func connectToIPv4(_ port: UInt16) -> Int32 {
        withAddress(host: 1, port: port) { connect(descriptor, $0, $1) }
    }

    private func withAddress(host: UInt8, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 + UInt32(host)).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private func connectToIPv6(_ port: UInt16) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
        }
    }

    deinit {
        close()
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Closes with a reset, so that the server's next write fails.
    func abort() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// - Returns: false at the end, which a reset by the server is too.
    private func read() throws -> Bool {
        let part = try [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            var result = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            // A process that is stopped and goes on returns from it with nothing.
            while result < 0, errno == EINTR { result = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
            guard result >= 0 || errno == ECONNRESET else { throw Failure(description: errno == EAGAIN ? "no answer in time" : "recv: \(errno)") }
            count = max(result, 0)
        }
        received += part
        return !part.isEmpty
    }

    /// Takes the next answer off the connection.
    /// - Parameter hasBody: false for the answer to HEAD.
    func receive(hasBody: Bool = true) throws -> Reply {
        while true {
            if let (reply, length) = Reply.parse(received, hasBody: hasBody) {
                received.removeFirst(length)
                return reply
            }
            guard try read() else { throw Failure(description: "closed before a whole answer; got: \(String(decoding: received, as: UTF8.self))") }
        }
    }

    /// Everything until the server closes.
    func receiveRest() throws -> String {
        while try read() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// Takes off the connection what comes until a text has come, that text included.
    func receive(until text: String) throws -> String {
        let wanted = Array(text.utf8)
        var searched = 0
        while true {
            if let found = received.range(of: wanted, from: searched) {
                defer { received.removeFirst(found.upperBound) }
                return String(decoding: received[..<found.upperBound], as: UTF8.self)
            }
            searched = max(0, received.count - wanted.count)
            guard try read() else {
                throw Failure(description: "closed before “\(text)”; got: \(String(decoding: received.prefix(1000), as: UTF8.self))")
            }
        }
    }

    /// Reads once, whatever comes.
    func receiveSome() throws {
        guard try read() else { throw Failure(description: "closed") }
    }

    func exchange(_ text: String) throws -> Reply {
        try send(text)
        return try receive()
    }
}

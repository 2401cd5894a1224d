import Dispatch
import Glibc

/// A request as bytes, and the answer as bytes, over a connection of its own.
enum Client {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Sends the bytes and reads until the server closes. It blocks, so on a thread of its own: the global queue shares its few threads with the cooperative
    /// pool, and two dozen clients whom a server keeps waiting would stop every other test for seconds.
    static func exchange(port: UInt16, _ bytes: [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "client").async { continuation.resume(with: Result { try talk(port, bytes) }) }
        }
    }

    private static func talk(_ port: UInt16, _ bytes: [UInt8]) throws -> [UInt8] {
        let descriptor = try connect(port: port)
        defer { close(descriptor) }
        write(bytes, to: descriptor)
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { received += buffer[..<count] }
            if count == 0 || (count < 0 && errno == ECONNRESET && !received.isEmpty) { return received }
            if count < 0 && errno != EINTR { throw Failure(description: "recv: \(String(cString: strerror(errno)))") }
        }
    }

    /// - Parameters:
    ///   - patience: Seconds of silence after which it gives up.
    ///   - receiveBuffer: Bytes that the kernel keeps for a client that does not read; nil: as many as it likes.
    static func connect(port: UInt16, patience: Int = 300, receiveBuffer: Int32? = nil) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: \(errno)") }
        var patience = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] { setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size)) }
        if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Failure(description: "connect: \(reason)")
        }
        return descriptor
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A server that has refused a body does not read it: its answer is there all the same.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

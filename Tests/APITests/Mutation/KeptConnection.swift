import Dispatch
import Glibc
import Synchronization

/// A connection for one request after the other. It blocks: for a thread of its own.
final class KeptConnection {
    private let port: UInt16
    private let patience: Int
    private var descriptor: Int32 = -1
    private var received: [UInt8] = []

    /// - Parameter patience: Seconds of silence after which a request counts as hung.
    init(port: UInt16, patience: Int) { (self.port, self.patience) = (port, patience) }

    deinit { end() }

    private func end() {
        if descriptor >= 0 { close(descriptor) }
        (descriptor, received) = (-1, [])
    }

    /// Sends a request, and reads its answer. The connection is kept where the server keeps it.
    /// - Throws: ``Closed``, and where no answer comes in time.
    func exchange(_ request: MutantRequest) throws -> Reply {
        let wasOpen = descriptor >= 0
        do {
            return try exchangeOnce(request)
        } catch is Closed where wasOpen {
            // The server may close a connection while the next request is on its way (RFC 9112 section 9.5).
            end()
            return try exchangeOnce(request)
        }
    }

    struct Closed: Error, CustomStringConvertible {
        let description = "The connection was closed without an answer."
    }

    private func exchangeOnce(_ request: MutantRequest) throws -> Reply {
        if descriptor < 0 { descriptor = try Client.connect(port: port, patience: patience) }
        Client.write(request.bytes, to: descriptor)
        while true {
            let end = try endOfHead()
            var reply = try Reply(Array(received[..<end]))
            received.removeFirst(end)
            // 100 Continue is only half an answer.
            if reply.status < 200 { continue }
            let isBodiless = request.line?.method == "HEAD" || reply.status == 204 || reply.status == 304
            let isLast = reply["Connection"]?.lowercased() == "close"
            if isLast {
                while try more() {}
                reply.body = received
                self.end()
                return reply
            }
            guard let length = isBodiless ? 0 : reply["Content-Length"].flatMap({ Int($0) }) else {
                throw Client.Failure(description: "There is no Content-Length.")
            }
            while received.count < length { guard try more() else { throw Client.Failure(description: "The body ends too soon.") } }
            // What damage has split off a head is answered too.
            guard received.count == length || !request.isWellFormed else { throw Client.Failure(description: "More comes than the answer has.") }
            reply.body = Array(received.prefix(length))
            received = []
            return reply
        }
    }

    /// Where the body begins, once the head is there.
    private func endOfHead() throws -> Int {
        while true {
            if let end = received.range(of: [13, 10, 13, 10]) { return end.upperBound }
            guard try more() else {
                if received.isEmpty { throw Closed() }
                throw Client.Failure(description: "Half an answer: \(String(decoding: received, as: UTF8.self))")
            }
        }
    }

    /// false: the server has closed.
    private func more() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                received += buffer[..<count]
                return true
            }
            if count == 0 || errno == ECONNRESET { return false }
            if errno != EINTR { throw Client.Failure(description: "No answer in \(patience) seconds: \(String(cString: strerror(errno)))") }
        }
    }
}

/// The same for tasks: it blocks a thread of its own.
final class KeptClient: Sendable {
    private let connection: Mutex<KeptConnection>

    init(port: UInt16) { connection = Mutex(KeptConnection(port: port, patience: 60)) }

    func get(_ target: String) async throws -> Reply {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "kept").async {
                continuation.resume(with: Result { try self.connection.withLock { try $0.exchange(MutantRequest(path: Array(target.utf8))) } })
            }
        }
    }
}

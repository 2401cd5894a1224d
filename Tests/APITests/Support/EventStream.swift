import Dispatch
import Glibc
import Synchronization

/// A client that follows the changes.
///
/// It asks by HTTP/1.0, so that the events come without chunks around them. It reads only when it is told to.
final class EventStream: Sendable {
    struct Event: Sendable, Hashable {
        let id: String
        let name: String
        let data: [UInt8]
    }

    private struct State {
        var received: [UInt8] = []
        var events: [Event] = []
        var comments = 0
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "event-stream")
    private let state = Mutex(State())

    /// - Parameter receiveBuffer: Bytes that the kernel keeps for it while it does not read; nil: as many as it likes.
    init(_ service: Service, _ query: String = "", fields: [String] = [], receiveBuffer: Int32? = nil) throws {
        descriptor = try Client.connect(port: service.port, receiveBuffer: receiveBuffer)
        let head = (["GET /v1/changes/stream\(query) HTTP/1.0", "Host: localhost"] + fields).map { $0 + "\r\n" }.joined()
        Client.write(Array("\(head)\r\n".utf8), to: descriptor)
    }

    deinit { close(descriptor) }

    /// The status and the fields.
    func head() async throws -> String {
        let end = Array("\r\n\r\n".utf8)
        return try await read { state in
            guard let found = state.received.range(of: end) else { return nil }
            defer { state.received.removeFirst(found.upperBound) }
            return String(decoding: state.received[..<found.lowerBound], as: UTF8.self)
        }
    }

    /// The next so many, after the head.
    func events(_ count: Int) async throws -> [Event] {
        try await read { state in
            Self.parse(&state)
            guard state.events.count >= count else { return nil }
            defer { state.events.removeFirst(count) }
            return Array(state.events.prefix(count))
        }
    }

    /// Waits for one more comment.
    func comment() async throws {
        let before = state.withLock { $0.comments }
        try await read { state in
            Self.parse(&state)
            return state.comments > before ? () : nil
        }
    }

    /// Everything until the service closes.
    func rest() async throws -> [Event] {
        while try await receive() { state.withLock { Self.parse(&$0) } }
        return state.withLock { $0.events }
    }

    private func read<Value>(_ value: (inout State) throws -> Value?) async throws -> Value {
        while true {
            // Whoever reads beside a test that has failed ends with the next sign of life, and does not keep the test from ending.
            try Task.checkCancellation()
            if let value = try state.withLock({ try value(&$0) }) { return value }
            guard try await receive() else { throw Client.Failure(description: "The stream ended.") }
        }
    }

    /// - Returns: false at the end.
    private func receive() async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                let count = recv(self.descriptor, &buffer, buffer.count, 0)
                if count < 0, errno != ECONNRESET { return continuation.resume(throwing: Client.Failure(description: "recv: \(errno)")) }
                self.state.withLock { $0.received += buffer[..<max(0, count)] }
                continuation.resume(returning: count > 0)
            }
        }
    }

    /// As the HTML standard says (section 9.2.6), as far as the register uses it.
    private static func parse(_ state: inout State) {
        var start = 0
        while let end = state.received.withUnsafeBytes({ Self.end(of: start, in: $0) }) {
            var fields: [String: Substring] = [:]
            for line in String(decoding: state.received[start..<end], as: UTF8.self).split(separator: "\n") {
                if line.hasPrefix(":") {
                    state.comments += 1
                } else {
                    let parts = line.split(separator: ": ", maxSplits: 1)
                    fields[String(parts[0])] = parts.last
                }
            }
            if let data = fields["data"] {
                state.events.append(Event(id: String(fields["id"] ?? ""), name: String(fields["event"] ?? ""), data: Array(data.utf8)))
            }
            start = end + 2
        }
        state.received.removeFirst(start)
    }

    /// Where the empty line begins that ends the event at `start`.
    private static func end(of start: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var place = start
        while let found = memchr(base + place, 10, bytes.count - place) {
            let feed = UnsafeRawPointer(found) - base
            if feed + 1 < bytes.count, bytes[feed + 1] == 10 { return feed }
            place = feed + 1
        }
        return nil
    }
}

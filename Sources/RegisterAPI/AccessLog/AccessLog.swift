import Dispatch
import Glibc
public import HTTP
import HTTPTypes
import Synchronization

/// One line of JSON for each request that was answered.
///
/// Those who answer put down what there is to say, and go on; a thread of its own makes lines of it and writes them. Where that cannot keep up, what does not fit into
/// the buffer is dropped and counted: a slow disk costs lines, not answers.
public final class AccessLog: Sendable {
    private struct Entry {
        let ended: Ended
        /// Seconds and nanoseconds since 1970, when its last byte was gone.
        let at: timespec
    }

    private struct State {
        var entries: [Entry] = []
        /// About as many as the entries take.
        var bytes = 0
        var dropped = 0
        var isClosed = false
    }

    /// Bytes of entries that may wait: some ten thousand of them.
    private static let room = 4 << 20

    private let descriptor: Int32
    private let state = Mutex(State())
    private let news = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)

    /// - Parameter descriptor: To be written to; it stays open.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
        DispatchQueue(label: "access-log").async { self.write() }
    }

    /// Lines that were not written, since there was no room or the file took none.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Puts down a request. It waits for nobody who writes.
    public func add(_ ended: Ended) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let cost = 400 + ended.target.count
        var ended = ended
        // What waits for a slow disk must not keep a body, nor the descriptor or the seat that is in it.
        let revision = ended.response.headers[StandardHeaders.registerRevision]
        ended.response.body = .bytes([])
        ended.response.headers = revision.map { [StandardHeaders.registerRevision: $0] } ?? [:]
        let entry = Entry(ended: ended, at: now)
        let isFirst = state.withLock { state in
            guard !state.isClosed, state.bytes + cost <= Self.room else {
                state.dropped += 1
                return false
            }
            state.bytes += cost
            state.entries.append(entry)
            return state.entries.count == 1
        }
        if isFirst { news.signal() }
    }

    /// Returns when all is written, after two seconds at most: a disk that stands still must not hold up the end of the service.
    public func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        news.signal()
        _ = end.wait(timeout: .now() + 2)
    }

    private func write() {
        while true {
            news.wait()
            let (entries, isClosed) = state.withLock { state in
                defer { (state.entries, state.bytes) = ([], 0) }
                return (state.entries, state.isClosed)
            }
            var lines: [UInt8] = []
            for entry in entries { lines += Self.line(entry.ended, at: entry.at).bytes + [10] }
            if !put(lines) { state.withLock { $0.dropped += entries.count } }
            if isClosed {
                end.signal()
                return
            }
        }
    }

    /// - Returns: false when not all was taken.
    private func put(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    static func line(_ ended: Ended, at end: timespec) -> JSON {
        let headers = ended.response.headers
        let target = ended.target.isEmpty ? JSON.null : .string(String(decoding: ended.target, as: UTF8.self))
        let revision = headers[StandardHeaders.registerRevision].flatMap { Int($0) }
        let cache = ended.wasReady ? "hit" : ended.response.remark ?? "none"
        return [
            "time": .string(time(of: ended, at: end)), "requestId": .string(ended.identity.id), "traceId": traceID(ended.identity).json,
            "method": (ended.method?.rawValue).json, "target": target, "route": (ended.response.traffic?.route).json,
            "status": .int(ended.response.status.code), "bytes": ended.bytes.json, "complete": .bool(ended.isComplete),
            "durationMicroseconds": .int(Int(ended.nanoseconds / 1000)), "remoteAddress": ended.remoteAddress.json,
            "cache": .string(cache), "revision": revision.json,
        ]
    }

    /// Of `traceparent` the part that is common to all that happens because of one thing.
    private static func traceID(_ identity: RequestIdentity) -> String? { identity.traceparent.map { String($0.dropFirst(3).prefix(32)) } }

    /// RFC 3339, to the millisecond, in UTC: when the request line had come.
    private static func time(of ended: Ended, at end: timespec) -> String {
        let start = Int(end.tv_sec) * 1_000_000_000 + end.tv_nsec - Int(ended.nanoseconds)
        var (seconds, parts) = (start / 1_000_000_000, tm())
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        let fraction = String(1000 + start / 1_000_000 % 1000).dropFirst()
        return "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)Z"
    }
}

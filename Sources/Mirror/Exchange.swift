import CCurl

/// One request and its answer, as libcurl calls back.
final class Exchange {
    private(set) var fields: [String: String] = [:]
    private(set) var refusal: [UInt8] = []
    /// Why the answer was not taken to its end.
    private(set) var failure: (any Error)?
    private let handle: UnsafeMutableRawPointer
    private let stop: Stop
    private let take: (UnsafeRawBufferPointer) throws -> Void

    /// What is kept of an answer that says no.
    private static let longestRefusal = 1 << 16

    init(_ handle: UnsafeMutableRawPointer, _ stop: Stop, _ take: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        (self.handle, self.stop, self.take) = (handle, stop, take)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    static let onField: curl_bytes_callback = { bytes, size, count, context in
        guard let exchange = of(context) else { return 0 }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
        // After a redirection another head follows.
        if line.hasPrefix("HTTP/") { exchange.fields = [:] }
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2 {
            let value = parts[1].drop { $0.isWhitespace }
            exchange.fields[parts[0].lowercased()] = String(value.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })
        }
        return size * count
    }

    static let onBody: curl_bytes_callback = { bytes, size, count, context in
        guard let exchange = of(context) else { return 0 }
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        if curl_status(exchange.handle) == 200 {
            do {
                try exchange.stop.check()
                try exchange.take(piece)
            } catch {
                exchange.failure = error
                return 0
            }
        } else {
            exchange.refusal += piece.prefix(max(0, longestRefusal - exchange.refusal.count))
        }
        return size * count
    }

    /// libcurl asks about once a second also when nothing comes.
    static let onProgress: curl_progress_callback_t = { context, _, _, _, _ in of(context)?.stop.isSet == true ? 1 : 0 }
}

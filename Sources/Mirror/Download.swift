import CCurl
import Glibc

/// Asks one register over HTTP, a request at a time, over a connection that is kept. For one thread.
final class Download {
    let address: Address
    private let handle: UnsafeMutableRawPointer
    private let stop: Stop

    private static let isPrepared = curl_prepare() == CURLE_OK
    /// How often a register that cannot answer is asked again, and the longest that it is waited for in between.
    private static let attempts = 5
    private static let longestPause = 30

    init(_ address: Address, stop: Stop) throws(MirrorError) {
        guard Self.isPrepared, let handle = curl_easy_init() else { throw .unreachable(address.shown, reason: "libcurl cannot be started") }
        (self.address, self.stop, self.handle) = (address, stop, handle)
    }

    deinit { curl_easy_cleanup(handle) }

    struct Reply {
        let status: Int
        /// By name in small letters.
        let fields: [String: String]
        /// Of an answer that is not 200, as far as somebody reads it.
        let refusal: [UInt8]
    }

    /// GET, with patience for a register that says that it cannot answer now.
    /// - Parameters:
    ///   - path: From the address on.
    ///   - silence: Seconds without a byte after which the answer counts as broken off.
    ///   - take: Gets the body of an answer 200 as it comes.
    func get(_ path: String, accept: String, silence: Int = 60, _ take: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Reply {
        var attempt = 1
        while true {
            let reply = try ask(path, accept: accept, silence: silence, take)
            guard [429, 502, 503, 504].contains(reply.status), attempt < Self.attempts else { return reply }
            let wished = reply.fields["retry-after"].flatMap { Int($0) } ?? 1 << attempt
            try pause(min(max(1, wished), Self.longestPause))
            attempt += 1
        }
    }

    /// - Throws: `CancellationError` where the work is to end meanwhile.
    func pause(_ seconds: Int) throws {
        for _ in 0..<(seconds * 20) {
            try stop.check()
            usleep(50_000)
        }
    }

    private func ask(_ path: String, accept: String, silence: Int, _ take: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Reply {
        try stop.check()
        // Its options, and with them the context of the callbacks, which ends with this call; the connection stays.
        defer { curl_easy_reset(handle) }
        let exchange = Exchange(handle, stop, take)
        let fields = curl_slist_append(nil, "Accept: \(accept)")
        defer { curl_slist_free_all(fields) }
        curl_set_fields(handle, fields)
        curl_set_text(handle, CURLOPT_URL, address.url + path)
        curl_set_text(handle, CURLOPT_USERAGENT, "register mirror")
        // As an answer is made it is compressed; a stream of events is not.
        curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "gzip")
        curl_set_protocols(handle, address.isEncrypted ? 1 : 0)
        curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 1)
        curl_set_number(handle, CURLOPT_MAXREDIRS, 5)
        curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 20)
        curl_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
        curl_set_number(handle, CURLOPT_LOW_SPEED_TIME, silence)
        curl_set_number(handle, CURLOPT_TCP_KEEPALIVE, 1)
        let code = withExtendedLifetime(exchange) {
            curl_set_callbacks(handle, Unmanaged.passUnretained(exchange).toOpaque(), Exchange.onField, Exchange.onBody, Exchange.onProgress)
            return curl_easy_perform(handle)
        }
        if let failure = exchange.failure { throw failure }
        try stop.check()
        guard code == CURLE_OK else { throw failure(code) }
        return Reply(status: curl_status(handle), fields: exchange.fields, refusal: exchange.refusal)
    }

    private func failure(_ code: CURLcode) -> MirrorError {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OPERATION_TIMEDOUT where curl_status(handle) != 0, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING,
            CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            return .brokenOff(address.shown, reason: reason)
        case CURLE_TOO_MANY_REDIRECTS, CURLE_UNSUPPORTED_PROTOCOL:
            return .noRegister(address.shown, reason: "it sends elsewhere without end, or to where it is not safe (\(reason))")
        default: return .unreachable(address.shown, reason: reason)
        }
    }
}

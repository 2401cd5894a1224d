import CMicroHTTPD
import HTTPTypes

/// The head of a request, checked.
///
/// libmicrohttpd reads leniently: it takes a bare LF for a line's end, cuts texts at a NUL byte, and adds a folded line to the
/// *name* of the field before. Two servers that read the same bytes differently are how requests are smuggled, so such a head is refused here. It shows in
/// where the parts lie: in a head without such things each begins right behind the one before.
struct RequestHead {
    /// Where libmicrohttpd has put the three parts of the request line, each ended with a NUL byte.
    struct Line {
        let method: UnsafePointer<CChar>
        let target: UnsafePointer<CChar>
        let version: UnsafePointer<CChar>
    }

    let request: Request
    /// Bytes of the body; nil when it is chunked.
    let contentLength: Int?

    init(_ line: Line, target: Target?, targetLength: Int, connection: Connection, limits: Server.Configuration) throws(Fault) {
        guard line.method + strlen(line.method) + 1 == line.target, line.target + targetLength + 1 == line.version else {
            throw targetLength > limits.targetLimit ? .targetTooLong(limit: limits.targetLimit) : .malformedRequest(.layout)
        }
        guard targetLength <= limits.targetLimit else { throw .targetTooLong(limit: limits.targetLimit) }
        guard let method = HTTPRequest.Method(rawValue: String(cString: line.method)) else { throw .malformedRequest(.method) }
        guard let target else { throw .malformedTarget }

        let fields = line.version + strlen(line.version) + 2
        let end = line.method + mhd_head_size(connection.pointer) - 2
        guard end - fields <= limits.headerLimit else { throw .headerTooLarge(limit: limits.headerLimit) }
        var reader = FieldReader(at: fields)
        withUnsafeMutablePointer(to: &reader) { reader in
            mhd_each_field(
                connection.pointer,
                { context, _, name, nameLength, value, valueLength in
                    let reader = context!.assumingMemoryBound(to: FieldReader.self)
                    let name = UnsafeBufferPointer(start: name, count: nameLength)
                    return reader.pointee.read(name: name, value: UnsafeBufferPointer(start: value, count: valueLength)) ? mhd_yes() : mhd_no()
                }, reader)
        }
        if let malformation = reader.malformation { throw .malformedRequest(malformation) }
        guard reader.position == end else { throw .malformedRequest(.layout) }
        let isHTTP10 = strcmp(line.version, "HTTP/1.0") == 0
        guard (isHTTP10 ? 0...1 : 1...1).contains(reader.headers[values: Self.host].count) else { throw .malformedRequest(.host) }
        contentLength = try Self.contentLength(reader.headers, isHTTP10: isHTTP10)
        var request = Request(method: method, target: target, headers: reader.headers, remoteAddress: connection.remoteAddress)
        // Of two names neither is the one.
        request.identity = RequestIdentity(
            id: Self.single(reader.headers, Self.requestID), traceparent: Self.single(reader.headers, Self.traceparent))
        self.request = request
    }

    static let requestID = HTTPField.Name("X-Request-ID")!
    static let traceparent = HTTPField.Name("traceparent")!

    private static func single(_ headers: HTTPFields, _ name: HTTPField.Name) -> String {
        let values = headers[values: name]
        return values.count == 1 ? values[0] : ""
    }

    // HTTPTypes has no constant for it, because it wants the host as the authority of a URL.
    private static let host = HTTPField.Name("Host")!

    /// The length of the body (RFC 9112 section 6.3). libmicrohttpd has refused a `Content-Length` that is no number already; of two it takes the first,
    /// and of one beside `Transfer-Encoding` neither.
    private static func contentLength(_ headers: HTTPFields, isHTTP10: Bool) throws(Fault) -> Int? {
        let lengths = headers[values: .contentLength]
        let codings = headers[values: .transferEncoding]
        guard lengths.count + min(codings.count, 1) <= 1, codings.isEmpty || !isHTTP10 else { throw .malformedRequest(.framing) }
        guard codings.isEmpty || (codings.count == 1 && codings[0].lowercased() == "chunked") else { throw .unsupportedTransferCoding }
        guard codings.isEmpty else { return nil }
        return lengths.first.map { Int($0) ?? .max } ?? 0
    }
}

import CMicroHTTPD

/// Reads a head where it lies, without a copy of anything, and finds whether it is one of the plain kind that an answer may stand ready for.
///
/// It asks no less than ``RequestHead`` and ``FieldReader`` do; what it does not take they read again, and refuse with a reason or take.
struct HeadScan: ~Copyable {
    private(set) var view: RequestView
    private var position: UnsafePointer<CChar>
    private var hosts = 0
    private var isPlain = true
    private var seen: Known = []

    private struct Known: OptionSet {
        let rawValue: UInt8
        static let accept = Known(rawValue: 1)
        static let acceptEncoding = Known(rawValue: 2)
        static let ifNoneMatch = Known(rawValue: 4)
        static let requestID = Known(rawValue: 8)
        static let traceparent = Known(rawValue: 16)
    }

    private init(target: UnsafeRawBufferPointer, at position: UnsafePointer<CChar>) {
        view = RequestView(target: target)
        self.position = position
    }

    /// Gives the view to `body` and returns what that returns; nil where the head is not of the plain kind.
    static func plain<R>(
        _ line: RequestHead.Line, target: UnsafeRawBufferPointer, connection: Connection, limits: Server.Configuration,
        _ body: (borrowing RequestView) -> R?
    ) -> R? {
        guard line.method + strlen(line.method) + 1 == line.target, line.target + target.count + 1 == line.version else { return nil }
        guard strcmp(line.method, "GET") == 0 || strcmp(line.method, "HEAD") == 0, strcmp(line.version, "HTTP/1.1") == 0 else { return nil }
        guard target.first == UInt8(ascii: "/"), target.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }) else { return nil }
        let fields = line.version + 10
        let end = line.method + mhd_head_size(connection.pointer) - 2
        guard end - fields <= limits.headerLimit else { return nil }
        var scan = HeadScan(target: target, at: fields)
        let taken = withUnsafeMutablePointer(to: &scan) { scan in
            mhd_each_field(
                connection.pointer,
                { context, _, name, nameLength, text, length in
                    guard let name, let text, let scan = context?.assumingMemoryBound(to: HeadScan.self) else { return mhd_no() }
                    let value = UnsafeRawBufferPointer(start: text, count: length)
                    scan.pointee.isPlain = scan.pointee.take(name, UnsafeRawBufferPointer(start: name, count: nameLength), value)
                    return scan.pointee.isPlain ? mhd_yes() : mhd_no()
                }, scan)
            return scan.pointee.isPlain && scan.pointee.position == end && scan.pointee.hosts == 1
        }
        return taken ? body(scan.view) : nil
    }

    /// - Returns: Whether the field is one that cannot make the request another than it seems to be.
    private mutating func take(_ start: UnsafePointer<CChar>, _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        // The one layout that nearly all clients write: name, colon, space, value, CR LF; libmicrohttpd has put NUL bytes for the colon, the CR and the LF.
        guard start == position, !name.isEmpty, let valueStart = value.baseAddress, UnsafeRawPointer(start) + name.count + 2 == valueStart,
            start[name.count + 1] == CChar(UInt8(ascii: " "))
        else { return false }
        let lineEnd = start + name.count + 2 + value.count
        guard lineEnd[0] == 0, lineEnd[1] == 0 else { return false }
        position = lineEnd + 2
        guard name.allSatisfy(Self.isTokenByte), value.allSatisfy({ 0x20...0x7E ~= $0 }), value.last != UInt8(ascii: " ") else { return false }
        switch name.count {
        case 4 where Self.equal(name, "host"): hosts += 1
        case 6 where Self.equal(name, "accept"): return keep(value, .accept)
        case 6 where Self.equal(name, "expect"): return false
        case 11 where Self.equal(name, "traceparent"): return keep(value, .traceparent)
        case 12 where Self.equal(name, "x-request-id"): return keep(value, .requestID)
        case 13 where Self.equal(name, "if-none-match"): return keep(value, .ifNoneMatch)
        case 14 where Self.equal(name, "content-length"): return false
        case 15 where Self.equal(name, "accept-encoding"): return keep(value, .acceptEncoding)
        case 17 where Self.equal(name, "transfer-encoding"): return false
        default: break
        }
        return true
    }

    private mutating func keep(_ value: UnsafeRawBufferPointer, _ known: Known) -> Bool {
        guard seen.insert(known).inserted else { return false }
        switch known {
        case .accept: view.accept = value
        case .acceptEncoding: view.acceptEncoding = value
        case .requestID: view.requestID = value
        case .traceparent: view.traceparent = value
        default: view.ifNoneMatch = value
        }
        return true
    }

    /// Without regard to the case of the name; `lowercase` is in small letters.
    private static func equal(_ name: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
        strncasecmp(
            name.baseAddress!.assumingMemoryBound(to: CChar.self), UnsafeRawPointer(lowercase.utf8Start).assumingMemoryBound(to: CChar.self),
            name.count) == 0
    }

    /// tchar of RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

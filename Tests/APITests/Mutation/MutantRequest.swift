/// A request, right or wrong, before it is sent.
struct MutantRequest: Sendable {
    var method = "GET"
    var path: [UInt8]
    /// Pieces as they are sent, between ampersands.
    var query: [[UInt8]] = []
    var fields: [(name: String, value: [UInt8])] = [("Host", Array("localhost".utf8))]
    var body: [UInt8] = []
    /// The head as bytes, where not even its form is right.
    var damagedHead: [UInt8]?

    /// Whether its form is right, so that the service itself sees it whatever it asks.
    var isWellFormed: Bool { damagedHead == nil }

    var target: [UInt8] { query.isEmpty ? path : path + [UInt8(ascii: "?")] + Array(query.joined(separator: [UInt8(ascii: "&")])) }

    var head: [UInt8] {
        if let damagedHead { return damagedHead }
        var bytes = Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\n".utf8)
        for field in fields { bytes += Array("\(field.name): ".utf8) + field.value + [13, 10] }
        return bytes + [13, 10]
    }

    var bytes: [UInt8] { head + body }

    /// Method and target as a server reads them from the first line; nil where it has not three parts.
    var line: (method: String, target: [UInt8])? {
        if isWellFormed { return (method, target) }
        // Empty lines before it are passed over (RFC 9112 section 2.2).
        let line = head.drop { $0 == 13 || $0 == 10 }.prefix { $0 != 13 && $0 != 10 }
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return (String(decoding: parts[0], as: UTF8.self), Array(parts[1]))
    }

    /// Whether a server that reads no further than the method sends no body back.
    var isHead: Bool { head.drop { $0 == 13 || $0 == 10 }.starts(with: "HEAD ".utf8) }

    /// For a person to read and send again: what is not printable in hexadecimal.
    var description: String {
        bytes.prefix(3000).map {
            (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : $0 == 10 ? "\\n" : $0 == 13 ? "\\r" : "\\x\(String($0, radix: 16))"
        }
        .joined() + (bytes.count > 3000 ? "… (\(bytes.count) bytes)" : "")
    }
}

import HTTP
import Testing

@Suite struct MalformedRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        /// The statuses that may come; 0 is closed without an answer.
        let statuses: Set<Int>

        init(_ name: String, _ text: String, _ statuses: Int...) {
            self.init(name, Array(text.utf8), Set(statuses))
        }

        init(_ name: String, _ bytes: [UInt8], _ statuses: Set<Int>) {
            testDescription = name
            self.bytes = bytes
            self.statuses = statuses
        }
    }

    private static let end = "Host: a\r\nConnection: close\r\n\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"

    static let cases = [
        Case("garbage", "xyzzy\r\n\r\n", 0),
        Case("binary garbage", [0, 1, 2, 255, 254, 13, 10, 13, 10], [0, 400]),
        Case("TLS client hello", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + [UInt8](repeating: 0x20, count: 500), [0, 400]),
        Case("missing version", "GET /\r\n\r\n", 400),
        Case("only a method", "GET\r\n\r\n", 0),
        Case("HTTP/9.9", "GET / HTTP/9.9\r\n\(end)", 505),
        Case("HTTP/0.9", "GET / HTTP/0.9\r\n\(end)", 505),
        Case("HTTP/1", "GET / HTTP/1\r\n\(end)", 400),
        Case("lower-case version", "GET / http/1.1\r\n\(end)", 400),
        Case("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        Case("method that is no token", "GE(T / HTTP/1.1\r\n\(end)", 400),
        Case("NUL in the method", "GE\0T / HTTP/1.1\r\n\(end)", 400),
        Case("two spaces", "GET  / HTTP/1.1\r\n\(end)", 400),
        Case("space in the target", "GET /a b HTTP/1.1\r\n\(end)", 400),
        Case("space at the end", "GET / HTTP/1.1 \r\n\(end)", 400),
        Case("NUL in the target", "GET /a\0b HTTP/1.1\r\n\(end)", 400),
        Case("tab in the target", "GET /a\tb HTTP/1.1\r\n\(end)", 400),
        Case("fragment in the target", "GET /a#b HTTP/1.1\r\n\(end)", 400),
        Case("invalid UTF-8 in the target", Array("GET /".utf8) + [0xFF] + Array(" HTTP/1.1\r\n\(end)".utf8), [400]),
        Case("authority form", "CONNECT a:80 HTTP/1.1\r\n\(end)", 400),
        Case("relative target", "GET a HTTP/1.1\r\n\(end)", 400),
        Case("bare LF everywhere", "GET / HTTP/1.1\nHost: a\nConnection: close\n\n", 400),
        Case("bare LF after the request line", "GET / HTTP/1.1\n\(end)", 400),
        Case("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nConnection: close\r\n\r\n", 400),
        Case("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\n", 400),
        Case("bare CR in a field", "GET / HTTP/1.1\r\nX: a\rb\r\n\(end)", 400),
        Case("no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        Case("two Hosts", "GET / HTTP/1.1\r\nHost: b\r\n\(end)", 400),
        Case("field without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400),
        Case("field without a name", "GET / HTTP/1.1\r\n: x\r\n\(end)", 400),
        Case("space before the colon", "GET / HTTP/1.1\r\nX : 1\r\n\(end)", 400),
        Case("folded field", "GET / HTTP/1.1\r\nX: 1\r\n 2\r\n\(end)", 400),
        Case("folded first field", "GET / HTTP/1.1\r\n X: 1\r\n\(end)", 400),
        Case("NUL in a value", "GET / HTTP/1.1\r\nX: a\0b\r\n\(end)", 400),
        Case("NUL in a name", "GET / HTTP/1.1\r\nX\0: a\r\n\(end)", 400),
        Case("NUL at the beginning of a line", "GET / HTTP/1.1\r\nHost: a\r\n\0X: a\r\n\r\n", 400),
        Case("control character in a value", "GET / HTTP/1.1\r\nX: a\u{1}b\r\n\(end)", 400),
        Case("length that is no number", "\(post)Content-Length: x\r\n\r\n", 400),
        Case("negative length", "\(post)Content-Length: -1\r\n\r\n", 400),
        Case("length with a plus", "\(post)Content-Length: +1\r\n\r\nx", 400),
        Case("list of lengths", "\(post)Content-Length: 1, 1\r\n\r\nx", 400),
        Case("two lengths", "\(post)Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", 400),
        Case("unknown coding", "\(post)Transfer-Encoding: gzip\r\n\r\n", 501),
        Case("two codings", "\(post)Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        Case("coding twice", "\(post)Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501),
        Case("coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Case("chunk size that is no number", "\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        Case("chunk size beyond 64 bits", "\(post)Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", 413),
        Case("chunk longer than its size", "\(post)Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400),
        Case("very long line", [UInt8](repeating: UInt8(ascii: "a"), count: 100_000), [414]),
        Case("very long method", Array("\(String(repeating: "A", count: 60_000)) / HTTP/1.1\r\n\(end)".utf8), [414]),
    ]

    /// Each is answered with an error or closed, none hangs (the idle time-out ends those that look unfinished), and the next client is served.
    @Test(arguments: cases) func isRefused(_ malformed: Case) async throws {
        try await withServer(.test(idleTimeout: 5)) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                // A server that has seen enough may close while the rest is being sent.
                try? client.send(malformed.bytes)
                let rest = try client.receiveRest()
                let status = rest.isEmpty ? 0 : Reply.parse(Array(rest.utf8), hasBody: true)?.0.status
                #expect(status.map(malformed.statuses.contains) == true, "\(rest)")
                #expect(!rest.contains("HTTP/1.1 2"), "It was served: \(rest)")
                #expect(try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
            }
            await eventually { server.requestsInFlight <= 1 }
        }
    }

    /// A request whose length can be read in two ways must not become two requests.
    @Test(arguments: [
        "Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 0\r\nContent-Length: 5",
    ])
    func isNotReadAsTwo(fields: String) async throws {
        let rest = try await withClient { client throws in
            try client.send("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
            return try client.receiveRest()
        }
        #expect(rest.hasPrefix("HTTP/1.1 400 "))
        #expect(rest.components("HTTP/1.1 ") == 1)
        #expect(!rest.contains("smuggled"))
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}

import HTTP
import HTTPTypes
import Testing

@Suite struct LimitTests {
    /// A head whose fields have this many bytes together.
    private static func head(fields bytes: Int, target: String = "/") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: bytes - 14))\r\n\r\n"
    }

    private static func target(_ bytes: Int) -> String {
        "/" + String(repeating: "t", count: bytes - 1)
    }

    @Test(arguments: [(16_384, 200), (16_385, 431), (20_000, 431), (200_000, 431)]) func fields(bytes: Int, status: Int) async throws {
        #expect(try await withClient { try $0.exchange(Self.head(fields: bytes)) }.status == status)
    }

    @Test(arguments: [(8_192, 200), (8_193, 414), (20_000, 414), (200_000, 414)]) func target(bytes: Int, status: Int) async throws {
        #expect(try await withClient { try $0.exchange("GET \(Self.target(bytes)) HTTP/1.1\r\nHost: a\r\n\r\n") }.status == status)
    }

    @Test func theLargestHeadLeavesRoomForAnAnswer() async throws {
        let handler: Server.Handler = { _ in
            Response(status: .ok, headers: [.init("X-Large")!: String(repeating: "y", count: 7_000)], body: Array("ok".utf8))
        }
        let fields = (100..<220).map { "X-\($0): \(String(repeating: "x", count: 127))\r\n" }.joined()
        try await withClient(handler: handler) { client throws in
            for _ in 1...3 {
                #expect(try client.exchange(Self.head(fields: 16_384, target: Self.target(8_192))).text == "ok")
                #expect(try client.exchange("GET \(Self.target(8_192)) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n").text == "ok")
            }
        }
    }

    @Test func manyShortItemsInTheQueryDoNotExhaustTheMemory() async throws {
        let target = "/?" + String(repeating: "a&", count: 4_000)
        #expect(try await withClient { try $0.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") }.text == "GET \(target) ")
    }

    @Test func tooManyFieldsAreRefused() async throws {
        let fields = String(repeating: "a:\r\n", count: 4_000)
        #expect(try await withClient { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n") }.status == 431)
    }

    @Test(arguments: [(0, 200), (999, 200), (1_000, 200), (1_001, 413), (1_000_000, 413)]) func bodyWithLength(bytes: Int, status: Int) async throws {
        let reply = try await withClient(.test(bodyLimit: 1_000)) { client throws in
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(bytes)\r\n\r\n")
            // The answer to one that is too large does not wait for the body.
            if status == 200 { try client.send(String(repeating: "b", count: bytes)) }
            return try client.receive()
        }
        #expect(reply.status == status)
        if status == 200 { #expect(reply.body.count == "POST / ".utf8.count + bytes) }
    }

    @Test(arguments: ["9223372036854775808", "18446744073709551615", "18446744073709551616", "999999999999999999999999"])
    func anAbsurdLength(text: String) async throws {
        #expect(try await withClient { try $0.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(text)\r\n\r\n") }.status == 413)
    }

    @Test(arguments: [(1_000, 200), (1_001, 413), (2_000, 413)]) func chunkedBody(bytes: Int, status: Int) async throws {
        let chunks = String(repeating: "1\r\nb\r\n", count: bytes) + "0\r\n\r\n"
        try await withClient(.test(bodyLimit: 1_000)) { client throws in
            let reply = try client.exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
            #expect(reply.status == status)
            // It was read to its end, so the connection is still good.
            #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET / ")
        }
    }

    @Test func anEndlessChunkedBodyIsCutOff() async throws {
        try await withClient(.test(bodyLimit: 1_000)) { client throws in
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "400\r\n" + String(repeating: "b", count: 1_024) + "\r\n"
            #expect(throws: Client.Failure.self) { for _ in 1...100_000 { try client.send(chunk) } }
        }
    }

    @Test func theDefaultLimitHoldsAMebibyte() async throws {
        let body = String(repeating: "m", count: 1_048_576)
        let reply = try await withClient { try $0.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body) }
        #expect(reply.body.count == "POST / ".utf8.count + body.utf8.count)
    }

    @Test func connectionsPerAddress() async throws {
        try await withServer(.test(connectionsPerAddress: 2, idleTimeout: 600)) { server throws in
            try await onThread { () throws in
                let clients = try (1...2).map { _ in try Client(port: server.port) }
                for client in clients { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) }
                #expect(try Client(port: server.port).receiveRest() == "")
                for client in clients { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) }
            }
        }
    }
}

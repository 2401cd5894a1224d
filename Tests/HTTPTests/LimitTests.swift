import Glibc
import HTTP
import HTTPTypes
import Synchronization
import Testing

@Suite struct LimitTests {
    /// A head whose fields have this many bytes together.
    private static func head(fields bytes: Int, target: String = "/") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: bytes - 14))\r\n\r\n"
    }

    private static func target(_ bytes: Int) -> String {
        "/" + String(repeating: "t", count: bytes - 1)
    }

    @Test(arguments: [(12_288, 200), (12_289, 431), (20_000, 431), (200_000, 431)]) func fields(bytes: Int, status: Int) async throws {
        #expect(try await withClient { try $0.exchange(Self.head(fields: bytes)) }.status == status)
    }

    @Test(arguments: [(8_192, 200), (8_193, 414), (20_000, 414), (200_000, 414)]) func target(bytes: Int, status: Int) async throws {
        #expect(try await withClient { try $0.exchange("GET \(Self.target(bytes)) HTTP/1.1\r\nHost: a\r\n\r\n") }.status == status)
    }

    @Test func theLargestHeadLeavesRoomForAnAnswer() async throws {
        let handler: Server.Handler = { _ in
            Response(status: .ok, headers: [.init("X-Large")!: String(repeating: "y", count: 2_000)], body: Array("ok".utf8))
        }
        let fields = (100..<190).map { "X-\($0): \(String(repeating: "x", count: 127))\r\n" }.joined()
        try await withClient(handler: handler) { client throws in
            for _ in 1...3 {
                #expect(try client.exchange(Self.head(fields: 12_288, target: Self.target(8_192))).text == "ok")
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
        let said = Mutex<[String]>([])
        let log: @Sendable (String) -> Void = { text in said.withLock { $0.append(text) } }
        try await withServer(.test(connectionsPerAddress: 2, idleTimeout: 600), log: log) { server throws in
            try await onThread { () throws in
                let clients = try (1...2).map { _ in try Client(port: server.port) }
                for client in clients { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) }
                for _ in 1...3 { #expect(try Client(port: server.port).receiveRest() == "") }
                for client in clients { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) }
                // Another client has as many of its own.
                #expect(try Client(port: server.port, from: 2).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
                clients[0].close()
            }
            #expect(server.statistics.refusedConnections == 3)
            #expect(
                said.withLock { $0 } == [
                    "The client 127.0.0.1 has 2 connections, and gets no more: that is the limit of one. Refused so far: 1."
                ])
            // Where one has left there is room again.
            await eventually { server.statistics.connections == 0 }
            #expect(try await onThread { try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200 })
        }
    }

    @Test func allBodiesTogether() async throws {
        var configuration = Server.Configuration.test(bodyLimit: 1_000)
        configuration.bodiesLimit = 1_500
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        let chunks = String(repeating: "64\r\n" + String(repeating: "b", count: 100) + "\r\n", count: 10) + "0\r\n\r\n"
        try await withServer(configuration) { server throws in
            try await onThread { () throws in
                let first = try Client(port: server.port)
                try first.send(head + "Content-Length: 1000\r\n\r\n" + String(repeating: "a", count: 900))
                try Self.wait { server.requestsInFlight == 1 }
                // It has the room that it fills, which a moment ago may have been none.
                try Self.wait { (try? Client(port: server.port).exchange(head + "Content-Length: 1000\r\n\r\n").status) == 503 }
                #expect(try Client(port: server.port).exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks).status == 503)
                try Self.wait { server.requestsInFlight == 1 }
                #expect(
                    try Client(port: server.port).exchange(head + "Content-Length: 500\r\n\r\n" + String(repeating: "c", count: 500)).status == 200)
                #expect(try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
                try first.send(String(repeating: "a", count: 100))
                #expect(try first.receive().body.count == "POST / ".utf8.count + 1_000)
                // What had ended has given its room back.
                for _ in 1...10 {
                    try Self.wait { server.requestsInFlight == 0 }
                    #expect(try first.exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks).status == 200)
                }
            }
        }
    }

    private static func wait(_ condition: () -> Bool) throws {
        for _ in 1...60_000 {
            if condition() { return }
            usleep(5_000)
        }
        throw Client.Failure(description: "The condition did not come to hold.")
    }
}

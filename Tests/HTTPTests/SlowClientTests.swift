import Glibc
import HTTPTypes
import Synchronization
import Testing

@testable import HTTP

/// Clients that are never silent for long, and never done. One after the other, because of the many connections.
@Suite(.serialized) struct SlowClientTests {
    /// One second for a request or an answer, and five of silence: a machine may stand still for a moment.
    private static func hasty(idleTimeout: Int = 5, leastRate: Int = 1 << 40) -> Server.Configuration {
        var configuration = Server.Configuration.test(idleTimeout: idleTimeout)
        configuration.transferTimeout = 1
        configuration.leastRate = leastRate
        return configuration
    }

    /// Sends a byte now and then, until the server has had enough.
    private func drip(_ client: Client, after text: String) throws {
        try client.send(text)
        while true {
            do { try client.send("x") } catch { return }
            usleep(100_000)
        }
    }

    @Test(arguments: [
        "", "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
    ])
    func whoSendsAByteNowAndThenIsLetGo(text: String) async throws {
        try await withServer(Self.hasty()) { server throws in
            try await onThread { () throws in try drip(Client(port: server.port), after: text) }
            #expect(server.statistics.slowConnections == 1)
            #expect(try await onThread { try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200 })
            await eventually { server.requestsInFlight == 0 && server.statistics.connections == 0 }
        }
    }

    @Test func aChunkAtATime() async throws {
        // A body of unknown length has the time of the largest: 1,000 bytes at 1,000 a second, and one second more.
        var configuration = Self.hasty(leastRate: 1_000)
        configuration.bodyLimit = 1_000
        try await withServer(configuration) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                while (try? client.send("1\r\nx\r\n")) != nil { usleep(100_000) }
            }
            #expect(server.statistics.slowConnections == 1)
        }
    }

    @Test func whoTakesAPieceNowAndThenIsLetGo() async throws {
        let body = [UInt8](repeating: 0, count: 64_000_000)
        let handler: Server.Handler = { _ in Response(status: .ok, body: body) }
        try await withServer(Self.hasty(idleTimeout: 600), handler: handler) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                while (try? client.receiveSome()) != nil { usleep(100_000) }
            }
            #expect(server.statistics.slowConnections == 1)
            await eventually { server.requestsInFlight == 0 && server.statistics.connections == 0 }
        }
    }

    @Test func soIsWhoDoesSoWithAStream() async throws {
        let handler: Server.Handler = { _ in
            Response(
                status: .ok,
                body: .stream(StreamedBody(capacity: 1_000_000) { stream in while await stream.write([UInt8](repeating: 0, count: 1_000_000)) {} }))
        }
        try await withServer(Self.hasty(idleTimeout: 600), handler: handler) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                while (try? client.receiveSome()) != nil { usleep(200_000) }
            }
            #expect(server.statistics.slowConnections == 1)
            await eventually { server.requestsInFlight == 0 && server.statistics.connections == 0 }
        }
    }

    @Test func whatIsUpToTheServerIsNotCounted() async throws {
        let handler: Server.Handler = { request in
            try? await Task.sleep(for: .seconds(4))
            return await echo(request)
        }
        try await withClient(Self.hasty(), handler: handler) { client throws in
            #expect(try client.exchange("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /slow ")
        }
    }

    @Test func aConnectionThatIsUsedLasts() async throws {
        try await withServer(Self.hasty()) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                for _ in 1...80 {
                    #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
                    usleep(100_000)
                }
            }
            #expect(server.statistics.slowConnections == 0)
        }
    }

    @Test func sixtyFourClientsLoseNothingBesideFiveHundredWhoDrip() async throws {
        var configuration = Server.Configuration.test(connectionLimit: 1_200, idleTimeout: 600)
        // Together they have as many bytes to send as no test sends: they stay to its end.
        configuration.transferTimeout = 600
        let ready = ReadyResponse(Response(status: .ok, body: Array("ready".utf8)))
        let onReady: Server.ReadyHandler = { $0.target.elementsEqual("/ready".utf8) ? ready : nil }
        try await withServer(configuration, onReady: onReady) { server throws in
            let isOver = Atomic(false)
            async let drippers: Int = onThread { () throws in
                let heads = [
                    "", "GET /", "GET / HTTP/1.1\r\nHost: a\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", "POST /",
                ]
                let clients = try (0..<500).map { number in
                    let client = try Client(port: server.port)
                    try client.send(heads[number % heads.count])
                    return client
                }
                var rounds = 0
                while !isOver.load(ordering: .relaxed) || rounds < 3 {
                    for client in clients { try client.send("x") }
                    rounds += 1
                    usleep(20_000)
                }
                #expect(server.statistics.connections >= 500)
                return clients.count
            }
            try await withThrowingTaskGroup { group in
                for number in 1...64 {
                    group.addTask {
                        try await onThread { () throws in
                            let client = try Client(port: server.port)
                            for round in 1...200 {
                                let path = round.isMultiple(of: 2) ? "/ready" : "/\(number)-\(round)"
                                let reply = try client.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                                #expect(reply.status == 200 && reply.text == (path == "/ready" ? "ready" : "GET \(path) "))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            isOver.store(true, ordering: .relaxed)
            #expect(try await drippers == 500)
            #expect(server.statistics.slowConnections == 0)
        }
    }
}

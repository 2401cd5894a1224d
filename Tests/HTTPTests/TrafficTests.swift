import HTTP
import HTTPTypes
import Testing

/// What is counted of requests.
@Suite struct TrafficTests {
    private func counts(_ traffic: RouteTraffic) -> [String: UInt64] {
        Dictionary(
            uniqueKeysWithValues: traffic.answered.map { ("\($0.method?.rawValue ?? "-") \($0.status.map { String($0) } ?? "-")", $0.count) })
    }

    @Test func aReadyAnswerIsCountedWhereItSays() async throws {
        var response = Response(status: .ok, body: Array("ready".utf8))
        let traffic = RouteTraffic("/x")
        response.traffic = traffic
        let ready = ReadyResponse(response)
        let onReady: Server.ReadyHandler = { _ in ready }
        let server = try await withServer(onReady: onReady) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                for _ in 1...5 { _ = try client.exchange("GET /x HTTP/1.1\r\nHost: a\r\n\r\n") }
                try client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.receive(hasBody: false)
            }
            return server
        }
        #expect(counts(traffic) == ["GET 200": 5, "HEAD 200": 1])
        #expect(traffic.durations.count == 6 && traffic.durations.total > 0)
        #expect(server.statistics.unrouted.answered.isEmpty && server.statistics.requestsInFlight == 0)
    }

    @Test func aRoutersAnswersAreCountedByRoute() async throws {
        var router = Router { fault, _ in Response(status: fault.status) }
        router.add(.get, "/a/{b}") { _ in Response(status: .ok) }
        router.add(.post, "/a/{b}") { _ in Response(status: .created) }
        router.add(.get, "/c") { _ in Response(status: .notFound) }
        let handler: Server.Handler = { [router] in await router.respond(to: $0) }
        let server = try await withServer(handler: handler) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                for line in ["GET /a/1", "GET /a/2", "POST /a/1", "PUT /a/1", "OPTIONS /a/1", "GET /c", "GET /d", "GET /%zz"] {
                    _ = try client.exchange("\(line) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                }
                // Of a head that is refused its method is known all the same.
                _ = try client.exchange("GET /a/1 HTTP/1.1\r\n\r\n")
            }
            return server
        }
        #expect(router.traffic.map(\.route) == ["/a/{b}", "/c"])
        #expect(counts(router.traffic[0]) == ["GET 200": 2, "POST -": 1, "- 405": 1, "OPTIONS 204": 1])
        #expect(counts(router.traffic[1]) == ["GET 404": 1])
        #expect(counts(server.statistics.unrouted) == ["GET 404": 1, "GET 400": 2])
        #expect(router.traffic[0].durations.count == 5)
    }

    @Test func whoLeavesBeforeTheAnswerIsCountedApart() async throws {
        // Where the end comes together with the bytes before it, libmicrohttpd 0.9.75 sees it only when the connection has been idle for too long.
        try await withServer(.test(idleTimeout: 5)) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
                client.close()
            }
            await eventually { server.statistics.unanswered == 1 }
            #expect(server.statistics.requestsInFlight == 0)
        }
    }

    @Test func bucketsAddUp() async throws {
        let traffic = RouteTraffic("/x")
        let handler: Server.Handler = { _ in
            var response = Response(status: .ok)
            response.traffic = traffic
            return response
        }
        try await withClient(handler: handler) { client throws in
            for _ in 1...20 { _ = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        }
        let durations = traffic.durations
        #expect(durations.count == 20 && durations.upTo.last.map { $0.count <= 20 } == true)
        #expect(zip(durations.upTo, durations.upTo.dropFirst()).allSatisfy { $0.bound < $1.bound && $0.count <= $1.count })
    }
}

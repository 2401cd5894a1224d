import HTTPTypes
import Testing

@testable import HTTP

/// More requests than handlers run at once.
@Suite struct TurnTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func configuration(patience: Int = 600) -> Server.Configuration {
        var configuration = Server.Configuration.test()
        configuration.handlersAtOnce = 2
        configuration.turnPatience = patience
        configuration.isUrgent = { $0.target.path == "/health" }
        return configuration
    }

    /// Those who asked, each on a connection of its own.
    private func clients(_ count: Int, _ server: Server, _ request: String = Self.request) async throws -> [Held] {
        try await onThread { () throws in
            let clients = try (1...count).map { _ in try Client(port: server.port) }
            for client in clients { try client.send(request) }
            return clients.map(Held.init)
        }
    }

    private func statuses(_ clients: [Held]) async throws -> [Int] { try await onThread { try clients.map { try $0.client.receive().status } } }

    @Test func theOthersWaitForTheirTurn() async throws {
        let gate = Gate()
        let handler: Server.Handler = { request in
            if request.target.path == "/" { await gate.wait() }
            return await echo(request)
        }
        try await withServer(Self.configuration(), handler: handler) { server throws in
            let clients = try await clients(20, server)
            await eventually { server.statistics.waiting == 18 }
            await eventually { gate.waiting == 2 }
            // Who does not wait is answered meanwhile.
            #expect(try await statuses(try await self.clients(1, server, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")) == [200])
            gate.open()
            #expect(try await statuses(clients) == [Int](repeating: 200, count: 20))
            await eventually { server.statistics.waiting == 0 && server.requestsInFlight == 0 }
            #expect(
                try await statuses(
                    clients.prefix(5).map { held in
                        try held.client.send(Self.request)
                        return held
                    }) == [Int](repeating: 200, count: 5))
        }
    }

    @Test func whoHasWaitedTooLongIsRefused() async throws {
        let gate = Gate()
        let handler: Server.Handler = { request in
            await gate.wait()
            return await echo(request)
        }
        try await withServer(Self.configuration(patience: 1), handler: handler) { server throws in
            let running = try await clients(2, server)
            await eventually { gate.waiting == 2 }
            let refused = try await clients(5, server)
            #expect(try await statuses(refused) == [Int](repeating: 503, count: 5))
            #expect(server.statistics.waiting == 0)
            gate.open()
            #expect(try await statuses(running) == [200, 200])
            // Their turns have come back.
            #expect(try await statuses(try await clients(4, server)) == [Int](repeating: 200, count: 4))
        }
    }

    @Test func whoWaitsIsAnsweredWhenTheServerStops() async throws {
        let gate = Gate()
        let handler: Server.Handler = { request in
            await gate.wait()
            return await echo(request)
        }
        let server = try Server.start(Self.configuration(), onFault: describe, handler: handler)
        let clients = try await clients(10, server)
        await eventually { server.statistics.waiting == 8 }
        let stopped = Task { await server.stop(within: .zero) }
        #expect(try await statuses(clients) == [Int](repeating: 503, count: 10))
        gate.open()
        await stopped.value
        #expect(server.requestsInFlight == 0)
    }

    @Test func thousandsInTurnLoseNobody() async throws {
        try await withServer(Self.configuration()) { server throws in
            try await withThrowingTaskGroup { group in
                for _ in 1...16 {
                    group.addTask {
                        try await onThread { () throws in
                            let client = try Client(port: server.port)
                            for number in 1...250 {
                                #expect(try client.exchange("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /\(number) ")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.statistics.waiting == 0)
        }
    }
}

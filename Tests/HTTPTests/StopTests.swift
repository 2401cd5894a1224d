import HTTP
import HTTPTypes
import Testing

@Suite struct StopTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func refusesConnections(_ server: Server) -> Bool {
        do {
            _ = try Client(port: server.port)
            return false
        } catch {
            return "\(error)" == "refused"
        }
    }

    @Test func aRunningRequestGetsItsAnswerWhileNewOnesAreRefused() async throws {
        let gate = Gate()
        let handler: Server.Handler = { request in
            if request.target.path == "/wait" { await gate.wait() }
            return await echo(request)
        }
        try await withServer(handler: handler) { server throws in
            async let running = onThread { try Client(port: server.port).exchange("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
            await eventually { gate.waiting == 1 }
            let kept = try await onThread { () throws in
                let client = try Client(port: server.port)
                #expect(try client.exchange(Self.request).status == 200)
                return Held(client)
            }
            async let stop: Void = server.stop(within: .seconds(60))
            await eventually { refusesConnections(server) }
            let late = try await onThread { try kept.client.exchange(Self.request) }
            #expect(late.status == 503)
            #expect(late("Connection") == ["close"])
            gate.open()
            let reply = try await running
            #expect(reply.status == 200)
            #expect(reply("Connection") == ["close"])
            await stop
            #expect(server.requestsInFlight == 0)
        }
    }

    @Test func aHandlerThatNeverEndsIsCancelled() async throws {
        let gate = Gate()
        let handler: Server.Handler = { _ in
            gate.open()
            try? await Task.sleep(for: .seconds(3_600))
            return Response(status: .gatewayTimeout, body: Array((Task.isCancelled ? "cancelled" : "slept").utf8))
        }
        try await withServer(handler: handler) { server throws in
            async let running = onThread { try Client(port: server.port).exchange(Self.request) }
            await gate.wait()
            await server.stop(within: .milliseconds(10))
            let reply = try await running
            #expect(reply.status == 504)
            #expect(reply.text == "cancelled")
        }
    }

    @Test func aHandlerThatIgnoresCancellationIsLeftBehind() async throws {
        let gate = Gate()
        let left = Gate()
        let handler: Server.Handler = { request in
            await gate.wait()
            left.open()
            return await echo(request)
        }
        try await withServer(handler: handler) { server throws in
            async let running = onThread { try Client(port: server.port).exchange(Self.request) }
            await eventually { gate.waiting == 1 }
            await server.stop(within: .milliseconds(10))
            #expect(try await running.status == 503)
            #expect(server.requestsInFlight == 0)
        }
        // Its answer comes after libmicrohttpd is gone, and must not reach it.
        gate.open()
        await left.wait()
    }

    @Test func anUnfinishedRequestDoesNotHoldUpTheEnd() async throws {
        try await withServer { server throws in
            let client = try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
                return Held(client)
            }
            await eventually { server.requestsInFlight == 1 }
            await server.stop(within: .milliseconds(10))
            #expect(try await onThread { try client.client.receiveRest() } == "")
        }
    }

    @Test func idleConnectionsAreClosed() async throws {
        try await withServer { server throws in
            let client = try await onThread { () throws in
                let client = try Client(port: server.port)
                #expect(try client.exchange(Self.request).status == 200)
                return Held(client)
            }
            await server.stop(within: .seconds(60))
            #expect(try await onThread { try client.client.receiveRest() } == "")
        }
    }

    @Test func mayBeCalledAgainAndAtTheSameTime() async throws {
        let server = try startOnAPortOfItsOwn()
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...8 { group.addTask { await server.stop(within: .zero) } }
        }
        #expect(refusesConnections(server))
        await server.stop(within: .seconds(60))
    }

    @Test func underLoad() async throws {
        for _ in 1...10 {
            let answered = Gate()
            let server = try startOnAPortOfItsOwn()
            let clients = (1...8).map { _ in
                Task {
                    try await onThread { () throws in
                        // Until the server closes.
                        while let client = try? Client(port: server.port) {
                            while let reply = try? client.exchange(Self.request) {
                                #expect(reply.status == 200 || reply.status == 503)
                                answered.open()
                            }
                        }
                    }
                }
            }
            await answered.wait()
            await server.stop(within: .seconds(60))
            for client in clients { try await client.value }
            #expect(server.requestsInFlight == 0)
        }
    }
}

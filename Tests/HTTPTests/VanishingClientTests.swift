import HTTPTypes
import Testing

@testable import HTTP

/// Clients that go away in the middle. Each time the server must go on, and keep nothing of them.
@Suite struct VanishingClientTests {
    @Test(arguments: [
        "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf",
    ])
    func whileSending(text: String) async throws {
        try await withServer(.test(idleTimeout: 5)) { server throws in
            try await onThread { () throws in
                for round in 1...20 {
                    let client = try Client(port: server.port)
                    try client.send(text)
                    if round.isMultiple(of: 2) { client.abort() } else { client.close() }
                }
            }
            try await expectServes(server)
        }
    }

    @Test(arguments: [true, false]) func whileTheHandlerRuns(abruptly: Bool) async throws {
        let gate = Gate()
        // Large enough that it does not fit the socket's buffer, so that the server is still writing when it hears of the reset.
        let body = [UInt8](repeating: 0, count: 8_000_000)
        let handler: Server.Handler = { request in
            if request.target.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: request.target.path == "/wait" ? body : [])
        }
        try await withServer(handler: handler) { server throws in
            let clients = try await onThread { () throws in
                let clients = try (1...20).map { _ in try Client(port: server.port) }
                for client in clients { try client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
                return clients.map(Held.init)
            }
            await eventually { gate.waiting == 20 }
            for held in clients { if abruptly { held.client.abort() } else { held.client.close() } }
            #expect(server.requestsInFlight == 20)
            #expect(server.exchanges.running.count == 20)
            let held = Weak(exchange: server.exchanges.running.first)
            #expect(held.exchange != nil)
            gate.open()
            try await expectServes(server)
            // The task may still be on its way back from resuming when its answer has long been sent.
            await eventually { server.exchanges.running.isEmpty }
            await eventually { held.exchange == nil }
        }
    }

    @Test func whileTheAnswerIsSent() async throws {
        let body = [UInt8](repeating: 0, count: 8_000_000)
        let handler: Server.Handler = { _ in Response(status: .ok, body: body) }
        try await withServer(handler: handler) { server throws in
            try await onThread { () throws in
                for _ in 1...10 {
                    let client = try Client(port: server.port)
                    try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    try client.receiveSome()
                    client.abort()
                }
            }
            try await expectServes(server)
        }
    }

    private func expectServes(_ server: Server) async throws {
        #expect(try await onThread { try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.status == 200)
        await eventually { server.requestsInFlight == 0 }
    }
}

private struct Weak {
    weak var exchange: Exchange?
}

import HTTPTypes
import Synchronization
import Testing

@testable import HTTP

/// Bodies that are made while they are sent.
@Suite struct StreamTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Answers `/` with a stream, and everything else at once.
    private func streaming(_ produce: @escaping @Sendable (BodyStream) async -> Void) -> Server.Handler {
        { request in
            guard request.target.path == "/" else { return await echo(request) }
            return Response(status: .ok, body: .stream(StreamedBody(capacity: 100_000, produce: produce)))
        }
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func itComesPieceByPiece() async throws {
        let gate = Gate()
        let handler = streaming { stream in
            await stream.write(bytes("first "))
            await gate.wait()
            await stream.write(bytes("second"))
        }
        try await withClient(handler: handler) { client in
            try client.send(Self.request)
            let head = try client.receive()
            #expect(head.status == 200 && head("Transfer-Encoding") == ["chunked"] && head("Content-Length") == [])
            #expect(try client.receive(until: "first ") == "6\r\nfirst ")
            gate.open()
            #expect(try client.receive(until: "0\r\n\r\n") == "\r\n6\r\nsecond\r\n0\r\n\r\n")
            // The connection goes on.
            #expect(try client.exchange("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /next ")
        }
    }

    @Test func emptyAndForAnOldClient() async throws {
        try await withClient(handler: streaming { _ in }) { client in
            try client.send(Self.request)
            _ = try client.receive()
            #expect(try client.receive(until: "\r\n\r\n") == "0\r\n\r\n")
        }
        try await withClient(handler: streaming { stream in await stream.write(bytes("all of it")) }) { client in
            try client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
            #expect(try client.receive()("Transfer-Encoding") == [])
            #expect(try client.receiveRest() == "all of it")
        }
    }

    @Test func aHeadRequestDoesNotRunIt() async throws {
        let runs = Atomic(0)
        try await withServer(handler: streaming { _ in runs.add(1, ordering: .relaxed) }) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                let reply = try client.receive(hasBody: false)
                #expect(reply.status == 200 && reply("Connection") == ["close"])
                // Nothing that could be taken for another answer.
                #expect(try ["", "0\r\n\r\n"].contains(client.receiveRest()))
            }
            await eventually { server.exchanges.streams.isEmpty }
        }
        #expect(runs.load(ordering: .relaxed) == 0)
    }

    /// Far more than all buffers on the way hold.
    private static let pieces = 1000

    private static func endless(_ written: borrowing Atomic<Int>, _ stream: BodyStream) async {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 99_999) + [UInt8(ascii: "\n")]
        for _ in 0..<pieces {
            guard await stream.write(piece) else { return }
            written.add(1, ordering: .relaxed)
        }
    }

    @Test func theProducerWaitsForASlowReader() async throws {
        let written = Counter()
        try await withServer(handler: streaming { stream in await Self.endless(written.value, stream) }) { server throws in
            let slow = try await onThread { () throws in
                let slow = try Client(port: server.port)
                try slow.send(Self.request)
                _ = try slow.receive()
                // It holds up nobody.
                let others = try (1...8).map { _ in try Client(port: server.port) }
                for round in 1...500 { #expect(try others[round % 8].exchange("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) }
                return Held(slow)
            }
            let stream = try #require(server.exchanges.streams.first)
            await eventually { stream.waiting >= 100_000 }
            #expect(stream.waiting < 200_000 && written.value.load(ordering: .relaxed) < Self.pieces)
            let text = try await onThread { try slow.client.receive(until: "\r\n0\r\n\r\n") }
            #expect(text.utf8.count { $0 == UInt8(ascii: "x") } == Self.pieces * 99_999)
            #expect(written.value.load(ordering: .relaxed) == Self.pieces)
        }
    }

    @Test func whoDoesNotReadIsLetGo() async throws {
        let written = Counter()
        let ended = Gate()
        let handler = streaming { stream in
            await Self.endless(written.value, stream)
            ended.open()
        }
        try await withServer(.test(idleTimeout: 1), handler: handler) { server throws in
            let sleeper = try await onThread { () throws in
                let sleeper = try Client(port: server.port)
                try sleeper.send(Self.request)
                return Held(sleeper)
            }
            await ended.wait()
            #expect(written.value.load(ordering: .relaxed) < Self.pieces)
            await eventually { server.requestsInFlight == 0 && server.exchanges.streams.isEmpty }
            withExtendedLifetime(sleeper) {}
        }
    }

    @Test func silenceOfTheProducerIsNoTimeOut() async throws {
        let handler = streaming { stream in
            for number in 1...2 {
                try? await Task.sleep(for: .seconds(3))
                await stream.write(bytes("word \(number)"))
            }
        }
        try await withClient(.test(idleTimeout: 1), handler: handler) { client in
            try client.send(Self.request)
            _ = try client.receive()
            #expect(try client.receive(until: "0\r\n\r\n").contains("word 2"))
        }
    }

    @Test(arguments: [true, false]) func whoGoesAwayIsForgotten(abruptly: Bool) async throws {
        let ended = Counter()
        let handler = streaming { stream in
            while await stream.write(bytes("still here? ")) { try? await Task.sleep(for: .milliseconds(5)) }
            #expect(Task.isCancelled)
            ended.value.add(1, ordering: .relaxed)
        }
        try await withServer(handler: handler) { server throws in
            let clients = try await onThread { () throws in
                let clients = try (1...20).map { _ in try Client(port: server.port) }
                for client in clients {
                    try client.send(Self.request)
                    _ = try client.receive(until: "here?")
                }
                return clients.map(Held.init)
            }
            #expect(server.exchanges.streams.count == 20 && server.requestsInFlight == 20)
            let held = WeakStream(stream: server.exchanges.streams.first)
            for held in clients { if abruptly { held.client.abort() } else { held.client.close() } }
            await eventually { ended.value.load(ordering: .relaxed) == 20 }
            await eventually { server.requestsInFlight == 0 && server.exchanges.streams.isEmpty && held.stream == nil }
        }
    }

    @Test func theServerStopsWithoutWaitingForStreams() async throws {
        let stopped = Counter()
        let handler = streaming { stream in
            await stream.write(bytes("begun"))
            // One that has nothing to say, and one that has more than anybody reads.
            try? await Task.sleep(for: .seconds(3600))
            #expect(await !stream.write(bytes("too late")))
            stopped.value.add(1, ordering: .relaxed)
        }
        let flood: Server.Handler = { request in
            if request.target.path == "/flood" {
                return Response(
                    status: .ok,
                    body: .stream(
                        StreamedBody { stream in
                            await Self.endless(Counter().value, stream)
                            stopped.value.add(1, ordering: .relaxed)
                        }))
            }
            return await handler(request)
        }
        try await withServer(handler: flood) { server throws in
            let (quiet, sleeper) = try await onThread { () throws in
                let quiet = try Client(port: server.port)
                try quiet.send(Self.request)
                _ = try quiet.receive(until: "begun")
                let sleeper = try Client(port: server.port)
                try sleeper.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
                return (Held(quiet), Held(sleeper))
            }
            await eventually { server.exchanges.streams.count == 2 && server.exchanges.streams.contains { $0.waiting >= 65_536 } }
            // Otherwise the test would take an hour.
            await server.stop(within: .seconds(3600))
            #expect(server.requestsInFlight == 0)
            await eventually { stopped.value.load(ordering: .relaxed) == 2 }
            #expect(try await onThread { try quiet.client.receiveRest() }.hasSuffix("0\r\n\r\n"))
            withExtendedLifetime(sleeper) {}
        }
    }

    @Test func manyAtOnceWithFewThreads() async throws {
        let gate = Gate()
        let handler = streaming { stream in
            for number in 1...50 {
                await stream.write(bytes("\(number),"))
                if number == 25 { await gate.wait() }
            }
        }
        // At most 120 a thread: with just 128 of a thread's connections ready at once, libmicrohttpd 0.9.75 first waits for another event.
        try await withServer(.test(connectionLimit: 240), handler: handler) { server throws in
            let texts = try await onThread { () throws in
                let clients = try (1...200).map { _ in try Client(port: server.port) }
                for client in clients { try client.send(Self.request) }
                for client in clients { _ = try client.receive(until: "25,") }
                gate.open()
                return try clients.map { try $0.receive(until: "\r\n0\r\n\r\n") }
            }
            #expect(texts.allSatisfy { $0.contains("50,") } && texts.count == 200)
        }
    }
}

/// A number that a producer on another thread counts.
private final class Counter: Sendable {
    let value = Atomic(0)
}

private struct WeakStream {
    weak var stream: BodyStream?
}

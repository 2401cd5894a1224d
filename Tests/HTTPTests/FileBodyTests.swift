import HTTPTypes
import Testing

@testable import HTTP

/// Bodies that are files, over a real socket.
@Suite struct FileBodyTests {
    /// Far more than the buffers of a socket hold.
    private static let bytes = Sample.noise(8_000_003)
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Answers each request with a file of its own.
    private func handler(_ folder: FileFolder, status: HTTPResponse.Status = .ok) -> Server.Handler {
        { _ in
            guard let file = try? folder.file(Self.bytes) else { return Response(status: .internalServerError) }
            return Response(status: status, headers: [.contentType: "text/csv", .eTag: "\"x\""], body: .file(file))
        }
    }

    @Test func arrivesByteForByte() async throws {
        try await FileFolder.with { folder in
            try await withServer(handler: handler(folder)) { server throws in
                try await onThread { () throws in
                    let client = try Client(port: server.port)
                    for _ in 1...2 {
                        let reply = try client.exchange(Self.request)
                        #expect(reply.status == 200)
                        #expect(reply("Content-Length") == ["8000003"])
                        #expect(reply("Transfer-Encoding").isEmpty)
                        // Not within the macro, which would print both.
                        let isWhole = reply.body == Self.bytes
                        #expect(isWhole)
                    }
                }
                await eventually { folder.openDescriptors == 0 }
            }
        }
    }

    @Test func headHasTheSameFieldsAndNoBody() async throws {
        try await FileFolder.with { folder in
            try await withClient(handler: handler(folder)) { client throws in
                try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try client.receive(hasBody: false)
                // Had a body been sent, it would be read as the beginning of the next answer.
                let whole = try client.exchange(Self.request)
                #expect(whole.body.count == Self.bytes.count)
                func fields(_ reply: Reply) -> [String] { reply.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" } }
                #expect(fields(head) == fields(whole))
                #expect(head("Content-Length") == ["8000003"])
            }
        }
    }

    @Test func notModifiedSendsNoBody() async throws {
        try await FileFolder.with { folder in
            try await withServer(handler: handler(folder, status: .notModified)) { server throws in
                try await onThread { () throws in
                    let client = try Client(port: server.port)
                    for _ in 1...2 {
                        let reply = try client.exchange(Self.request)
                        #expect(reply.status == 304)
                        #expect(reply("ETag") == ["\"x\""])
                        // RFC 9110 section 8.6: the length that 200 would have.
                        #expect(reply("Content-Length") == ["8000003"])
                    }
                }
                await eventually { folder.openDescriptors == 0 }
            }
        }
    }

    /// The clients share one open file, and so its position, were that looked at.
    @Test func oneFileForManyAtOnce() async throws {
        try await FileFolder.with { folder in
            let file = try folder.file(Self.bytes)
            let handler: Server.Handler = { _ in Response(status: .ok, body: .file(file)) }
            try await withServer(handler: handler) { server throws in
                let port = server.port
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 1...8 {
                        group.addTask { try await onThread { try Client(port: port).exchange(Self.request).body == Self.bytes } }
                    }
                    for try await isWhole in group { #expect(isWhole) }
                }
                await eventually { folder.openDescriptors == 1 }
            }
            let isStillWhole = file.bytes() == Self.bytes
            #expect(isStillWhole)
        }
    }

    @Test(arguments: [true, false]) func aClientThatVanishesLeavesNothingOpen(abruptly: Bool) async throws {
        try await FileFolder.with { folder in
            try await withServer(handler: handler(folder)) { server throws in
                try await onThread { () throws in
                    for _ in 1...20 {
                        let client = try Client(port: server.port)
                        try client.send(Self.request)
                        try client.receiveSome()
                        // The other end has more to send than fits between the two.
                        #expect(folder.openDescriptors > 0)
                        if abruptly { client.abort() } else { client.close() }
                    }
                }
                await eventually { folder.openDescriptors == 0 && server.requestsInFlight == 0 }
                #expect(try await onThread { try Client(port: server.port).exchange(Self.request) }.body.count == Self.bytes.count)
            }
        }
    }

    /// Stopping ends answers that nobody reads, and their files.
    @Test func stoppingLeavesNothingOpen() async throws {
        try await FileFolder.with { folder in
            let held = try await withServer(handler: handler(folder)) { server throws in
                try await onThread { () throws in
                    let client = try Client(port: server.port)
                    try client.send(Self.request)
                    try client.receiveSome()
                    return Held(client)
                }
            }
            #expect(folder.openDescriptors == 0)
            held.client.close()
        }
    }
}

import HTTP
import HTTPTypes
import Testing

/// Answers that stand ready, and requests that are too unusual for one.
@Suite struct ReadyTests {
    private static let ready = ReadyResponse(Response(status: .ok, headers: [.contentType: "text/plain"], body: Array("ready".utf8)))

    private func withReady<Result: Sendable>(
        _ onReady: @escaping Server.ReadyHandler = { _ in ready }, _ body: @escaping @Sendable (Client) throws -> Result
    ) async throws -> Result {
        try await withServer(onReady: onReady) { server throws in try await onThread { try body(Client(port: server.port)) } }
    }

    @Test func aPlainRequestGetsIt() async throws {
        try await withReady { client throws in
            for fields in [
                "", "Accept: */*\r\n", "USER-AGENT: x\r\nAccept: text/csv;q=0.5\r\nAccept-Encoding: gzip\r\n", "Connection: keep-alive\r\n",
            ] {
                for target in ["/", "/a/b?c=d&e=%20", "/?"] {
                    let reply = try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                    #expect(reply.status == 200 && reply.text == "ready" && reply("Content-Length") == ["5"], "\(target) \(fields)")
                }
            }
            try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.receive(hasBody: false)
            #expect(head.text.isEmpty && head("Content-Length") == ["5"])
            // Two that come together get two answers.
            try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try [client.receive().text, client.receive().text] == ["ready", "ready"])
        }
    }

    /// What a plain head is not is read as ever.
    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "GET / HTTP/1.0\r\nConnection: close\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nAccept: a/b\r\nAccept: c/d\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \u{e9}\r\n\r\n", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a \r\n\r\n",
    ])
    func another(request: String) async throws {
        try await withReady { client throws in
            let reply = try client.exchange(request)
            #expect(reply.status == 200 && reply.text.hasPrefix(request.prefix { $0 != " " } + " / "), "\(reply.text)")
            #expect(reply.text.hasSuffix("hi") == request.contains("hi"))
        }
    }

    /// None of what must be refused is answered because an answer stands ready.
    @Test(arguments: MalformedRequestTests.cases) func aMalformedRequestIsRefused(_ malformed: MalformedRequestTests.Case) async throws {
        let onReady: Server.ReadyHandler = { _ in Self.ready }
        try await withServer(.test(idleTimeout: 5), onReady: onReady) { server throws in
            try await onThread { () throws in
                let client = try Client(port: server.port)
                try? client.send(malformed.bytes)
                let rest = try client.receiveRest()
                let status = rest.isEmpty ? 0 : Reply.parse(Array(rest.utf8), hasBody: true)?.0.status
                #expect(status.map(malformed.statuses.contains) == true && !rest.contains("HTTP/1.1 2"), "\(rest)")
            }
        }
    }

    @Test func theViewHasWhatTheAnswerDependsOn() async throws {
        let names = ReadyResponse(Response(status: .ok, body: Array("names".utf8)))
        let onReady: Server.ReadyHandler = { view in
            let isRight =
                text(view.target) == "/t?q=1" && text(view.accept) == "a/b;q=1" && text(view.acceptEncoding) == "gzip, br"
                && text(view.ifNoneMatch) == "W/\"x\", \"y\""
            return isRight && view.alreadyHas("\"y\"") && view.alreadyHas("\"x\"") && !view.alreadyHas("\"z\"") ? names : nil
        }
        let request = "GET /t?q=1 HTTP/1.1\r\nhost: a\r\naccept: a/b;q=1\r\nACCEPT-ENCODING: gzip, br\r\nIf-None-Match: W/\"x\", \"y\"\r\n\r\n"
        let reply = try await withReady(onReady) { try $0.exchange(request) }
        #expect(reply.text == "names")
    }

    /// The spelling that is kept of a request finds a view of it, and of no other.
    @Test func aKeyIsThatOfItsView() async throws {
        let request = Request(target: Target(path: "/a", query: "b=c"), headers: [.accept: "x/y", .acceptEncoding: "gzip"])
        let key = try #require(RequestKey(request))
        let same = ReadyResponse(Response(status: .ok, body: Array("same".utf8)))
        let onReady: Server.ReadyHandler = { view in key == view && key.hash(seed: 7) == view.hash(seed: 7) ? same : Self.ready }
        try await withReady(onReady) { client throws in
            func answer(_ target: String, _ fields: String...) throws -> String {
                try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n").text
            }
            #expect(try answer("/a?b=c", "Accept: x/y", "Accept-Encoding: gzip") == "same")
            #expect(try answer("/a?b=c", "Accept-Encoding: gzip", "User-Agent: z", "Accept: x/y") == "same")
            for (target, accept, encoding) in [
                ("/a?b=d", "x/y", "gzip"), ("/a?b=c", "x/z", "gzip"), ("/a?b=c", "x/y", "gzi"), ("/a?b=", "cx/y", "gzip"), ("/a?b=c", "x/yg", "zip"),
            ] {
                #expect(try answer(target, "Accept: \(accept)", "Accept-Encoding: \(encoding)") == "ready")
            }
            #expect(try answer("/a?b=c", "Accept: x/y") == "ready" && answer("/a?b=c") == "ready")
        }
        let repeated = Request(
            target: Target(path: "/"), headers: HTTPFields([HTTPField(name: .accept, value: "a/b"), HTTPField(name: .accept, value: "c/d")]))
        #expect(RequestKey(repeated) == nil)
    }

    /// One answer goes out on many connections at once, whole.
    @Test func itIsSentToMany() async throws {
        let body = [UInt8](repeating: 65, count: 300_000)
        let large = ReadyResponse(Response(status: .ok, body: body))
        let onReady: Server.ReadyHandler = { _ in large }
        try await withServer(onReady: onReady) { server throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...16 {
                    group.addTask {
                        try await onThread { () throws in
                            let client = try Client(port: server.port)
                            for _ in 1...20 { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body == body) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

private func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

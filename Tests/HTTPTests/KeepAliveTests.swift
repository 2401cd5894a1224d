import HTTP
import Testing

@Suite struct KeepAliveTests {
    @Test func oneConnectionServesManyRequests() async throws {
        try await withClient { client throws in
            for number in 1...500 {
                let reply = try client.exchange("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
                #expect(reply.text == "POST /\(number) body")
                #expect(reply("Connection").isEmpty)
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        // The first is the slowest, so that answers given as they are ready would come in the wrong order.
        let handler: Server.Handler = { request in
            if request.target.path == "/1" { try? await Task.sleep(for: .milliseconds(50)) }
            return await echo(request)
        }
        try await withClient(handler: handler) { client throws in
            try client.send((1...50).map { "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" }.joined())
            for number in 1...50 { #expect(try client.receive().text == "POST /\(number) body") }
        }
    }

    @Test func theClientMayEndTheConnection() async throws {
        let rest = try await withClient { client throws in
            try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return try client.receiveRest()
        }
        #expect(rest.hasPrefix("HTTP/1.1 200 "))
        #expect(rest.contains("\r\nConnection: close\r\n"))
    }

    @Test func http10ClosesUnlessAskedNotTo() async throws {
        let rest = try await withClient { client throws in
            let kept = try client.exchange("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(kept.text == "GET /1 ")
            #expect(kept("Connection") == ["Keep-Alive"])
            try client.send("GET /2 HTTP/1.0\r\n\r\n")
            return try client.receiveRest()
        }
        #expect(rest.hasSuffix("\r\n\r\nGET /2 "))
    }

    @Test func anIdleConnectionIsClosed() async throws {
        #expect(try await withClient(.test(idleTimeout: 1)) { try $0.receiveRest() } == "")
    }

    @Test func aSlowHandlerIsNotIdle() async throws {
        let handler: Server.Handler = { request in
            try? await Task.sleep(for: .seconds(12))
            return await echo(request)
        }
        #expect(try await withClient(.test(idleTimeout: 5), handler: handler) { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.status == 200)
    }

    @Test func aHeadMayArriveByteByByte() async throws {
        try await withClient { client throws in
            for byte in "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody".utf8 { try client.send([byte]) }
            #expect(try client.receive().text == "POST /slow body")
        }
    }

    @Test func aChunkedBodyIsPutTogether() async throws {
        try await withClient { client throws in
            let head = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            #expect(try client.exchange(head + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n").text == "POST /c abc0123456789")
            #expect(try client.exchange(head + "0\r\n\r\n").text == "POST /c ")
        }
    }

    @Test func aBodyThatWaitsForPermissionGetsIt() async throws {
        try await withClient { client throws in
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            #expect(try client.receive().status == 100)
            #expect(try client.exchange("body").text == "POST / body")
        }
    }

    @Test func aBodyThatIsTooLargeGetsNoPermission() async throws {
        let reply = try await withClient(.test(bodyLimit: 3)) { client throws in
            try client.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        }
        #expect(reply.status == 413)
        #expect(reply("Connection") == ["close"])
    }
}

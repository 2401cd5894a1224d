import HTTP
import HTTPTypes
import Testing

@Suite struct RoundTripTests {
    @Test func aRequestArrivesWhole() async throws {
        let handler: Server.Handler = { request in
            let fields = request.headers.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: ";")
            let text = "\(request.method.rawValue)|\(request.target.path)|\(request.target.query ?? "-")|\(fields)|\(request.remoteAddress ?? "-")|"
            return Response(status: .accepted, headers: [.contentType: "text/plain"], body: Array(text.utf8) + request.body)
        }
        let reply = try await withClient(handler: handler) { client throws in
            try client.exchange(
                "PUT /a%2Fb/c?x=1+%41&x=%zz HTTP/1.1\r\nHost: example.org\r\nX-One: 1\r\nx-two:  2 \t\r\nX-One: 3\r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhé\0!"
            )
        }
        #expect(reply.status == 202)
        #expect(reply("Content-Type") == ["text/plain"])
        #expect(reply("Date").count == 1)
        #expect(reply("Server").isEmpty)
        #expect(
            reply.text
                == "PUT|/a%2Fb/c|x=1+%41&x=%zz|Host=example.org;X-One=1;x-two=2;X-One=3;X-Empty=;Content-Length=5|127.0.0.1|hé\0!")
    }

    @Test func allFieldsOfAnAnswerAreSent() async throws {
        let handler: Server.Handler = { _ in
            var headers: HTTPFields = [.contentType: "text/plain", .contentLength: "99", .transferEncoding: "chunked"]
            headers.append(HTTPField(name: .setCookie, value: "a=1"))
            headers.append(HTTPField(name: .setCookie, value: "b=2"))
            headers.append(HTTPField(name: HTTPField.Name("X-Empty")!, value: ""))
            headers.append(HTTPField(name: HTTPField.Name("X-Text")!, value: "naïve\ttab"))
            return Response(status: .ok, headers: headers, body: Array("ok".utf8))
        }
        let reply = try await withClient(handler: handler) { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(reply("Set-Cookie") == ["a=1", "b=2"])
        #expect(reply("X-Empty") == [""])
        #expect(reply("X-Text") == ["naïve\ttab"])
        #expect(reply("Content-Length") == ["2"])
        #expect(reply("Transfer-Encoding").isEmpty)
        #expect(reply.text == "ok")
    }

    @Test func aFieldCannotBreakOutOfItsLine() async throws {
        let handler: Server.Handler = { _ in
            Response(status: .ok, headers: [HTTPField.Name("X-Text")!: "a\r\nX-Evil: 1\nX-Evil: 2\0\r\n\r\nbody"])
        }
        let reply = try await withClient(handler: handler) { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(reply("X-Evil").isEmpty)
        #expect(reply("X-Text") == ["a  X-Evil: 1 X-Evil: 2     body"])
        #expect(reply.body.isEmpty)
    }

    @Test func headHasTheHeadOfGetAndNoBody() async throws {
        try await withClient { client throws in
            try client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.receive(hasBody: false)
            #expect(head.status == 200)
            #expect(head("Content-Length") == ["8"])
            // Had a body been sent, it would be read as the beginning of the next answer.
            #expect(try client.exchange("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /x ")
        }
    }

    @Test(arguments: [204, 304]) func aStatusWithoutABodyHasNone(status: Int) async throws {
        let handler: Server.Handler = { _ in Response(status: HTTPResponse.Status(code: status), body: Array("whole".utf8)) }
        try await withClient(handler: handler) { client throws in
            for _ in 1...2 {
                let reply = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(reply.status == status)
                // RFC 9110 section 8.6: none with 204; with 304 the length that 200 would have.
                #expect(reply("Content-Length") == (status == 204 ? [] : ["5"]))
            }
        }
    }

    @Test(arguments: [0, 1, 1_000, 65_536, 5_000_000]) func aBodyOfAnySizeIsSent(size: Int) async throws {
        // Unoptimised code would take seconds to make five million bytes one by one, on a thread that all tests share.
        let body = Array(String(repeating: "0123456789abcdefghijklmnopqrstuvwxyz", count: size / 36 + 1).utf8.prefix(size))
        let handler: Server.Handler = { _ in Response(status: .ok, body: body) }
        let reply = try await withClient(handler: handler) { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(reply.body == body)
    }

    @Test func theTargetMayHaveCharactersBeyondASCII() async throws {
        #expect(try await withClient { try $0.exchange("GET /café?n=é HTTP/1.1\r\nHost: a\r\n\r\n") }.text == "GET /café?n=é ")
    }

    @Test func anUnknownMethodReachesTheHandler() async throws {
        #expect(try await withClient { try $0.exchange("FROB / HTTP/1.1\r\nHost: a\r\n\r\n") }.text == "FROB / ")
    }

    @Test func theAbsoluteFormIsTaken() async throws {
        #expect(try await withClient { try $0.exchange("GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n") }.text == "GET /b?c ")
    }
}

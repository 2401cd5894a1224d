import Testing

@testable import RegisterAPI

@Suite struct LimitTests {
    @Test func aTargetThatIsTooLong() async throws {
        let prefix = "/v1/municipalities?name="
        let reply = try await Service.shared.send(prefix + String(repeating: "x", count: 8_193 - prefix.utf8.count))
        #expect(reply.status == 414)
        #expect(try reply.json()["code"] == "target-too-long")
        #expect(try await Service.shared.send("/" + String(repeating: "x", count: 16_000)).status == 414)
    }

    @Test func aHeaderThatIsTooLarge() async throws {
        let reply = try await Service.shared.send("/v1", fields: ["X-Large: \(String(repeating: "x", count: 12_288))"])
        #expect(reply.status == 431)
        #expect(try reply.json()["code"] == "header-too-large")
        #expect(try await Service.shared.send("/v1", fields: ["X-Large: \(String(repeating: "x", count: 12_000))"]).status == 200)
    }

    /// libmicrohttpd refuses these by itself, before the service sees them.
    @Test(arguments: [(60_000, 0, 414), (0, 60_000, 431)]) func aHeadThatDoesNotFitTheMemory(target: Int, field: Int, status: Int) async throws {
        let head = "GET /\(String(repeating: "t", count: target)) HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: field))\r\n\r\n"
        #expect(try await Service.shared.send(head: head).status == status)
    }

    @Test func aBodyThatIsTooLarge() async throws {
        let reply = try await Service.shared.send("POST", "/v1", fields: ["Content-Length: 1048577"])
        #expect(reply.status == 413)
        #expect(try reply.json()["code"] == "body-too-large")
        let chunks = Array((String(repeating: "8000\r\n\(String(repeating: "b", count: 0x8000))\r\n", count: 33) + "0\r\n\r\n").utf8)
        #expect(try await Service.shared.send("POST", "/v1", fields: ["Transfer-Encoding: chunked"], body: chunks).status == 413)
        let body = [UInt8](repeating: 0, count: 1_048_576)
        #expect(try await Service.shared.send("POST", "/v1", fields: ["Content-Length: \(body.count)"], body: body).status == 405)
    }

    @Test func aTransferCodingThatNobodyKnows() async throws {
        // A status of 501 is not a failure of the service here, but says what it does not do (RFC 9112 section 6.1).
        let reply = try await Service.shared.send("POST", "/v1", fields: ["Transfer-Encoding: gzip"], mayFail: true)
        #expect(reply.status == 501)
        #expect(try reply.json()["code"] == "transfer-coding-unsupported")
    }

    @Test(arguments: ["name=\u{1}\u{fe}", "name=a b", "name=a#b"]) func whatNoTargetMayHave(query: String) async throws {
        let reply = try await Service.shared.send("/v1/municipalities?\(query)")
        #expect(reply.status == 400)
        #expect(try reply.json()["code"] == "request-malformed")
    }

    @Test(arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]]) func rawBytesThatAreNoUTF8(bytes: [UInt8]) async throws {
        for prefix in ["/v1/municipalities?name=", "/v1/municipalities/", "/v1/regions/"] {
            let reply = try await Service.shared.send("GET", Array(prefix.utf8) + bytes)
            #expect(reply.status == 400)
            #expect(try reply.json()["code"] == "request-malformed")
        }
    }

    /// The API Design Rules: an answer that refuses a request says what is wrong with it.
    @Test func rawBytesThatAreNoUTF8AreNamed() async throws {
        let problem = try await Service.shared.send("GET", Array("/v1/municipalities?name=".utf8) + [0xFF]).json()
        #expect(!problem["errors"].elements.isEmpty, "\(problem)")
    }

    @Test func rawUTF8IsTaken() async throws {
        #expect(try await get("/v1/municipalities?name=Súdwest-Fryslân")["page"]["total"] == 1)
        let problem = try await get("/v1/municipalities/Súdwest", 404)
        #expect(problem["detail"].text?.contains("“Súdwest”") == true)
    }

    @Test func refusalsThatHaveNoRequest() async throws {
        for head in ["GET /v1 HTTP/1.1\r\n\r\n", "GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GE(T /v1 HTTP/1.1\r\nHost: a\r\n\r\n"] {
            let reply = try await Service.shared.send(head: head)
            try reply.checkRules("\(head.prefix(20))", #_sourceLocation)
            #expect(reply.status == 400)
            #expect(try reply.json()["code"] == "request-malformed")
        }
    }
}

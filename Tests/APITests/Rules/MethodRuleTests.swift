import Testing

@testable import RegisterAPI

@Suite struct MethodRuleTests {
    @Test("/core/http-methods") func methodsAreTheStandardOnes() async throws {
        let description = try await APIDescription.served
        for operation in description.operations {
            #expect(["get", "post", "put", "patch", "delete"].contains(operation.method), "\(operation.path)")
            let options = try await Service.shared.send("OPTIONS", operation.example)
            #expect(options["Allow"] == description.allowed(operation), "\(operation.path)")
            let other = try await Service.shared.send("DELETE", operation.example)
            #expect(other.status == 405 && other["Allow"] == description.allowed(operation), "\(operation.path)")
        }
    }

    @Test("/core/http-safety") func readingChangesNothing() async throws {
        let before = try await get("/v1")["revision"]
        for operation in try await APIDescription.served.reads {
            let first = try await ask(operation.request)
            let second = try await ask("HEAD", operation.request)
            #expect(first.status == 200 && second.status == 200, "\(operation.path)")
            #expect(first["ETag"] == second["ETag"] && first["Register-Revision"] == second["Register-Revision"], "\(operation.path)")
            #expect(try await ask("OPTIONS", operation.request).status == 204)
        }
        #expect(try await get("/v1")["revision"] == before)
    }

    @Test("/core/http-response-code") func eachStatusIsTheOneForWhatHappened() async throws {
        let tag = try #require(try await ask("/v1/norms")["ETag"])
        let long = String(repeating: "x", count: 20_000)
        let cases: [(String, String, [String], Int)] = [
            ("GET", "/v1/norms", [], 200), ("OPTIONS", "/v1/norms", [], 204), ("GET", "/v1/norms", ["If-None-Match: \(tag)"], 304),
            ("GET", "/v1/norms?validOn=x", [], 400), ("GET", "/v1/norms/x", [], 404), ("PUT", "/v1/norms", [], 405),
            ("GET", "/v1/norms", ["Accept: image/png"], 406), ("POST", "/v1/norms", ["Content-Length: 1048577"], 413),
            ("GET", "/v1/norms?x=\(long)", [], 414), ("GET", "/v1/norms", ["X-Large: \(long)"], 431),
        ]
        for (method, target, fields, status) in cases {
            #expect(try await ask(method, target, fields: fields).status == status, "\(method) \(status)")
        }
    }

    @Test("/core/stateless") func nothingIsRememberedOfAClient() async throws {
        let description = try await APIDescription.served
        #expect(description.json["security"] == [] && description.json["components"]["securitySchemes"] == .null)
        #expect(!description.operations.contains { $0.parameters.contains { $0["in"] == "cookie" } })
        for operation in description.reads {
            let plain = try await ask(operation.request)
            let known = try await ask(operation.request, fields: ["Cookie: session=1", "Authorization: Basic eDp5"])
            #expect(plain["Set-Cookie"] == nil && known["Set-Cookie"] == nil)
            #expect(plain.body == known.body && plain["ETag"] == known["ETag"], "\(operation.path)")
        }
    }

    @Test("/core/hide-implementation") func nothingSaysWhatItIsMadeOf() async throws {
        let description = try await APIDescription.served
        for word in ["libmicrohttpd", "libpq", "PostgreSQL", "Swift", "SQL", "pg_"] { #expect(!description.reply.text.contains(word), "\(word)") }
        for (method, target) in [("GET", "/v1"), ("GET", "/v1/nothing"), ("POST", "/v1"), ("GET", "/v1/norms?x=1"), ("GET", "/health/ready")] {
            let reply = try await ask(method, target)
            for name in ["Server", "X-Powered-By", "Via", "X-Generator"] { #expect(reply[name] == nil, "\(target)") }
        }
    }
}

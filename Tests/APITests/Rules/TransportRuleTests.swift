import Testing

@testable import RegisterAPI

@Suite struct TransportRuleTests {
    private static let long = String(repeating: "x", count: 20_000)
    /// One for each kind of answer.
    private static let requests: [(method: String, target: String, fields: [String])] = [
        ("GET", "/v1", []), ("GET", "/v1", ["Accept: text/html"]), ("GET", "/v1/norms", ["Accept: text/csv"]), ("GET", "/v1/openapi.json", []),
        ("HEAD", "/v1/norms", []), ("OPTIONS", "/v1/norms", []), ("GET", "/v1/norms?foo=1", []), ("GET", "/nothing", []), ("PATCH", "/v1", []),
        ("GET", "/v1", ["Accept: image/png"]), ("GET", "/v1?x=\(long)", []), ("GET", "/v1", ["X-Large: \(long)"]),
        ("POST", "/v1", ["Content-Length: 1048577"]), ("GET", "/health/ready", []),
    ]

    /// The service itself speaks plain HTTP, to this machine only unless told otherwise, for a proxy with TLS in front of it.
    @Test("/core/transport/tls") func nothingInvitesToPlainHTTP() async throws {
        let description = try await APIDescription.served
        description.walk { place, thing in
            guard place.last == "servers" else { return }
            for server in thing.elements { #expect(server["url"].text?.hasPrefix("http:") == false, "\(place)") }
        }
        for (method, target, fields) in Self.requests {
            let seconds = try await ask(method, target, fields: fields)["Strict-Transport-Security"]?.wholeMatch(of: /max-age=(\d+)/)?.1
            #expect(seconds.flatMap { Int($0) } ?? 0 >= 31_536_000, "\(method) \(target.prefix(50))")
        }
        // Service.init reads the line with which the service tells its address.
        let service = try await Service.shared
        #expect((service.program.output + service.program.errors).contains("Serving on http://127.0.0.1:\(service.port)."))
    }

    @Test("/core/transport/security-headers") func everyAnswerHasTheSecurityHeaders() async throws {
        for (method, target, fields) in Self.requests {
            let reply = try await ask(method, target, fields: fields)
            let about: Comment = "\(method) \(target.prefix(50)) → \(reply.status)"
            #expect(reply["Content-Security-Policy"]?.contains("default-src 'none'") == true, about)
            #expect(reply["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true, about)
            #expect(reply["X-Content-Type-Options"] == "nosniff" && reply["X-Frame-Options"] == "DENY", about)
            #expect(reply["Strict-Transport-Security"] != nil && reply["Access-Control-Allow-Origin"] != nil, about)
            #expect(reply.status == 204 || reply["Content-Type"] != nil, about)
            let isKept = reply.status < 400 && !target.hasPrefix("/health/")
            #expect(reply["Cache-Control"] == (isKept ? "public, max-age=0, must-revalidate" : "no-store"), about)
        }
    }

    /// The page may use its own style and the pictures of this service, and nothing else.
    @Test("/core/transport/security-headers: the page") func thePageMayDoWhatItDoesAndNoMore() async throws {
        let reply = try await ask("/", fields: ["Accept: text/html"])
        #expect(
            reply["Content-Security-Policy"]?.wholeMatch(
                of:
                    /default-src 'none'; style-src 'sha256-[A-Za-z0-9+\/]{43}='; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/
            )
                != nil)
        for part in ["<script", "style=\"", "javascript:", "onclick", "http://www"] { #expect(!reply.text.contains(part), "\(part)") }
        #expect(reply.text.contains("<img src=\"/v1/"))
    }

    @Test("/core/transport/cors") func anybodyMayReadAndNobodyMayWrite() async throws {
        let description = try await APIDescription.served
        for operation in description.reads {
            let preflight = try await ask(
                "OPTIONS", operation.example, fields: ["Origin: https://example.org", "Access-Control-Request-Method: PUT"])
            #expect(preflight.status == 204 && preflight["Access-Control-Allow-Origin"] == "*", "\(operation.path)")
            #expect(preflight["Access-Control-Allow-Methods"] == description.allowed(operation), "\(operation.path)")
            let read = try await ask(operation.request, fields: ["Origin: https://example.org"])
            #expect(read["Access-Control-Allow-Origin"] == "*" && read["Access-Control-Allow-Credentials"] == nil, "\(operation.path)")
            let exposed = read["Access-Control-Expose-Headers"] ?? ""
            for name in ["API-Version", "ETag", "Link", "Register-Revision", "Retry-After"] { #expect(exposed.contains(name), "\(operation.path)") }
        }
    }

    /// Everything here is public; a secret could come in by a parameter only.
    @Test("/core/transport/no-sensitive-uris") func noParameterTakesASecret() async throws {
        for operation in try await APIDescription.served.operations {
            for parameter in operation.parameters {
                let name = try #require(parameter["name"].text).lowercased()
                for secret in ["token", "key", "secret", "password", "bsn", "session", "user"] {
                    #expect(!name.contains(secret), "\(operation.path)")
                }
            }
        }
        #expect(try await faults("/v1/norms?apiKey=x") == ["apiKey parameter-unknown"])
    }

    /// The modules are for what the register does not have: places on a map, signed or encrypted messages.
    @Test("/core/modules") func noModuleIsNeeded() async throws {
        let description = try await APIDescription.served
        for (_, name, _) in try description.properties {
            for word in ["geometry", "coordinate", "latitude", "longitude", "bbox", "crs", "signature", "cipher"] {
                #expect(!name.lowercased().contains(word), "\(name)")
            }
        }
        for (place, status, response) in try description.responses {
            for type in response["content"].names {
                #expect(!["jose", "geo", "pkcs", "encrypted"].contains { type.contains($0) }, "\(place) \(status)")
            }
        }
    }
}

import Testing

@testable import RegisterAPI

/// Each resource in each of its representations.
@Suite struct RepresentationTests {
    private static let every = Resource.all + Resource.documents

    private static func fields(_ reply: Reply) -> [String] { reply.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" } }

    @Test(arguments: every) func headIsGetWithoutItsBody(resource: Resource) async throws {
        for form in resource.representations {
            for encoding in ["identity", "gzip"] {
                let accept = ["Accept: \(form.accept)", "Accept-Encoding: \(encoding)"]
                let get = try await Service.shared.send(resource.path, fields: accept, type: form.type)
                let head = try await Service.shared.send("HEAD", resource.path, fields: accept, type: form.type)
                #expect(get.status == 200 && head.status == 200 && !get.body.isEmpty && head.body.isEmpty)
                #expect(Self.fields(head) == Self.fields(get) && head["Content-Length"] == String(get.body.count))
            }
        }
    }

    @Test(arguments: every) func withoutAWishItIsJSON(resource: Resource) async throws {
        for wish in [
            [], ["Accept: */*"], ["Accept: application/*"], ["Accept: application/json"], ["Accept: "], ["Accept: text/x;q=0.1, */*;q=0.01"],
        ] {
            let reply = try await Service.shared.send(resource.path, fields: wish)
            #expect(reply.status == 200 && (JSON(reading: reply.body) != nil || resource.path == "/v1/openapi.json"))
        }
    }

    /// A problem is what such a client is given, and what it takes. It is no representation of the resource, so that it cannot ask for one.
    @Test(
        arguments: every, ["image/png", "application/problem+json", "text/csv;q=0, application/json;q=0, */*;q=0", "application/vnd.ms-excel", "csv"])
    func whatThereIsNotIsRefusedWithWhatThereIs(resource: Resource, accept: String) async throws {
        for method in ["GET", "HEAD"] {
            let reply = try await Service.shared.send(method, resource.path, fields: ["Accept: \(accept)"])
            #expect(reply.status == 406 && reply["Content-Type"] == "application/problem+json")
            guard method == "GET" else { continue }
            let problem = try reply.json()
            #expect(problem["code"] == "not-acceptable")
            let possible = resource.representations.map(\.accept)
            #expect(problem["detail"].text?.hasSuffix("It has \(possible.joined(separator: ", ")).") == true, "\(problem["detail"])")
        }
    }

    @Test(
        arguments: [
            (["text/csv"], "csv"), (["text/*"], "csv"), (["text/csv;header=present"], "csv"), (["TEXT/CSV; charset=utf-8"], "csv"),
            (["application/x-ndjson"], "ndjson"), (["application/x-ndjson, text/csv;q=0.9"], "ndjson"),
            (["text/csv;q=0.5, application/x-ndjson;q=0.4"], "csv"),
            (["application/json;q=0.1, text/csv;q=0.2"], "csv"), (["application/json;q=0, application/*"], "ndjson"),
            (["application/json;q=0, */*"], "csv"), (["text/csv, application/json"], "json"), (["text/csv, */*"], "json"),
            (["*/*;q=0.1, text/csv"], "csv"),
            (["text/html, text/csv;q=0.1"], "csv"), (["application/problem+json, text/csv;q=0.1"], "csv"),
            (["application/problem+json, */*;q=0.1"], "json"),
            (["image/png", "application/x-ndjson"], "ndjson"), (["text/csv;q=0.001, application/json;q=0"], "csv"),
            (["text/*;q=0, */*;q=0.1"], "json"),
        ] as [([String], String)]) func ofACollectionTheClientChooses(accept: [String], name: String) async throws
    {
        let type = ["csv": Resource.csv, "ndjson": Resource.ndjson, "json": "application/json"][name] ?? ""
        for path in ["/v1/municipalities", "/v1/norms"] {
            let reply = try await Service.shared.send(path, fields: accept.map { "Accept: \($0)" }, type: type)
            #expect(reply.status == 200 && reply["Content-Type"] == type)
        }
    }

    // MARK: CORS

    @Test(arguments: every, ["GET", "HEAD", "POST"]) func aBrowserMayAskFirst(resource: Resource, method: String) async throws {
        let fields = ["Origin: https://example.org", "Access-Control-Request-Method: \(method)", "Access-Control-Request-Headers: if-none-match"]
        let reply = try await Service.shared.send("OPTIONS", resource.path, fields: fields)
        #expect(reply.status == 204 && reply["Allow"] == resource.allowed)
        // Open for questions; that another method is not among them is how a browser learns that it may not.
        #expect(reply["Access-Control-Allow-Methods"] == resource.allowed)
        #expect(reply["Access-Control-Allow-Origin"] == "*" && reply["Access-Control-Allow-Credentials"] == nil)
        #expect(reply["Access-Control-Allow-Headers"]?.split(separator: ", ").contains("If-None-Match") == true)
        #expect(reply["Access-Control-Max-Age"].flatMap { Int($0) } ?? 0 > 0)
        #expect(reply["API-Version"] == apiVersion)
    }

    @Test func ofAPathThatIsNotThereABrowserIsToldSo() async throws {
        for path in ["/v1/nothing", "/v1/municipalities/", "/nothing"] {
            let fields = ["Origin: https://example.org", "Access-Control-Request-Method: GET"]
            let reply = try await Service.shared.send("OPTIONS", path, fields: fields)
            #expect(reply.status == 404 && reply["Access-Control-Allow-Methods"] == nil && reply["Allow"] == nil)
        }
    }

    @Test(arguments: every) func aScriptMayReadWhatTheContractSpeaksOf(resource: Resource) async throws {
        let fields = ["Origin: https://example.org"]
        let whole = try await Service.shared.send(resource.path, fields: fields)
        let refused = try await Service.shared.send(resource.with("foo=1"), fields: fields)
        for reply in [whole, refused] {
            let exposed = reply["Access-Control-Expose-Headers"]?.split(separator: ", ").map(String.init)
            #expect(exposed == ["API-Version", "ETag", "Link", "Register-Revision", "Register-Stale", "Retry-After", "traceparent", "X-Request-ID"])
        }
    }
}

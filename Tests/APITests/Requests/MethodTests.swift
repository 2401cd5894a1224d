import Testing

@testable import RegisterAPI

@Suite struct MethodTests {
    @Test(arguments: Resource.all) func headIsGetWithoutItsBody(resource: Resource) async throws {
        for target in [resource.path, resource.with("foo=1")] {
            let name = ["X-Request-ID: the-same"]
            let get = try await Service.shared.send(target, fields: name)
            let head = try await Service.shared.send("HEAD", target, fields: name)
            #expect(head.status == get.status)
            func fields(_ reply: Reply) -> [String] { reply.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" } }
            #expect(fields(head) == fields(get))
        }
    }

    @Test(arguments: Resource.all) func optionsSaysWhatIsAllowed(resource: Resource) async throws {
        let reply = try await Service.shared.send("OPTIONS", resource.path)
        #expect(reply.status == 204)
        #expect(reply["Allow"] == resource.allowed)
        #expect(reply["Access-Control-Allow-Methods"] == resource.allowed)
        #expect(reply["Cache-Control"] != nil)
    }

    @Test func optionsOfTheWholeService() async throws {
        let reply = try await Service.shared.send("OPTIONS", "*")
        #expect(reply.status == 204 && reply["Allow"] == "GET, HEAD, POST, OPTIONS")
    }

    @Test(arguments: Resource.all) func otherMethodsAreRefused(resource: Resource) async throws {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] where !resource.allowed.contains(method) {
            let reply = try await Service.shared.send(method, resource.path)
            #expect(reply.status == 405)
            #expect(reply["Allow"] == resource.allowed)
            #expect(try reply.json()["code"] == "method-not-allowed")
        }
    }

    @Test func onAPathThatIsNotThereEveryMethodIsNotFound() async throws {
        for method in ["POST", "OPTIONS", "DELETE"] { #expect(try await Service.shared.send(method, "/v1/nothing").status == 404) }
        #expect(try await Service.shared.send("HEAD", "/v1/nothing").status == 404)
    }

    @Test func aBodyOfGetIsReadAndIgnored() async throws {
        let body = Array("{\"name\":\"x\"}".utf8)
        let reply = try await Service.shared.send("GET", "/v1/municipalities/GM0988", fields: ["Content-Length: \(body.count)"], body: body)
        #expect(reply.status == 200)
    }

    @Test(arguments: ["https://example.org", "null"]) func anyOriginMayRead(origin: String) async throws {
        let reply = try await Service.shared.send("/v1", fields: ["Origin: \(origin)"])
        #expect(reply["Access-Control-Allow-Origin"] == "*")
        #expect(reply["Access-Control-Allow-Credentials"] == nil)
        for name in ["API-Version", "Register-Revision", "Link"] { #expect(reply["Access-Control-Expose-Headers"]?.contains(name) == true) }
    }
}

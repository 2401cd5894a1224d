import Testing

@testable import RegisterAPI

@Suite struct ErrorRuleTests {
    @Test("/core/error-handling/problem-details") func everyErrorIsAProblem() async throws {
        let description = try await APIDescription.served
        var declared = 0
        for (place, status, response) in try description.responses where status >= "400" {
            let problem = try description.follow(response["content"]["application/problem+json"]["schema"])
            #expect(problem["type"] == "object" && problem["allOf"] == .null, "\(place) \(status)")
            for name in ["status", "title", "detail"] {
                #expect(
                    problem["properties"].names.contains(name) && problem["required"].elements.contains(.string(name)), "\(place) \(status) \(name)")
            }
            declared += 1
        }
        #expect(declared > 150)
        for (method, target, fields) in [
            ("GET", "/v1/norms?validOn=x", []), ("GET", "/v1/nothing", []), ("PUT", "/v1", []), ("GET", "/v1", ["Accept: image/png"]),
            ("GET", "/v1/norms", ["X-Large: \(String(repeating: "x", count: 20_000))"]), ("POST", "/v1", ["Content-Length: 1048577"]),
        ] as [(String, String, [String])] {
            let reply = try await ask(method, target, fields: fields)
            let problem = try reply.json()
            #expect(reply["Content-Type"] == "application/problem+json" && problem["status"] == .int(reply.status))
            #expect(problem["title"].text?.isEmpty == false && problem["detail"].text?.isEmpty == false)
            #expect(try await get(try #require(problem["type"].text))["title"] == problem["title"])
        }
    }

    @Test("/core/error-handling/problem-details: the document explains each problem as the service does") func problemsAreExplainedOnce() async throws
    {
        let schema = try await APIDescription.served.json["components"]["schemas"]["ProblemCode"]
        let explained = try await get("/v1/problems")["items"].elements
        #expect(schema["enum"].elements == explained.map { $0["code"] })
        let texts = explained.map { "\($0["title"].text ?? ""). \($0["meaning"].text ?? "") \($0["remedy"].text ?? "")" }
        #expect(schema["x-enum-descriptions"].elements.map(\.text) == texts)
    }

    @Test("/core/error-handling/invalid-input") func whatIsNotValidIs400() async throws {
        let description = try await APIDescription.served
        for operation in description.operations {
            let statuses = operation.json["responses"].names
            if !operation.parameters.isEmpty || operation.json.names.contains("requestBody") {
                #expect(statuses.contains("400"), "\(operation.path)")
            }
            #expect(!statuses.contains("422"), "\(operation.path)")
            guard operation.isRead else { continue }
            let separator = operation.request.contains("?") ? "&" : "?"
            #expect(try await faults("\(operation.request)\(separator)foo=1") == ["foo parameter-unknown"])
        }
        // The published linter takes whatever has the name of a method in its name for an operation, also a property such as postcode.
        description.walk { place, thing in
            // The operation itself stands right below its path.
            let isPath = place.count == 2 && place[0] == "paths"
            for name in thing.names where !isPath && name.firstMatch(of: /put|post|patch|delete/) != nil {
                Issue.record("\(name) in \(place.joined(separator: "/"))")
            }
        }
    }

    @Test("/core/error-handling/all-errors") func allThatIsWrongComesTogether() async throws {
        let wrong = try await faults("/v1/municipalities?validOn=2026-02-30&pagesize=10&sort=size&minInhabitants=few&province=PV99&page=0")
        #expect(
            Set(wrong) == [
                "validOn date-invalid", "pagesize parameter-unknown", "sort sort-invalid", "minInhabitants number-invalid", "page number-invalid",
                "province province-unknown",
            ])
        let several = try await faults("/v1/scale-check?municipality=GM9998,GM0988,x,GM9999&threshold=0")
        #expect(several.count == 4, "\(several)")
    }
}

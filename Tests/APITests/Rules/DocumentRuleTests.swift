import Testing

@testable import RegisterAPI

@Suite struct DocumentRuleTests {
    @Test("/core/doc-openapi") func theDocumentIsWhole() async throws {
        let description = try await APIDescription.served
        #expect(description.json["openapi"].text?.wholeMatch(of: /3\.1\.\d+/) != nil)
        var references = 0
        try description.walk { _, thing in
            guard thing.names.contains("$ref") else { return }
            _ = try description.follow(thing)
            references += 1
        }
        #expect(references > 500 && description.operations.count > 30)
        #expect(Set(description.operations.compactMap { $0.json["operationId"].text }).count == description.operations.count)
        for operation in description.operations {
            let named = operation.path.matches(of: /\{([^}]+)\}/).map { String($0.1) }
            let declared = operation.parameters.filter { $0["in"] == "path" && $0["required"] == true }.compactMap { $0["name"].text }
            #expect(named == declared, "\(operation.path)")
            // The examples of its parameters make a request.
            guard operation.isRead else { continue }
            #expect(try await ask(operation.request).status == 200, "\(operation.request)")
        }
    }

    @Test("/core/publish-openapi") func theDocumentIsOpenToEverybody() async throws {
        let description = try await APIDescription.served
        let reply = try await ask("/v1/openapi.json", fields: ["Origin: https://example.org"])
        #expect(reply.status == 200 && reply["Content-Type"] == "application/json" && reply["Access-Control-Allow-Origin"] == "*")
        let operation = try #require(description.operations.first { $0.path == "/v1/openapi.json" })
        #expect(operation.key == "/openapi.json" && operation.json["responses"]["200"]["headers"].names.contains("Access-Control-Allow-Origin"))
        #expect(reply.body == (try ProjectFile.bytes("openapi.json")))
    }

    @Test("/core/doc-openapi-contact") func thereIsSomebodyToAsk() async throws {
        let contact = try await APIDescription.served.json["info"]["contact"]
        #expect(contact["name"].text?.isEmpty == false)
        #expect(contact["url"].text?.hasPrefix("https://") == true)
        #expect(contact["email"].text?.wholeMatch(of: /[^@ ]+@[^@ ]+\.[a-z]+/) != nil)
    }

    @Test("/core/doc-language") func everythingIsExplainedInDutchToo() async throws {
        let description = try await APIDescription.served
        #expect(description.json["info"]["x-dutch-title"].text?.isEmpty == false)
        for operation in description.operations {
            #expect(operation.json["summary"].text?.split(separator: " — ").count == 2, "\(operation.path)")
            #expect(operation.json["description"].text?.split(separator: "\n\n").count == 2, "\(operation.path)")
            for parameter in operation.parameters {
                #expect(parameter["x-dutch-description"].text?.isEmpty == false, "\(parameter["name"]) of \(operation.path)")
            }
        }
        for tag in description.json["tags"].elements { #expect(tag["description"].text?.split(separator: "\n\n").count == 2, "\(tag["name"])") }
        for (place, status, response) in try description.responses where status >= "300" {
            #expect(response["description"].text?.contains(" — ") == true, "\(place) \(status)")
        }
    }
}

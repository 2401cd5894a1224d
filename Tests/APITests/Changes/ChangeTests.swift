import Testing

@testable import RegisterAPI

/// `/v1/changes` of a register that holds the facts of the project.
@Suite struct ChangeTests {
    @Test func pagesHoldWhatThereIsOnceAndInOrder() async throws {
        let all = try await Service.shared.lines("/v1/changes?after=1-11000")
        #expect(all.count > 2500)
        for limit in [1000, 997] {
            var target: String? = "/v1/changes?after=1-11000&limit=\(limit)"
            var seen: [[UInt8]] = []
            while let next = target {
                let reply = try await Service.shared.send(next)
                let body = try reply.json()
                #expect(body["items"].elements.count <= limit && body["revision"] == 1)
                seen += body["items"].elements.map(\.bytes)
                target = reply.links["next"]
                #expect(
                    (target == nil) == (body["next"] == .null) && target.map { $0.hasSuffix("after=\(body["next"]["after"].text ?? "")") } != false)
            }
            #expect(seen == all, "limit \(limit)")
        }
    }

    @Test func aChangeIsACloudEvent() async throws {
        let event = try await get("/v1/changes?entity=municipality_name&limit=1")["items"][0]
        let id = try #require(event["id"].text)
        #expect(event["specversion"] == "1.0" && event["datacontenttype"] == "application/json" && event["source"] == "urn:nld:regional-register")
        #expect(event["type"] == "nl.regional-register.municipality-name.inserted")
        let data = event["data"]
        #expect(id.hasPrefix("1-") && data["revision"] == 1 && data["operation"] == "insert" && data["before"] == .null)
        #expect(data["recordedAt"] == event["time"] && data["entity"] == "municipality_name" && data["actor"] == "register seed")
        #expect(event["subject"].text == "municipality_name/\(data["key"].text ?? "")")
        #expect(data["after"]["municipality_code"].text?.hasPrefix("GM") == true && data["after"]["revision"] == 1)
    }

    @Test func ofSomeTables() async throws {
        let all = try await Service.shared.lines("/v1/changes?after=1-13000").compactMap { JSON(reading: $0) }
        let some = try await Service.shared.lines("/v1/changes?after=1-13000&entity=norm&entity=seat,milestone").compactMap { JSON(reading: $0) }
        #expect(some == all.filter { ["norm", "seat", "milestone"].contains($0["data"]["entity"].text) } && some.count > 40)
    }

    @Test func aBatchIsTheItemsOfThePage() async throws {
        let type = "application/cloudevents-batch+json"
        let batch = try await Service.shared.send("/v1/changes?limit=7&after=1-100", fields: ["Accept: \(type)"], type: type)
        let page = try await Service.shared.send("/v1/changes?limit=7&after=1-100")
        #expect(try batch.json() == page.json()["items"] && batch.links["next"] == page.links["next"] && batch.links["next"] != nil)
    }

    @Test func beforeTheFirstRevisionThereIsNothing() async throws {
        let body = try await get("/v1/changes?availableOn=2020-01-01T00:00:00Z")
        #expect(body == ["items": [], "next": nil, "revision": 0])
        #expect(try await faults("/v1/changes?availableOn=2020-01-01T00:00:00Z&after=1") == ["after revision-unknown"])
        #expect(try await get("/v1/changes?revision=1&after=1") == ["items": [], "next": nil, "revision": 1])
    }

    @Test(arguments: [
        ("after=2", ["after revision-unknown"]), ("after=999999999999999999-1", ["after revision-unknown"]), ("after=", ["after parameter-empty"]),
        ("after=x", ["after cursor-invalid"]), ("after=-1", ["after cursor-invalid"]), ("after=1-", ["after cursor-invalid"]),
        ("after=1&after=1", ["after parameter-repeated"]), ("limit=0", ["limit number-invalid"]), ("limit=1001", ["limit number-invalid"]),
        ("entity=norms", ["entity choice-invalid"]), ("entity=norm,,seat", ["entity parameter-empty"]),
        ("entity=norm,norm", ["entity value-repeated"]),
        ("after=x&limit=x&entity=x", ["after cursor-invalid", "entity choice-invalid", "limit number-invalid"]),
        ("page=1", ["page parameter-unknown"]),
    ]) func whatCannotBeTaken(query: String, expected: [String]) async throws {
        #expect(try await faults("/v1/changes?\(query)") == expected)
    }

    @Test func aLimitIsNotForAllOfIt() async throws {
        let reply = try await Service.shared.send("/v1/changes?limit=5", fields: ["Accept: application/x-ndjson"])
        #expect(try reply.status == 400 && reply.json().faults == ["limit parameters-exclusive"])
    }

    @Test func whatAnotherRegisterIsCalled() async throws {
        let database = try await SeededRegister.database()
        let source = "urn:nld:oin:00000001823288444000:systeem:proef"
        let service = try await Service(["--database-url", database.url, "--event-source", source])
        #expect(try await service.get("/v1/changes?limit=1")["items"][0]["source"] == .string(source))
        let wrong = try await Program.run("serve", "--port", "0", "--event-source", "no uri", "--database-url", database.url)
        #expect(wrong.status != 0 && wrong.errors.contains("must be a URI"))
    }
}

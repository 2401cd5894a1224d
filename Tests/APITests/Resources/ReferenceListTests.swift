import Testing

@testable import RegisterAPI

@Suite struct ReferenceListTests {
    @Test func theRootLeadsEverywhere() async throws {
        let root = try await get("/v1")
        #expect(
            Shape.object(["title": .text, "version": .text, "revision": .int, "links": .list(.object(["rel": .text, "href": .text]))]).faults(
                in: root) == [])
        #expect(root["version"] == .string(apiVersion))
        #expect(try await get("/v1/") == root)
        let targets = root["links"].elements.compactMap { $0["href"].text }
        for path in [
            "municipalities", "municipality-successions", "scale-levels", "region-types", "norms", "sources", "regions", "arrangements",
            "organisations", "policy-domains", "legal-forms",
        ] {
            #expect(targets.contains("/v1/\(path)"))
        }
        #expect(try await get("/") == root)
        for target in targets where target != "/v1/openapi.json" { _ = try await get(target) }
    }

    @Test func regionTypes() async throws {
        let types = try await get("/v1/region-types?validOn=2016-06-01")
        #expect(Shape.collection(.regionType).faults(in: types) == [])
        #expect(types["page"]["total"] == 16)
        let youth = try #require(types["items"].elements.first { $0["id"] == "jeugdregio" })
        let count = try await items("/v1/regions?type=jeugdregio&validOn=2016-06-01").count
        #expect(youth["regionCount"] == .int(count))
        #expect(types["items"].elements.first { $0["id"] == "sw-regio" }?["partitions"] == false)
    }

    @Test func norms() async throws {
        let norms = try await get("/v1/norms")
        #expect(Shape.collection(.norm).faults(in: norms) == [])
        #expect(norms["items"].elements.map { $0["id"] } == ["decentralisation-2013"])
        #expect(norms["items"][0]["threshold"] == 100_000)
        #expect(try await items("/v1/norms?validOn=2013-02-18") == [])
        #expect(try await items("/v1/norms?validOn=2013-02-19").count == 1)
    }

    @Test func sourcesAndThatEveryFactHasOne() async throws {
        let sources = try await get("/v1/sources?pageSize=1000")
        #expect(Shape.collection(.source).faults(in: sources) == [])
        let known = Set(sources["items"].elements.compactMap { $0["id"].text })
        var used: Set<String> = []
        func collect(_ json: JSON) {
            for name in json.names {
                if name == "source", let id = json[name].text { used.insert(id) }
                collect(json[name])
            }
            json.elements.forEach(collect)
        }
        for path in [
            "municipalities?status=all", "regions?validOn=2016-06-01", "municipality-successions", "norms", "region-types", "organisations",
            "policy-domains",
            "legal-forms", "arrangements/samen-14/participants", "arrangements/samen-14/procurements", "arrangements/samen-14/milestones",
            "arrangements/3d-midden-limburg-west/bodies",
        ] {
            let facts = try await items("/v1/\(path)")
            #expect(facts.allSatisfy { $0["source"].text != nil }, "\(path)")
            facts.forEach(collect)
        }
        collect(.array(try await items("/v1/municipalities/GM0988/inhabitants")))
        #expect(used.isSubset(of: known))
        #expect(used.count > 10)
    }

    @Test func successions() async throws {
        let all = try await get("/v1/municipality-successions?pageSize=1000")
        #expect(Shape.collection(.succession).faults(in: all) == [])
        #expect(all["page"]["total"] == 131)
        let ofOne = try await items("/v1/municipality-successions?code=GM0140")
        #expect(ofOne.map { $0["to"]["code"] } == ["GM0080", "GM1900", "GM1949"])
        let into = try await items("/v1/municipality-successions?code=1954")
        #expect(into.map { $0["from"]["name"] } == ["Onderbanken", "Nuth", "Schinnen"])
        let year = try await items("/v1/municipality-successions?from=2019-01-01&to=2019-01-02")
        #expect(year.allSatisfy { $0["on"] == "2019-01-01" } && year.contains { $0["from"]["code"] == "GM0951" })
        #expect(try await items("/v1/municipality-successions?from=2018-01-02&to=2019-01-01") == [])
        #expect(try await items("/v1/municipality-successions?code=GM0140&validOn=2017-12-31") == [])
    }

    @Test func health() async throws {
        #expect(try await get("/health/live")["status"] == "live")
        let ready = try await get("/health/ready")
        #expect(ready["status"] == "ready")
        #expect(ready["revision"] == 1)
        #expect(ready.names == ["status", "revision", "schema", "listening"])
    }

    @Test func everyProblemIsExplained() async throws {
        let list = try await get("/v1/problems")["items"].elements
        #expect(list.compactMap { $0["code"].text } == ProblemCode.allCases.map(\.rawValue))
        for code in ProblemCode.allCases {
            let problem = try await get("/v1/problems/\(code.rawValue)")
            #expect(problem["code"] == .string(code.rawValue))
            #expect(problem["type"] == .string(code.type))
            for name in ["title", "meaning", "remedy"] { #expect(problem[name].text?.isEmpty == false) }
            #expect(list.contains(problem))
        }
        let unknown = try await get("/v1/problems/requestinvalid", 404)
        #expect(unknown["code"] == "problem-unknown")
        #expect(unknown["detail"].text?.contains("“request-invalid”") == true)
    }

    @Test func theRevisionIsThatOfTheRegister() async throws {
        for resource in Resource.all where !resource.path.contains("problems") && !resource.path.contains("live") {
            #expect(try await Service.shared.send(resource.path)["Register-Revision"] == "1", "\(resource.path)")
        }
    }
}

import Testing

@testable import RegisterAPI

@Suite struct PathTests {
    @Test(arguments: Resource.all.filter { !$0.path.contains("?") && $0.path != "/v1/" }) func aSlashAtTheEndIsAnotherPath(resource: Resource)
        async throws
    {
        guard resource.path != "/v1" else { return }
        let problem = try await get(resource.path + "/", 404)
        #expect(problem["code"] == "path-unknown")
        if resource.path.hasPrefix("/v1/") { #expect(problem["detail"].text?.hasSuffix("it is \(resource.path).") == true) }
    }

    @Test(arguments: [
        "/v2", "/V1", "/v1//", "/v1//municipalities", "//v1", "/v1/Municipalities", "/v1/municipalities//inhabitants", "/v1/municipality",
        "/v1/municipalities/GM0988/inhabitants/2016", "/v1/municipalities.json", "/v1/../v1", "/v1/./regions", "/v1%2Fregions", "/health",
        "/health/", "/index.html", "/v1/regions/JZ43/scalecheck", "/v1/scale-levels/province", "/favicon.ico", "/etc/passwd",
        "/v1/arrangements/samen-14/seats", "/v1/arrangements//structure", "/v1/arrangements/samen-14/structure.svg", "/v1/arrangement",
        "/v1/organisations/baanbrekers/arrangements", "/v1/municipalities/partners/GM0988", "/v1/congruence/jeugdregio",
    ]) func nothingElseIsThere(path: String) async throws {
        let problem = try await get(path, 404)
        #expect(problem["code"] == "path-unknown")
        #expect(problem["instance"] == .string(path))
    }

    @Test func aSlashWithinASegmentStaysInIt() async throws {
        #expect(try await get("/v1/municipalities/GM0988%2Finhabitants", 404)["code"] == "municipality-unknown")
        #expect(try await get("/v1/regions/JZ43%2F", 404)["code"] == "region-unknown")
        #expect(try await get("/v1/problems/request%2Dinvalid")["code"] == "request-invalid")
        #expect(try await get("/v1/%6Dunicipalities/GM0988")["name"] == "Weert")
    }

    @Test(arguments: ["%00", "GM0988%00", "%zz", "%4", "%", "%ff", "GM%C3%28"]) func whatCannotBeDecoded(segment: String) async throws {
        for path in [
            "/v1/municipalities/\(segment)", "/v1/regions/\(segment)/members", "/v1/\(segment)", "/v1/problems/\(segment)",
            "/v1/arrangements/\(segment)", "/v1/arrangements/\(segment)/structure", "/v1/organisations/\(segment)",
            "/v1/municipalities/\(segment)/partners",
        ] {
            let problem = try await get(path, 400)
            #expect(problem["code"] == "request-malformed")
            #expect(problem["errors"][0]["in"] == "path" && problem["errors"][0]["code"] == "encoding-invalid")
        }
    }

    @Test func namesOfThingsInThePathAreNeverEmpty() async throws {
        for path in ["/v1/municipalities/", "/v1/regions//members", "/v1/scale-levels//inhabitants", "/v1/problems/"] {
            #expect(try await get(path, 404)["code"] == "path-unknown")
        }
    }

    @Test(arguments: ["nope", "Province", "regions"]) func anUnknownScaleLevel(level: String) async throws {
        let problem = try await get("/v1/scale-levels/\(level)/inhabitants", 404)
        #expect(problem["code"] == "scale-level-unknown")
        for known in ["municipality", "subregion", "region", "province", "national-part", "country"] {
            #expect(problem["detail"].text?.contains("“\(known)”") == true)
        }
    }

    /// What the path names is looked at after the whole query was: a wrong query is 400, whatever the path names.
    @Test(arguments: [
        "/v1/municipalities/GM9999", "/v1/municipalities/weert", "/v1/municipalities/GM9999/inhabitants", "/v1/municipalities/GM9999/regions",
        "/v1/regions/nope", "/v1/regions/nope/members", "/v1/regions/nope/inhabitants", "/v1/regions/nope/scale-check",
        "/v1/scale-levels/nope/inhabitants", "/v1/problems/nope", "/v1/arrangements/nope", "/v1/arrangements/nope/participants",
        "/v1/arrangements/nope/bodies", "/v1/arrangements/nope/structure", "/v1/arrangements/nope/procurements", "/v1/arrangements/nope/milestones",
        "/v1/arrangements/nope/scale-check", "/v1/organisations/nope", "/v1/municipalities/GM9999/arrangements", "/v1/municipalities/GM9999/partners",
    ]) func aWrongQueryIsAWrongQuery(path: String) async throws {
        #expect(try await faults("\(path)?foo=1") == ["foo parameter-unknown"])
    }

    @Test(arguments: [
        "/v1/regions/nope/scale-check", "/v1/regions/JZ43/scale-check?validOn=2020-01-01", "/v1/scale-levels/nope/inhabitants",
        "/v1/arrangements/nope/scale-check",
    ])
    func aWrongQueryIsAWrongQueryAlsoWhereTheRegisterIsAsked(path: String) async throws {
        let separator = path.contains("?") ? "&" : "?"
        #expect(try await faults("\(path)\(separator)norm=decentralisation-2013&foo=1") == ["foo parameter-unknown"])
    }
}

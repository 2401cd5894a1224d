import Testing

@testable import RegisterAPI

@Suite struct CorrespondenceTests {
    private static let path = "/v1/municipality-correspondences"

    @Test func eachCodeOf2010LandsSomewhere() async throws {
        let all = try await items("\(Self.path)?from=2010-01-01&to=2026-01-01")
        #expect(all.count == 431 && all.allSatisfy { !$0["targets"].elements.isEmpty })
        #expect(
            all.filter { $0["lossless"] == false }.compactMap { $0["code"].text } == ["GM0053", "GM0055", "GM0140", "GM0788", "GM1671"])
        for code in ["GM0881", "GM0951", "GM0962"] {
            let one = try #require(all.first { $0["code"] == .string(code) })
            #expect(one["lossless"] == true && one["targets"] == [["code": "GM1954", "name": "Beekdaelen"]] && one["on"] == "2010-01-01")
            #expect(one["steps"] == [["on": "2019-01-01", "kind": "merger", "from": .string(code), "to": "GM1954"]])
        }
    }

    @Test func itSaysBetweenWhichDays() async throws {
        let list = try await get("\(Self.path)?from=2018-06-01&code=gm0951,0962&code=GM0881")
        #expect(list["from"] == "2018-06-01" && list["validOn"] == .null && list["page"]["total"] == 3)
        #expect(list["to"] == (try await get("/v1")["validOn"]))
        #expect(list["items"].elements.map { $0["code"] } == ["GM0881", "GM0951", "GM0962"])
    }

    @Test func backwardsItSaysWhoseTerritoryItWas() async throws {
        let all = try await items("\(Self.path)?from=2026-01-01&to=2010-01-01")
        #expect(all.count == 342 && all.allSatisfy { !$0["targets"].elements.isEmpty })
        let one = try #require(all.first { $0["code"] == "GM1954" })
        #expect(one["lossless"] == false && one["targets"].elements.map { $0["name"] } == ["Onderbanken", "Nuth", "Schinnen"])
        #expect(all.first { $0["code"] == "GM0988" }?["lossless"] == true)
    }

    @Test func asATable() async throws {
        let sheet = try await Service.shared.csv("\(Self.path)?from=2010-01-01&to=2026-01-01&code=GM0055,GM0951")
        #expect(sheet["code"] == ["GM0055", "GM0951"] && sheet["lossless"] == ["false", "true"])
        #expect(sheet["targets.code"] == ["GM0074;GM0080;GM1900;GM1940", "GM1954"])
        #expect(sheet["steps.to"] == ["GM0074;GM0080;GM1900;GM1921;GM1940", "GM1954"])
    }

    /// What was not valid on the day has no territory on it, and before the coverage the answer could be false.
    @Test(arguments: [
        ("", ["from parameter-missing"]), ("to=2020-01-01", ["from parameter-missing"]), ("from=", ["from parameter-empty"]),
        ("from=2010-13-01&to=x", ["from date-invalid", "to date-invalid"]), ("from=2009-12-31", ["from date-before-coverage"]),
        ("from=2010-01-01&to=2009-12-31", ["to date-before-coverage"]),
        ("from=2009-12-31&to=0001-01-01", ["from date-before-coverage", "to date-before-coverage"]),
        ("from=2010-01-01&code=GM1954", ["code municipality-not-valid"]), ("from=2019-01-01&code=GM0951", ["code municipality-not-valid"]),
        ("from=2010-01-01&code=GM9999,x", ["code municipality-code-invalid", "code municipality-unknown"]),
        ("from=2009-01-01&code=GM9999", ["from date-before-coverage", "code municipality-unknown"]),
        ("from=2010-01-01&code=GM0951,0951", ["code value-repeated"]), ("from=2010-01-01&validOn=2020-01-01", ["validOn parameter-unknown"]),
        ("from=2010-01-01&sort=name&fields=x", ["sort sort-invalid", "fields field-invalid"]),
    ]) func whatCannotBeAsked(query: String, expected: [String]) async throws {
        #expect(Set(try await faults("\(Self.path)?\(query)")) == Set(expected))
    }

    @Test func aCodeOfAnotherTimeLeadsOn() async throws {
        let problem = try await get("\(Self.path)?from=2010-01-01&code=GM1954", 400)
        #expect(problem["detail"].text?.contains("GM0951 (Nuth)") == true && problem["errors"][0]["index"] == 0)
        #expect(try await get("\(Self.path)?from=2009-06-01", 400)["detail"].text?.contains("2010-01-01") == true)
    }

    @Test func asTheRegisterWas() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url, "--cache-bytes", "0"])
        let target = "\(Self.path)?from=2018-01-01&to=2026-01-01&code=GM0962"
        let before = try await service.send(target)
        try await database.script("DELETE FROM municipality_succession WHERE from_code = 'GM0962'")
        let after = try await service.get(target)
        #expect(after["items"][0]["targets"] == [] && after["items"][0]["lossless"] == false && after["items"][0]["steps"] == [])
        #expect(try await service.get("\(target)&revision=1")["items"][0]["targets"][0]["code"] == "GM1954")
        let permalink = try #require(before.links["permalink"])
        #expect(try await service.send(permalink).body == before.body)
        // Before the first revision there is no register, and so no code.
        let empty = "from=2018-01-01&to=2026-01-01&availableOn=2020-01-01T00:00:00Z"
        #expect(try await service.get("\(Self.path)?\(empty)")["items"] == [])
    }
}

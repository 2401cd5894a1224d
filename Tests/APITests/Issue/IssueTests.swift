import Testing

@testable import RegisterAPI

/// What the service was ordered to show, with the numbers of the order.
@Suite struct IssueTests {
    private static let middenLimburgWest = "municipality=GM0988,GM0946,GM1640"

    @Test func scaleCheckOfThreeMunicipalities() async throws {
        let check = try await get("/v1/scale-check?\(Self.middenLimburgWest)&validOn=2013-01-01")
        #expect(Shape.scaleCheck.faults(in: check) == [])
        #expect(check["inhabitants"] == 101_795)
        #expect(check["complete"] == true)
        #expect(check["meets"] == true)
        #expect(check["margin"] == 1_795)
        #expect(check["threshold"] == 100_000)
        #expect(check["norm"] == "decentralisation-2013")
        #expect(check["validOn"] == "2013-01-01")
        #expect(check["referenceDates"]["oldest"] == "2013-01-01")
        #expect(check["referenceDates"]["newest"] == "2013-01-01")
        #expect(check["missing"] == [])
        let leudal = try #require(check["members"].elements.first { $0["code"] == "GM1640" })
        #expect(leudal["name"] == "Leudal")
        #expect(leudal["inhabitants"] == 36_425)
        #expect(leudal["referenceDate"] == "2013-01-01")
        #expect(leudal["precision"] == "rounded-to-5")
        #expect(leudal["status"] == "published")
        #expect(check["members"].elements.map { $0["code"] } == ["GM1640", "GM0946", "GM0988"])
    }

    @Test func codesMayBeRepeatedAndInAnyNotation() async throws {
        let one = try await get("/v1/scale-check?\(Self.middenLimburgWest)&validOn=2013-01-01")
        let other = try await get("/v1/scale-check?municipality=gm0988&municipality=0946,GM1640&validOn=2013-01-01")
        #expect(one == other)
    }

    @Test(arguments: [("west", 101_795, 1_795), ("oost", 133_770, 33_770)]) func scaleCheckOfARegion(half: String, sum: Int, margin: Int) async throws
    {
        let id = "subregio-midden-limburg-\(half)"
        let check = try await get("/v1/regions/\(id)/scale-check?validOn=2013-01-01")
        #expect(Shape.scaleCheck.faults(in: check) == [])
        #expect(check["inhabitants"] == .int(sum))
        #expect(check["margin"] == .int(margin))
        #expect(check["region"]["id"] == .string(id))
        let members = try await items("/v1/regions/\(id)/members?validOn=2013-01-01").compactMap { $0["code"].text }
        let same = try await get("/v1/scale-check?municipality=\(members.joined(separator: ","))&validOn=2013-01-01")
        for name in same.names { #expect(same[name] == check[name], "\(name)") }
    }

    @Test func membersOfARegionOnADate() async throws {
        let members = try await get("/v1/regions/JZ43/members?validOn=2016-06-01")
        #expect(members["items"].elements.map { $0["name"] } == ["Leudal", "Nederweert", "Weert"])
        #expect(members["validOn"] == "2016-06-01")
    }

    @Test func anEndedRegionIsFound() async throws {
        let region = try await get("/v1/regions/JZ43")
        #expect(region["validTo"] == "2017-01-01")
        #expect(region["memberCount"] == 3)
    }

    @Test func theCountryIn2016() async throws {
        let levels = try await get("/v1/scale-levels/country/inhabitants?validOn=2016-01-01")
        #expect(levels["items"][0]["inhabitants"] == 16_979_120)
        #expect(levels["items"][0]["complete"] == true)
        #expect(levels["items"][0]["missing"] == [])
        #expect(levels["page"]["total"] == 1)
    }

    @Test(arguments: [(2016, 16_979_120), (2020, 17_407_585), (2021, 17_475_415), (2022, 17_590_672), (2023, 17_811_291)])
    func theCountryOverTheYears(year: Int, sum: Int) async throws {
        let levels = try await get("/v1/scale-levels/country/inhabitants?validOn=\(year)-01-01")
        #expect(levels["items"][0]["inhabitants"] == .int(sum))
        #expect(levels["items"][0]["complete"] == true)
        let series = try await items("/v1/regions/NL01/inhabitants")
        #expect(series.first { $0["referenceDate"] == .string("\(year)-01-01") }?["count"] == .int(sum))
    }

    @Test func theCountryIn2017UsesOlderFiguresAndSaysSo() async throws {
        let country = try await get("/v1/scale-levels/country/inhabitants?validOn=2017-01-01")["items"][0]
        #expect(country["complete"] == false)
        #expect(country["missing"] == ["GM1948"])
        #expect(country["margin"] == .null)
        let dates = country["referenceDates"]
        #expect(dates["oldest"] == "2016-01-01")
        #expect(dates["newest"] == "2017-01-01")
        #expect(
            dates["municipalities"] == [["referenceDate": "2016-01-01", "count": 269], ["referenceDate": "2017-01-01", "count": 118]])
    }

    @Test(
        arguments: zip(
            Array(2012...2023) + [2026], [415, 408, 403, 393, 390, 388, 380, 355, 355, 352, 345, 342, 342])
    )
    func municipalitiesOnFirstOfJanuary(year: Int, count: Int) async throws {
        let page = try await get("/v1/municipalities?validOn=\(year)-01-01&pageSize=1")
        #expect(page["page"]["total"] == .int(count))
        let level = try await get("/v1/scale-levels?validOn=\(year)-01-01")["items"].elements.first { $0["id"] == "municipality" }
        #expect(level?["units"] == .int(count))
    }

    @Test func anEndedMunicipality() async throws {
        let nuth = try await get("/v1/municipalities/GM0951")
        #expect(nuth["name"] == "Nuth")
        #expect(nuth["status"] == "ended")
        #expect(nuth["validTo"] == "2019-01-01")
        #expect(nuth["successors"] == [["code": "GM1954", "name": "Beekdaelen", "on": "2019-01-01", "kind": "merger"]])
    }

    @Test func aDateOnWhichItDidNotExist() async throws {
        let problem = try await get("/v1/municipalities/GM0951?validOn=2020-01-01", 404)
        #expect(problem["code"] == "municipality-not-valid")
        #expect(problem["detail"].text?.contains("GM1954 (Beekdaelen)") == true)
        let check = try await get("/v1/scale-check?municipality=GM0988,GM0951&validOn=2020-01-01", 400)
        #expect(check.faults == ["municipality municipality-not-valid"])
        #expect(check["errors"][0]["index"] == 1)
        #expect(check["errors"][0]["detail"].text?.contains("GM1954 (Beekdaelen)") == true)
        let before = try await get("/v1/scale-check?municipality=GM1954&validOn=2018-12-31", 400)
        for name in ["Nuth", "Onderbanken", "Schinnen"] { #expect(before["errors"][0]["detail"].text?.contains(name) == true) }
    }

    @Test func threeSuccessors() async throws {
        let littenseradiel = try await get("/v1/municipalities/GM0140")
        #expect(littenseradiel["successors"].elements.map { $0["name"] } == ["Leeuwarden", "Súdwest-Fryslân", "Waadhoeke"])
        #expect(littenseradiel["successors"].elements.allSatisfy { $0["kind"] == "split" && $0["on"] == "2018-01-01" })
    }

    @Test(arguments: [
        "sudwest", "SUDWEST", "S%C3%BAdwest", "s%C3%9ADWEST", "Su%CC%81dwest", "Súdwest", "Su\u{301}dwest", "west-frysl", "dwest%2DFrysl%C3%A2n",
    ])
    func aNameWithAccents(name: String) async throws {
        #expect(try await items("/v1/municipalities?name=\(name)").map { $0["name"] } == ["Súdwest-Fryslân"])
    }
}

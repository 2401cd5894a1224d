import Testing

@testable import RegisterAPI

@Suite struct ScaleTests {
    @Test func theLadder() async throws {
        let levels = try await get("/v1/scale-levels?validOn=2016-01-01")
        #expect(Shape.collection(.scaleLevel).faults(in: levels) == [])
        #expect(
            levels["items"].elements.map { $0["id"] } == ["municipality", "subregion", "region", "province", "national-part", "country"])
        #expect(levels["items"].elements.map { $0["rank"] } == [1, 2, 3, 4, 5, 6])
        #expect([0, 1, 3, 4, 5].map { levels["items"][$0]["units"] } == [390, 2, 12, 4, 1])
    }

    @Test(arguments: ["municipality", "subregion", "region", "province", "national-part", "country"])
    func everyLevelAddsUp(level: String) async throws {
        let body = try await get("/v1/scale-levels/\(level)/inhabitants?validOn=2016-01-01&threshold=100000&pageSize=1000")
        #expect(Shape.collection(.unit).faults(in: body) == [])
        #expect(Shape.object(["threshold": .int, "norm": .nullable(.text), "summary": .summary]).faults(in: body) == [])
        #expect(body["norm"] == .null)
        let units = body["items"].elements
        #expect(!units.isEmpty)
        #expect(body["summary"]["units"] == .int(units.count))
        #expect(body["summary"]["meeting"] == .int(units.count { $0["meets"] == true }))
        #expect(body["summary"]["below"] == .int(units.count { $0["meets"] == false }))
        #expect(body["summary"]["undetermined"] == .int(units.count { $0["meets"] == .null }))
        for unit in units {
            // Of a region whose source names no members nothing is known.
            if unit["memberCount"] == 0 {
                #expect(unit["inhabitants"] == .null && unit["meets"] == .null && unit["margin"] == .null && unit["complete"] == false)
                continue
            }
            let sum = try #require(unit["inhabitants"].number)
            #expect(unit["meets"] == .bool(sum >= 100_000) && unit["margin"] == .int(sum - 100_000) && unit["complete"] == true)
        }
        // Levels that partition the country add up to it.
        if !["subregion", "region"].contains(level) { #expect(units.compactMap { $0["inhabitants"].number }.reduce(0, +) == 16_979_120) }
    }

    @Test func theSummaryIsOfTheWholeAndNotOfThePage() async throws {
        let whole = try await get("/v1/scale-levels/municipality/inhabitants?validOn=2016-01-01&pageSize=1000")
        let page = try await get("/v1/scale-levels/municipality/inhabitants?validOn=2016-01-01&pageSize=7&page=3")
        #expect(whole["summary"] == page["summary"])
        #expect(page["items"].elements.count == 7)
    }

    @Test func ofOneRegionType() async throws {
        let body = try await get("/v1/scale-levels/region/inhabitants?validOn=2016-01-01&regionType=jeugdregio&pageSize=1000")
        #expect(body["items"].elements.allSatisfy { $0["type"] == "jeugdregio" })
        #expect(body["items"].elements.compactMap { $0["inhabitants"].number }.reduce(0, +) == 16_979_120)
        let jz43 = try #require(body["items"].elements.first { $0["id"] == "JZ43" })
        #expect(jz43["inhabitants"] == 102_033)
        #expect(try await faults("/v1/scale-levels/province/inhabitants?regionType=corop") == ["regionType choice-invalid"])
    }

    @Test func aMunicipalityAgainstAThreshold() async throws {
        let units = try await items("/v1/scale-levels/municipality/inhabitants?validOn=2017-01-01&threshold=1")
        let without = try #require(units.first { $0["id"] == "GM1948" })
        #expect(without["inhabitants"] == .null && without["meets"] == .null && without["margin"] == .null && without["complete"] == false)
        #expect(without["missing"] == ["GM1948"])
        #expect(without["type"] == .null)
    }

    @Test func undeterminedTrueAndFalse() async throws {
        // GM1948 has no figure on this day, and Weert 49,100 of the year before.
        func check(_ threshold: Int, _ codes: String) async throws -> JSON {
            try await get("/v1/scale-check?municipality=\(codes)&validOn=2017-01-01&threshold=\(threshold)")
        }
        let undetermined = try await check(60_000, "GM0988,GM1948")
        #expect(Shape.scaleCheck.faults(in: undetermined) == [])
        #expect(undetermined["meets"] == .null && undetermined["margin"] == .null && undetermined["complete"] == false)
        #expect(undetermined["missing"] == ["GM1948"])
        #expect(undetermined["members"].elements.map { $0["code"] } == ["GM0988"])
        let met = try await check(10_000, "GM0988,GM1948")
        #expect(met["meets"] == true && met["margin"] == .null && met["complete"] == false)
        let nothingKnown = try await check(1, "GM1948")
        #expect(Shape.scaleCheck.faults(in: nothingKnown) == [])
        #expect(nothingKnown["inhabitants"] == .null && nothingKnown["meets"] == .null)
        #expect(nothingKnown["referenceDates"]["oldest"] == .null)
        let exact = try await get("/v1/scale-check?municipality=GM0988&validOn=2013-01-01&threshold=48585")
        #expect(exact["meets"] == true && exact["margin"] == 0)
        let below = try await get("/v1/scale-check?municipality=GM0988&validOn=2013-01-01&threshold=48586")
        #expect(below["meets"] == false && below["margin"] == -1)
    }

    @Test func thresholdAndNorm() async throws {
        let base = "/v1/scale-check?municipality=GM0988&validOn=2016-01-01"
        let byDefault = try await get(base)
        #expect(byDefault["norm"] == "decentralisation-2013" && byDefault["threshold"] == 100_000)
        #expect(try await get("\(base)&norm=decentralisation-2013") == byDefault)
        let own = try await get("\(base)&threshold=50000")
        #expect(own["norm"] == .null && own["threshold"] == 50_000)
        #expect(try await get("\(base)&threshold=1")["meets"] == true)
    }

    @Test func theWholeCountryInOneCheck() async throws {
        let codes = try await items("/v1/municipalities?validOn=2016-01-01").compactMap { $0["code"].text?.dropFirst(2) }
        let check = try await get("/v1/scale-check?municipality=\(codes.joined(separator: ","))&validOn=2016-01-01")
        #expect(check["inhabitants"] == 16_979_120)
        #expect(check["members"].elements.count == 390)
    }

    @Test func withoutADateARegionIsCheckedOnItsLastDay() async throws {
        let check = try await get("/v1/regions/JZ43/scale-check")
        #expect(check["validOn"] == "2016-12-31")
        #expect(check["inhabitants"] == 102_033)
    }

    /// Each is named; codes near it are looked for five times only, as that takes a while.
    @Test func hundredsOfUnknownCodes() async throws {
        let codes = (0..<500).map { "GM\(9999 - $0)" }
        let problem = try await get("/v1/scale-check?municipality=\(codes.joined(separator: ","))", 400)
        let details = problem["errors"].elements.compactMap(\.["detail"].text)
        #expect(details.count == 500 && zip(codes, details).allSatisfy { $1.hasPrefix("No municipality has the code \($0).") })
        #expect(details.map { $0.contains("Codes near it: GM") } == codes.indices.map { $0 < 5 })
    }
}

import Testing

@testable import RegisterAPI

/// `boundaries=current`
@Suite struct FigureWithinTests {
    private static let beekdaelen = "/v1/municipalities/GM1954/inhabitants"

    @Test func beekdaelenSince2013WithItsGaps() async throws {
        let plain = try await items(Self.beekdaelen)
        #expect(
            plain.map { $0["referenceDate"] }.first == "2019-01-01" && plain[0].names == ["referenceDate", "count", "precision", "status", "source"])
        let series = try await items("\(Self.beekdaelen)?boundaries=current&from=2013-01-01&to=2027-01-01")
        #expect(
            series.compactMap { $0["referenceDate"].text } == (2013...2026).map { "\($0)-01-01" })
        #expect(series[0]["count"] == 36_350 && series[0]["calculated"] == true && series[0]["from"] == ["GM0881", "GM0951", "GM0962"])
        for gap in series[4...5] {
            #expect(gap["count"] == .null && gap["complete"] == false && gap["calculated"] == false && gap["reason"] == "no-figure")
            #expect(gap["missing"] == ["GM0881", "GM0951", "GM0962"] && gap["precision"] == .null && gap["sources"] == [])
        }
        // Of these the register has no figure of any municipality.
        for gap in series[11...12] { #expect(gap["count"] == .null && gap["missing"] == ["GM1954"] && gap["reason"] == "no-figure") }
        let known = series.filter { series in plain.contains { $0["referenceDate"] == series["referenceDate"] } }
        #expect(known.count == plain.count)
        for (own, shown) in zip(plain, known) {
            for name in own.names { #expect(shown[name] == own[name]) }
            #expect(shown["calculated"] == false && shown["from"] == ["GM1954"] && shown["reason"] == .null)
        }
    }

    @Test func whatWasDividedIsNamedAndNeverGuessed() async throws {
        let series = try await items("/v1/municipalities/GM0074/inhabitants?boundaries=current&to=2014-01-02")
        #expect(series.map { $0["count"] } == [.null, .null, 49_900])
        #expect(series[1]["divided"] == ["GM0055"] && series[1]["missing"] == [] && series[1]["reason"] == "divided")
        // All of its parts lie in the same province.
        let province = try await items("/v1/regions/PV21/inhabitants?boundaries=current&from=2013-01-01&to=2014-01-01")
        #expect(province.map { $0["count"] } == [646_855] && province[0]["divided"] == [] && province[0]["calculated"] == true)
    }

    @Test func theBoundariesOfADay() async throws {
        let nuth = try await get("/v1/municipalities/GM0951/inhabitants?boundaries=current")
        #expect(nuth["validOn"] == "2018-12-31" && nuth["items"].elements.filter { $0["count"] != .null }.allSatisfy { $0["from"] == ["GM0951"] })
        let region = try await get("/v1/regions/JZ43/inhabitants?boundaries=current")
        #expect(region["validOn"] == "2016-12-31" && region["items"].elements.map { $0["count"] }.prefix(2) == [101_901, 101_795])
        #expect(try await get("/v1/regions/PV21/inhabitants?boundaries=current&validOn=2016-06-01")["validOn"] == "2016-06-01")
        #expect(try await items("/v1/regions/PV21/inhabitants?boundaries=current&validOn=2016-06-01").last?["referenceDate"] == "2016-01-01")
        #expect(try await get("\(Self.beekdaelen)?boundaries=current&validOn=2016-06-01", 404)["code"] == "municipality-not-valid")
        #expect(try await get("/v1/regions/nowhere/inhabitants?boundaries=current", 404)["code"] == "region-unknown")
    }

    @Test func asATable() async throws {
        let sheet = try await Service.shared.csv(
            "\(Self.beekdaelen)?boundaries=current&from=2016-01-01&to=2018-01-01&fields=referenceDate,count,missing")
        #expect(sheet.columns == ["referenceDate", "count", "missing"])
        #expect(sheet.rows == [["2016-01-01", "36254", nil], ["2017-01-01", nil, "GM0881;GM0951;GM0962"]])
    }

    @Test(arguments: [
        ("boundaries=then", "boundaries choice-invalid"), ("boundaries=", "boundaries parameter-empty"), ("fields=missing", "fields field-invalid"),
        ("boundaries=current&boundaries=current", "boundaries parameter-repeated"), ("boundaries=current&sort=missing", "sort sort-invalid"),
        ("boundaries=current&from=2020-01-01&to=2019-01-01", "to range-reversed"),
    ]) func whatCannotBeAsked(query: String, fault: String) async throws {
        #expect(try await faults("\(Self.beekdaelen)?\(query)") == [fault])
    }

    @Test func asTheRegisterWas() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url, "--cache-bytes", "0"])
        try await database.script("UPDATE inhabitants SET count = 10000 WHERE municipality_code = 'GM0951' AND reference_date = '2016-01-01'")
        let target = "\(Self.beekdaelen)?boundaries=current&from=2016-01-01&to=2016-01-02"
        #expect(try await service.get(target)["items"][0]["count"] == 30_829)
        #expect(try await service.get("\(target)&revision=1")["items"][0]["count"] == 36_254)
    }
}

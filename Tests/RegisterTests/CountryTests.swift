import Postgres
import Register
import Testing

/// The checks that the publisher's own tables allow.
@Suite struct CountryTests {
    @Test(arguments: [
        (2012, 415), (2013, 408), (2014, 403), (2015, 393), (2016, 390), (2017, 388), (2018, 380), (2019, 355), (2020, 355), (2021, 352), (2022, 345),
        (2023, 342), (2026, 342),
    ]) func municipalitiesOnTheFirstOfJanuary(_ year: Int, _ count: Int) async throws {
        let day = try date("\(year)-01-01")
        let reader = try await SharedRegister.reader()
        #expect(try await reader.number("SELECT count(*) FROM municipalities_on('\(day)')") == count)
        #expect(try await reader.number("SELECT count(DISTINCT code) FROM municipalities_on('\(day)')") == count)
        #expect(try await Facts.seeded.value.municipalities(on: day).count == count)
        let listed = try await reader.snapshot { db, moment in try Municipalities.list(db, moment, .valid(on: day), .init()) }.value
        #expect(listed.count == count)
        #expect(listed.allSatisfy { $0.province != nil && $0.status == .current })
    }

    @Test(arguments: [(2016, 16_979_120), (2020, 17_407_585), (2021, 17_475_415), (2022, 17_590_672), (2023, 17_811_291)])
    func inhabitantsOfTheCountry(_ year: Int, _ count: Int) async throws {
        let day = try date("\(year)-01-01")
        let units = try await SharedRegister.reader().run { db in
            try ScaleLevels.units(db, level: "country", on: day, threshold: count, regionType: nil)
        }
        let country = try #require(units.first)
        #expect(units.count == 1 && country.id == "NL01" && country.inhabitants == count && country.complete && country.missing == [])
        #expect(country.meets == true && country.margin == 0)
        #expect(country.figures == [FigureCount(referenceDate: day, municipalities: country.members)])
        let series = try await SharedRegister.reader().run { db in
            try InhabitantsSeries.ofRegion(db, id: "NL01", from: day, to: nil, by: day)
        }
        #expect(series.map(\.referenceDate) == [day] && series.map(\.count) == [count] && series.map(\.complete) == [true])
    }

    /// Only 118 of 388 were published for 2017; Meierijstad, new that day, has none at all.
    @Test func aYearWithGapsSaysSo() async throws {
        let (before, on) = (try date("2016-01-01"), try date("2017-01-01"))
        let units = try await SharedRegister.reader().run { db in
            try ScaleLevels.units(db, level: "country", on: on, threshold: 1_000_000, regionType: nil)
        }
        let country = try #require(units.first)
        #expect(country.members == 388 && country.missing == ["GM1948"])
        #expect(!country.complete && country.meets == true && country.margin == nil)
        #expect(
            country.figures == [FigureCount(referenceDate: before, municipalities: 269), FigureCount(referenceDate: on, municipalities: 118)])
    }

    @Test func whatNobodyCountedIsNotMadeUp() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows(
                "SELECT status, precision, count(*), min(reference_date), max(reference_date) FROM inhabitants GROUP BY 1, 2 ORDER BY 4, 2") == [
                    ["derived", "exact", "369", "2012-01-01", "2012-01-01"], ["published", "rounded-to-5", "811", "2013-01-01", "2014-01-01"],
                    ["published", "exact", "2980", "2015-01-01", "2023-01-01"], ["provisional", "exact", "341", "2026-01-01", "2026-01-01"],
                    ["provisional", "rounded-to-5", "1", "2026-01-01", "2026-01-01"],
                ])
    }
}

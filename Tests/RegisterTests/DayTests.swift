import Postgres
import Register
import Testing

/// What the functions answer for a day, held against the same computed in Swift over the files of the seed.
@Suite struct DayTests {
    private static func days(_ start: UInt64, _ count: Int) throws -> [CalendarDate] {
        var random = RandomSource(state: start)
        return try (0..<count).map { _ in try random.day(2009...2027) }
    }

    @Test(arguments: [1, 2] as [UInt64]) func municipalitiesAndTheirNewestFigures(_ start: UInt64) async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        for day in try Self.days(start, 20) {
            var expected: Set<[String?]> = []
            for (code, name, period) in facts.names where period.contains(day) {
                let figure = facts.newest(code, by: day)
                expected.insert([
                    code, name, period.from?.description, period.to?.description, (figure?.count).map { "\($0)" }, figure?.date.description,
                ])
            }
            let found = try await reader.rows(
                "SELECT code, name, valid_from, valid_to, inhabitants, reference_date FROM municipalities_on('\(day)')")
            #expect(found.count == expected.count && Set(found) == expected, "\(day)")
            let figures = try await reader.rows("SELECT code, name, count, reference_date FROM figures_on('\(day)')")
            #expect(Set(figures) == Set(expected.map { [$0[0], $0[1], $0[4], $0[5]] }), "\(day)")
        }
    }

    @Test func membersOfRegions() async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        var random = RandomSource(state: 3)
        for _ in 0..<150 {
            let region = try #require(facts.regions.randomElement(using: &random)).id
            let day = try random.day(2009...2027)
            let found = try await reader.column("SELECT code FROM region_members_on('\(region)', '\(day)')")
            #expect(found.count == Set(found).count && Set(found) == facts.members(of: region, on: day), "\(region) on \(day)")
        }
    }

    @Test func regionsAndTheirNumberOfMembers() async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        for day in try Self.days(4, 6) {
            var expected: Set<[String?]> = []
            for (id, type, period) in facts.regions where period.contains(day) {
                expected.insert([id, type, "\(facts.members(of: id, on: day).count)"])
            }
            let found = try await reader.rows("SELECT id, type_id, member_count FROM regions_on('\(day)')")
            #expect(found.count == expected.count && Set(found) == expected, "\(day)")
        }
    }

    @Test func sumsOfAnySet() async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        var random = RandomSource(state: 5)
        let codes = facts.names.map(\.code)
        for _ in 0..<100 {
            let day = try random.day(2010...2027)
            let set = Set((0..<Int.random(in: 0...12, using: &random)).map { _ in codes.randomElement(using: &random)! })
            let total = facts.total(set, on: day)
            let found = try await reader.rows(
                """
                SELECT inhabitants, complete, members, array_to_string(missing, ' '), oldest, newest
                FROM inhabitants_of('{\(set.joined(separator: ","))}', '\(day)')
                """)
            let expected: [String?] = [
                total.sum.map { "\($0)" }, total.complete ? "t" : "f", "\(total.members)", total.missing.joined(separator: " "),
                total.dates.keys.min()?.description, total.dates.keys.max()?.description,
            ]
            #expect(found == [expected], "\(set.sorted()) on \(day)")
        }
    }

    @Test func everyUnitOfEveryLevel() async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        let levels = try await reader.rows("SELECT id, scale_level_id FROM region_type")
        for day in try Self.days(6, 4) + [try date("2017-01-01"), try date("2012-01-01")] {
            for level in ["municipality", "subregion", "region", "province", "national-part", "country"] {
                let types = Set(levels.filter { $0[1] == level }.map { $0[0] })
                var expected: [String: Facts.Total] = [:]
                for region in facts.regions where types.contains(region.type) && region.period.contains(day) {
                    expected[region.id] = facts.total(facts.members(of: region.id, on: day), on: day)
                }
                if level == "municipality" { for code in facts.municipalities(on: day) { expected[code] = facts.total([code], on: day) } }
                let found = try await reader.run { db in try ScaleLevels.units(db, level: level, on: day, threshold: 50_000, regionType: nil) }
                #expect(found.count == expected.count, "\(level) on \(day)")
                for unit in found { expect(unit, expected[unit.id], "\(unit.id) on \(day)") }
            }
        }
    }

    private func expect(_ unit: ScaleLevelUnit, _ total: Facts.Total?, _ comment: Comment) {
        #expect(unit.inhabitants == total?.sum && unit.complete == total?.complete && unit.members == total?.members, comment)
        #expect(unit.missing == total?.missing, comment)
        #expect(unit.figures == total?.dates.sorted { $0.key < $1.key }.map { FigureCount(referenceDate: $0.key, municipalities: $0.value) }, comment)
        let known = unit.inhabitants ?? 0
        #expect(unit.meets == (known >= 50_000 ? true : unit.complete ? false : nil), comment)
        #expect(unit.margin == (unit.complete ? known - 50_000 : nil), comment)
    }

    @Test func totalsOfARegionPerReferenceDate() async throws {
        let facts = try await Facts.seeded.value
        let reader = try await SharedRegister.reader()
        let dates = Set(facts.figures.values.flatMap { $0.map(\.date) }).sorted()
        for region in ["NL01", "PV31", "JZ43", "subregio-midden-limburg-oost", "AM01"] {
            let expected = dates.compactMap { date -> [String]? in
                let members = facts.members(of: region, on: date)
                let known = members.compactMap { code in facts.figures[code]?.first { $0.date == date }.map { (code, $0.count) } }
                guard !known.isEmpty else { return nil }
                let missing = members.subtracting(known.map(\.0)).sorted()
                return ["\(date)", "\(known.reduce(0) { $0 + $1.1 })", "\(missing.isEmpty)"] + missing
            }
            let found = try await reader.run { db in try InhabitantsSeries.ofRegion(db, id: region, from: nil, to: nil, by: nil) }
            #expect(found.map { ["\($0.referenceDate)", "\($0.count)", "\($0.complete)"] + $0.missing } == expected, "\(region)")
        }
    }
}

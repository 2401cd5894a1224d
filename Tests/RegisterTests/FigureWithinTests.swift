import Postgres
import Register
import Testing

/// Series of inhabitants within the boundaries of one day, held against a computation of its own.
@Suite struct FigureWithinTests {
    /// What both computations say of a reference date.
    private struct Line: Hashable {
        let date: CalendarDate
        let count: Int?
        let isCalculated: Bool
        let from, missing, divided: [String]
        let gap: FigureWithin.Gap?
    }

    /// What the series must be, by the facts and the territory alone.
    private static func expected(_ codes: Set<String>, on day: CalendarDate, _ facts: Facts, _ territory: Territory) throws -> [Line] {
        let coverage = try date("2010-01-01")
        let references = Set(facts.figures.values.joined().map(\.date)).filter { $0 <= day }
        let years = (references.map(\.year).min() ?? 0)..<(references.map(\.year).max() ?? 0)
        let firsts = try years.map { try date("\($0)-01-01") }
        return references.union(firsts).sorted().map { reference in
            let back = territory.outcome(codes, from: day, to: reference)
            let holders = back.holders.sorted()
            let missing = holders.filter { code in facts.figures[code]?.contains { $0.date == reference } != true }
            let divided = holders.filter { code in
                let outcome = territory.outcome([code], from: reference, to: day)
                return outcome.isLost || !outcome.holders.isSubset(of: codes)
            }
            let gap: FigureWithin.Gap? =
                reference < coverage
                ? .beforeCoverage : back.isLost ? .originUnknown : !divided.isEmpty ? .divided : !missing.isEmpty ? .noFigure : nil
            let sum = holders.compactMap { code in facts.figures[code]?.first { $0.date == reference }?.count }.reduce(0, +)
            return Line(
                date: reference, count: gap == nil ? sum : nil, isCalculated: gap == nil && back.holders != codes, from: holders, missing: missing,
                divided: divided, gap: gap)
        }
    }

    private static func expectSame(_ found: [FigureWithin], _ expected: [Line], _ about: String) {
        let plain = found.map {
            Line(
                date: $0.referenceDate, count: $0.count, isCalculated: $0.isCalculated, from: $0.from, missing: $0.missing, divided: $0.divided,
                gap: $0.gap)
        }
        #expect(plain == expected, "\(about)")
        for figure in found {
            #expect((figure.count == nil) == (figure.precision == nil) && (figure.count == nil) == (figure.status == nil), "\(about)")
            #expect((figure.count == nil) == figure.sources.isEmpty && (figure.count == nil) == (figure.gap != nil), "\(about)")
        }
    }

    /// Those that something happened to, and as many others.
    @Test func ofEachMunicipality() async throws {
        let day = try date("2026-01-01")
        let (facts, territory) = try await (Facts.seeded.value, Territory.seeded.value)
        let touched = Set(territory.steps.map(\.to)).filter { territory.exists($0, day) }.sorted()
        let others = territory.codes(on: day).filter { !touched.contains($0) }.prefix(20)
        let found = try await SharedRegister.reader().run { db in
            try (touched + others).map { code in
                (code: code, series: try FiguresWithin.ofMunicipality(db, code: code, boundariesOn: day, from: nil, to: nil))
            }
        }
        #expect(touched.count > 40)
        for (code, series) in found { Self.expectSame(series, try Self.expected([code], on: day, facts, territory), code) }
        let gaps = Set(found.flatMap(\.series).compactMap(\.gap))
        #expect(gaps == [.divided, .noFigure] && found.flatMap(\.series).contains { $0.isCalculated })
    }

    @Test(arguments: [
        ("PV21", "2026-01-01"), ("PV31", "2026-01-01"), ("PV30", "2023-06-01"), ("NL01", "2026-01-01"), ("CR39", "2016-06-01"),
        ("JZ43", "2016-06-01"),
        ("PV21", "2013-06-01"),
    ]) func ofARegion(_ id: String, _ on: String) async throws {
        let day = try date(on)
        let (facts, territory) = try await (Facts.seeded.value, Territory.seeded.value)
        let series = try await SharedRegister.reader().run { db in try FiguresWithin.ofRegion(db, id: id, boundariesOn: day, from: nil, to: nil) }
        Self.expectSame(series, try Self.expected(facts.members(of: id, on: day), on: day, facts, territory), "\(id) on \(on)")
        #expect(series.contains { $0.count != nil })
    }

    @Test func beekdaelen() async throws {
        let (from, day) = (try date("2013-01-01"), try date("2026-01-01"))
        let series = try await SharedRegister.reader().run { db in
            try FiguresWithin.ofMunicipality(db, code: "GM1954", boundariesOn: day, from: from, to: nil)
        }
        #expect(series.map(\.referenceDate.year) == (2013...2026).map { $0 })
        #expect(series.map(\.count) == [36_350, 36_360, 36_353, 36_254, nil, nil, 35_727, 35_938, 36_065, 35_922, 35_966, nil, nil, 35_915])
        let parts = ["GM0881", "GM0951", "GM0962"]
        let gaps = series.filter { $0.count == nil }
        #expect(gaps.map(\.referenceDate.year) == [2017, 2018, 2024, 2025] && gaps.allSatisfy { $0.gap == .noFigure && !$0.isCalculated })
        #expect(gaps.map(\.missing) == [parts, parts, ["GM1954"], ["GM1954"]] && gaps.map(\.from) == gaps.map(\.missing))
        #expect(series.prefix(4).allSatisfy { $0.isCalculated && $0.from == parts && $0.missing == [] })
        #expect(series.suffix(8).allSatisfy { !$0.isCalculated && $0.from == ["GM1954"] })
        #expect(series.map(\.precision).prefix(3) == ["rounded-to-5", "rounded-to-5", "exact"] && series.last?.status == "provisional")
    }

    /// Boarnsterhim was divided over four, all of them in Fryslân: of each of the four nothing can be said, of the province everything.
    @Test func whatIsDividedWithinARegionCountsThere() async throws {
        let (before, day) = (try date("2013-01-01"), try date("2026-01-01"))
        let (town, province) = try await SharedRegister.reader().run { db in
            (
                try FiguresWithin.ofMunicipality(db, code: "GM0074", boundariesOn: day, from: before, to: date("2013-01-02")),
                try FiguresWithin.ofRegion(db, id: "PV21", boundariesOn: day, from: before, to: date("2013-01-02"))
            )
        }
        #expect(town.map(\.gap) == [.divided] && town[0].divided == ["GM0055"] && town[0].count == nil)
        #expect(province.map(\.count) == [646_855] && province[0].isCalculated && province[0].from.contains("GM0055"))
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64]) func whateverTheReorganisations(_ start: UInt64) async throws {
        let world = RandomReorganisations(start: start)
        try await withRegister(.migrated) { register in
            try await register.editor.execute(world.sql)
            // Six in seven have a figure each year, in powers of two so that few sums are alike.
            try await register.editor.execute(
                """
                INSERT INTO inhabitants (municipality_code, reference_date, count, source_id)
                SELECT n.municipality_code, d, 1 << (substr(n.municipality_code, 3)::int % 30), 's'
                FROM municipality_name n, generate_series(date '2011-01-01', date '2034-01-01', interval '1 year') d
                WHERE n.validity @> d::date AND (substr(n.municipality_code, 3)::int + extract(year FROM d)::int) % 7 > 0
                """)
            let figures = try await register.reader.rows("SELECT municipality_code, reference_date FROM inhabitants")
            let known = Set(figures.map { "\($0[0] ?? "") \($0[1] ?? "")" })
            let day = try date("2034-06-01")
            var gaps: Set<FigureWithin.Gap> = []
            var sums = 0
            for code in world.territory.codes(on: day) {
                let series = try await register.reader.run { db in
                    try FiguresWithin.ofMunicipality(db, code: code, boundariesOn: day, from: nil, to: nil)
                }
                #expect(series.count == 24)
                for figure in series {
                    let back = world.territory.outcome([code], from: day, to: figure.referenceDate)
                    let isWhole = back.holders.allSatisfy { world.territory.outcome([$0], from: figure.referenceDate, to: day).isLossless }
                    let isKnown = back.holders.allSatisfy { known.contains("\($0) \(figure.referenceDate)") }
                    let sum = back.holders.reduce(0) { $0 + 1 << ((Int($1.dropFirst(2)) ?? 0) % 30) }
                    #expect(figure.count == (!back.isLost && isWhole && isKnown ? sum : nil), "\(code) on \(figure.referenceDate)")
                    #expect(Set(figure.from) == back.holders)
                    if let gap = figure.gap { gaps.insert(gap) }
                    if figure.isCalculated { sums += 1 }
                }
            }
            #expect(gaps.contains(.noFigure) && sums > 0)
        }
    }

    @Test func asTheRegisterWas() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "UPDATE inhabitants SET count = 10000 WHERE municipality_code = 'GM0951' AND reference_date = '2016-01-01'")
            let counts = try await register.reader.column(
                """
                SELECT count FROM (VALUES (NULL), (1)) r (revision), inhabitants_within('{GM1954}', '2026-01-01', r.revision)
                WHERE reference_date = '2016-01-01' ORDER BY r.revision NULLS FIRST
                """)
            #expect(counts == ["30829", "36254"])
        }
    }
}

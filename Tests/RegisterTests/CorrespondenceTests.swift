import Postgres
import Register
import Testing

/// Which codes hold a territory on another day, held against a computation of its own.
@Suite struct CorrespondenceTests {
    private static func list(
        _ pool: Pool, _ from: CalendarDate?, _ to: CalendarDate, _ codes: [String]? = nil
    ) async throws -> [Correspondence] {
        try await pool.snapshot { db, _ in
            var all: [Correspondence] = []
            try Correspondences.list(db, from: from, to: to, codes: codes) { all += $0 }
            return all
        }.value
    }

    private static func list(_ from: String, _ to: String, _ codes: [String]? = nil) async throws -> [Correspondence] {
        try await list(SharedRegister.reader(), date(from), date(to), codes)
    }

    private static func expectSame(_ found: [Correspondence], _ territory: Territory, _ from: CalendarDate, _ to: CalendarDate) {
        #expect(found.map(\.code) == territory.codes(on: from), "\(from) → \(to)")
        for one in found {
            let expected = territory.outcome([one.code], from: from, to: to)
            let about: Comment = "\(one.code), \(from) → \(to)"
            #expect(Set(one.targets.map(\.code)) == expected.holders, about)
            #expect(one.targets.map(\.code) == one.targets.map(\.code).sorted(), about)
            #expect(one.lossless == expected.isLossless, about)
            let steps = one.steps.map { Territory.Step(on: $0.on, from: $0.from, to: $0.to, kind: $0.kind) }
            #expect(Set(steps) == expected.steps && steps.count == expected.steps.count, about)
            #expect(one.steps.map(\.on) == one.steps.map(\.on).sorted() && one.day == from, about)
        }
    }

    @Test func eachCodeOf2010LandsSomewhereIn2026() async throws {
        let found = try await Self.list("2010-01-01", "2026-01-01")
        #expect(found.count == 431)
        #expect(found.allSatisfy { !$0.targets.isEmpty })
        let now = try await Facts.seeded.value.municipalities(on: date("2026-01-01"))
        #expect(Set(found.flatMap(\.targets).map(\.code)) == now)
        #expect(found.filter { $0.lossless != true }.map(\.code) == ["GM0053", "GM0055", "GM0140", "GM0788", "GM1671"])
        #expect(found.allSatisfy { $0.lossless != nil })
        for code in ["GM0881", "GM0951", "GM0962"] {
            let one = try #require(found.first { $0.code == code })
            #expect(one.lossless == true && one.targets == [.init(code: "GM1954", name: "Beekdaelen")] && one.steps.count == 1)
        }
        let boarnsterhim = try #require(found.first { $0.code == "GM0055" })
        #expect(boarnsterhim.targets.map(\.code) == ["GM0074", "GM0080", "GM1900", "GM1940"])
        // Over two steps: first into De Friese Meren, which then got another name and code.
        #expect(boarnsterhim.steps.filter { $0.from == "GM1921" || $0.to == "GM1921" }.map(\.kind) == ["split", "rename"])
    }

    @Test(arguments: [
        ("2010-01-01", "2026-01-01"), ("2026-01-01", "2010-01-01"), ("2010-03-17", "2010-03-18"), ("2010-03-18", "2010-03-17"),
        ("2013-12-31", "2016-01-01"), ("2016-01-01", "2013-12-31"), ("2014-06-01", "2019-01-01"), ("2019-01-01", "2014-06-01"),
        ("2018-01-01", "2018-01-01"), ("2017-12-31", "2022-12-31"), ("2023-01-01", "2011-01-01"), ("2026-01-01", "9999-12-31"),
    ]) func fromDayToDay(_ from: String, _ to: String) async throws {
        Self.expectSame(try await Self.list(from, to), try await Territory.seeded.value, try date(from), try date(to))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64]) func whateverTheReorganisations(_ start: UInt64) async throws {
        let world = RandomReorganisations(start: start)
        #expect(world.territory.steps.count > 10)
        try await withRegister(.migrated) { register in
            try await register.editor.execute(world.sql)
            var random = RandomSource(state: start &+ 100)
            var unlike = 0
            for _ in 0..<25 {
                let (from, to) = (try random.day(2010...2035), try random.day(2010...2035))
                let found = try await Self.list(register.reader, from, to)
                Self.expectSame(found, world.territory, from, to)
                unlike += found.count { $0.lossless != true }
            }
            #expect(unlike > 0)
        }
    }

    @Test func withoutAFirstDayEachIsTakenWhenItWasLastValid() async throws {
        let reader = try await SharedRegister.reader()
        let found = try await Self.list(reader, nil, date("2026-01-01"), ["GM0951", "GM1921", "GM0988", "GM9999"])
        #expect(found.map(\.code) == ["GM0951", "GM0988", "GM1921"])
        #expect(found.map(\.day.description) == ["2018-12-31", "2026-01-01", "2015-12-31"])
        #expect(found.map { $0.targets.map(\.code) } == [["GM1954"], ["GM0988"], ["GM1940"]] && found.allSatisfy { $0.lossless == true })
        // One that begins after the day is walked back.
        let back = try await Self.list(reader, nil, date("2014-06-01"), ["GM1954"])
        #expect(back.map(\.day.description) == ["2019-01-01"] && back[0].targets.map(\.code) == ["GM0881", "GM0951", "GM0962"])
        #expect(back[0].lossless == false)
    }

    /// Before that the register knows hardly a succession: to say that nothing happened would be false.
    @Test func beforeTheCoverageNothingIsSaidToBeLossless() async throws {
        for (from, to) in [("2009-12-31", "2026-01-01"), ("2026-01-01", "2009-12-31")] {
            #expect(try await Self.list(from, to).allSatisfy { $0.lossless == nil })
        }
        #expect(try await SharedRegister.reader().value("SELECT coverage_start()") == "2010-01-01")
        #expect(try await SharedRegister.reader().value("SELECT coverage_start(0)") == nil)
    }

    @Test func whatTheRegisterSaidBefore() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                """
                BEGIN; DELETE FROM municipality_succession WHERE from_code = 'GM0962';
                INSERT INTO load.municipality_succession VALUES ('2023-01-01', 'GM0457', 'GM0384', 'merger', 'cbs-gemeentelijke-indeling'); COMMIT
                """)
            let now = try await Self.list(register.reader, date("2018-01-01"), date("2026-01-01"), ["GM0457", "GM0962"])
            #expect(now.map { $0.targets.map(\.code) } == [["GM0363", "GM0384"], []] && now.allSatisfy { $0.lossless == false })
            let before = try await register.reader.snapshot(.revision(1)) { db, _ in
                var all: [Correspondence] = []
                try Correspondences.list(db, from: try date("2018-01-01"), to: try date("2026-01-01"), codes: ["GM0457", "GM0962"]) { all += $0 }
                return all
            }.value
            #expect(before.map { $0.targets.map(\.code) } == [["GM0363"], ["GM1954"]] && before.allSatisfy { $0.lossless == true })
            #expect(try await register.reader.number("SELECT count(*) FROM municipality_correspondences('2018-01-01', '2026-01-01', NULL, 0)") == 0)
        }
    }

    @Test(arguments: ["GM0951", "GM1954", "GM0241", "GM1940", "GM0080", "GM0140", "GM0988", "GM1921"]) func lineage(_ code: String) async throws {
        let lineage = try await SharedRegister.reader().snapshot { db, moment in try Lineage.find(db, code: code, on: moment.today) }.value
        let territory = try await Territory.seeded.value
        // Everything before its last day, and everything after its first.
        let life = try #require(territory.lives[code]?.first)
        let last = try life.to.map { CalendarDate(daysSince1970: $0.daysSince1970 - 1) } ?? date("9999-12-31")
        let back = territory.outcome([code], from: last, to: try date("1900-01-01"))
        let on = territory.outcome([code], from: last, to: try date("9999-12-31"))
        #expect(Set(lineage.edges.map { Territory.Step(on: $0.on, from: $0.from, to: $0.to, kind: $0.kind) }) == back.steps.union(on.steps))
        #expect(Set(lineage.nodes.map(\.code)) == Set(lineage.edges.flatMap { [$0.from, $0.to] } + [code]))
        #expect(lineage.nodes.count == Set(lineage.nodes).count)
        for node in lineage.nodes { #expect(territory.lives[node.code]?.contains(node.validity) == true) }
    }
}

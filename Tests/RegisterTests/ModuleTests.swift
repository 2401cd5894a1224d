import Postgres
import Register
import Testing

/// The questions of the module, on the facts of the project.
@Suite struct ModuleTests {
    private func ask<R: Sendable>(_ body: @Sendable (isolated Connection, Moment) throws -> R) async throws -> R {
        try await SharedRegister.reader().snapshot(.now, body).value
    }

    @Test func aSnapshotSaysItsRevisionAndToday() async throws {
        let reader = try await SharedRegister.reader()
        let moment = try await reader.snapshot { _, _ in }.moment
        #expect(moment.revision == 1)
        #expect(try await reader.value("SELECT today() = (now() AT TIME ZONE 'Europe/Amsterdam')::date") == "t")
    }

    @Test func aMunicipalityThatEndedIsShownInItsLastVersion() async throws {
        let nuth = try #require(try await ask { db, moment in try Municipalities.find(db, moment, code: "GM0951", on: nil) })
        #expect(nuth.name == "Nuth" && nuth.status == .ended && nuth.validity.to == CalendarDate("2019-01-01") && nuth.province?.code == "PV31")
        #expect(nuth.successors.map(\.name) == ["Beekdaelen"] && nuth.predecessors == [])
        #expect(nuth.inhabitants?.count == 15_425)
        let littenseradiel = try #require(try await ask { db, moment in try Municipalities.find(db, moment, code: "GM0140", on: nil) })
        #expect(littenseradiel.successors.map(\.code) == ["GM0080", "GM1900", "GM1949"])
        #expect(littenseradiel.successors.allSatisfy { $0.kind == "split" && $0.on == CalendarDate("2018-01-01") })
    }

    @Test func lists() async throws {
        let day = try date("2013-01-01")
        func list(_ scope: Municipalities.Scope, _ change: (inout Municipalities.Filter) -> Void = { _ in }) async throws -> [Municipality] {
            var filter = Municipalities.Filter()
            change(&filter)
            return try await ask { [filter] db, moment in try Municipalities.list(db, moment, scope, filter) }
        }
        #expect(try await list(.all).count == 463)
        #expect(try await list(.ended).count == 463 - 342)
        #expect(try await list(.ended).allSatisfy { $0.status == .ended && $0.validity.to != nil && !$0.successors.isEmpty })
        #expect(try await list(.valid(on: day)) { $0.region = "subregio-midden-limburg-west" }.map(\.name) == ["Leudal", "Nederweert", "Weert"])
        #expect(try await list(.valid(on: day)) { $0.region = "JZ43" } == [])
        #expect(try await list(.all) { $0.region = "JZ43" }.count == 3)
        let limburg = try await list(.valid(on: day)) { $0.province = "PV31" }
        #expect(limburg.count == 33 && limburg.allSatisfy { $0.province?.name == "Limburg" })
        let facts = try await Facts.seeded.value
        let large = try await list(.valid(on: day)) { ($0.minInhabitants, $0.maxInhabitants) = (100_000, 200_000) }
        let expected = facts.municipalities(on: day).filter { (100_000...200_000).contains(facts.newest($0, by: day)?.count ?? 0) }
        #expect(Set(large.map(\.code)) == expected && !expected.isEmpty)
    }

    @Test func aRegionInItsLastVersion() async throws {
        let region = try #require(try await ask { db, moment in try Regions.find(db, moment, id: "JZ43", on: nil) })
        #expect(region.name == "Midden-Limburg West" && region.status == .ended && region.validity.to == CalendarDate("2017-01-01"))
        #expect(region.day == CalendarDate("2016-12-31") && region.memberCount == 3)
        let members = try await ask { db, _ in try Regions.members(db, id: "JZ43", on: date("2016-06-01")) }
        #expect(members.map(\.name) == ["Leudal", "Nederweert", "Weert"])
        let outer = try #require(try await ask { db, moment in try Regions.find(db, moment, id: "samenwerkingsregio-midden-limburg", on: nil) })
        #expect(outer.contains.map(\.name) == ["Midden-Limburg Oost", "Midden-Limburg West"] && outer.within == [] && outer.status == .current)
    }

    @Test func regionsByWhatTheyAre() async throws {
        let day = try date("2016-06-01")
        func list(_ change: (inout Regions.Filter) -> Void) async throws -> [String] {
            var filter = Regions.Filter()
            change(&filter)
            return try await ask { [filter] db, _ in try Regions.list(db, on: day, filter) }.map(\.id)
        }
        #expect(try await list { $0.type = "jeugdregio" }.count == 42)
        #expect(try await list { $0.scaleLevel = "province" }.count == 12)
        #expect(try await list { $0.within = "LD04" } == ["PV31", "PV30"])
        #expect(try await list { ($0.municipality, $0.type) = ("GM0988", "jeugdregio") } == ["JZ43"])
        #expect(try await list { $0.name = "MIDDEN-LIMBURG W" } == ["JZ43", "subregio-midden-limburg-west"])
    }

    @Test func referenceLists() async throws {
        let (sources, types, norms, none) = try await ask { db, moment in
            (
                try ReferenceLists.sources(db), try ReferenceLists.regionTypes(db, on: date("2016-06-01")),
                try ReferenceLists.norms(db, on: moment.today), try ReferenceLists.norms(db, on: date("2013-02-18"))
            )
        }
        #expect(sources.count == 28 && sources.map(\.id) == sources.map(\.id).sorted())
        #expect(types.count == 16 && types.first { $0.id == "sw-regio" }?.partitions == false && types.first { $0.id == "land" }?.regionCount == 1)
        #expect(norms.map(\.id) == [Norm.decentralisation2013] && norms.map(\.threshold) == [100_000] && none == [])
    }

    @Test func whatIsKnownAtAll() async throws {
        let (known, unknown, province, refused) = try await ask { db, moment in
            (
                try KnownIdentifiers.exists(db, .region, "JZ43"), try KnownIdentifiers.exists(db, .region, "JZ99"),
                try KnownIdentifiers.all(db, .province), try KnownIdentifiers.refusedMunicipalities(db, moment, codes: ["GM0951", "GM9088"], on: nil)
            )
        }
        #expect(known && !unknown && province.count == 12 && province.contains("PV31"))
        #expect(refused.map(\.index) == [1] && refused.map(\.isKnown) == [false] && refused[0].reason.contains("GM0988 (Weert)"))
    }

    @Test func successionsAndSeries() async throws {
        let (from, to) = (CalendarDate("2018-01-01"), CalendarDate("2019-01-01"))
        let (all, year, one, series) = try await ask { db, _ in
            (
                try Successions.list(db, from: nil, to: nil, by: nil, code: nil), try Successions.list(db, from: from, to: to, by: nil, code: nil),
                try Successions.list(db, from: nil, to: nil, by: CalendarDate("2019-01-01"), code: "GM1954"),
                try InhabitantsSeries.ofMunicipality(
                    db, code: "GM0988", from: CalendarDate("2016-01-01"), to: CalendarDate("2022-01-01"), by: CalendarDate("2020-12-31"))
            )
        }
        #expect(all.count == 131 && all.map(\.on) == all.map(\.on).sorted())
        #expect(!year.isEmpty && year.allSatisfy { $0.on == from })
        #expect(one.map(\.from.name) == ["Onderbanken", "Nuth", "Schinnen"])
        #expect(series.map(\.referenceDate.year).first == 2016 && series.map(\.referenceDate.year).last == 2020)
    }

    @Test func theLadderCountsItsUnits() async throws {
        let levels = try await ask { db, _ in try ScaleLevels.list(db, on: date("2016-01-01")) }
        #expect(levels.map(\.id) == ["municipality", "subregion", "region", "province", "national-part", "country"])
        #expect(
            levels.map(\.rank) == Array(1...6) && levels.map(\.units) == [390, 2, 35 + 40 + 25 + 42 + 29 + 39 + 5 + 87 + 26 + 25 + 43 + 32, 12, 4, 1])
        #expect(levels.first?.dutchName == "gemeente")
    }
}

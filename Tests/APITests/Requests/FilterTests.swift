import Testing

@testable import RegisterAPI

@Suite struct FilterTests {
    private static let day = "validOn=2016-06-01"

    /// Filters of municipalities, each with what it leaves.
    private static let municipalityFilters: [(query: String, leaves: @Sendable (JSON) -> Bool)] = [
        ("name=hor", { $0["name"].text?.lowercased().contains("hor") == true }),
        ("province=PV31", { $0["province"]["code"] == "PV31" }),
        ("minInhabitants=30000", { ($0["inhabitants"]["count"].number ?? -1) >= 30_000 }),
        ("maxInhabitants=40000", { ($0["inhabitants"]["count"].number ?? .max) <= 40_000 }),
    ]

    @Test func everyCombinationOfMunicipalityFilters() async throws {
        let all = try await items("/v1/municipalities?\(Self.day)")
        #expect(all.count == 390)
        for mask in 1..<(1 << Self.municipalityFilters.count) {
            let used = Self.municipalityFilters.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
            let found = try await items("/v1/municipalities?\(Self.day)&" + used.map(\.query).joined(separator: "&"))
            #expect(found == all.filter { item in used.allSatisfy { $0.leaves(item) } }, "\(used.map(\.query))")
        }
    }

    @Test(arguments: ["pv31", "PV31", "Pv31"]) func aProvinceInAnyCase(code: String) async throws {
        #expect(try await items("/v1/municipalities?\(Self.day)&province=\(code)").count == 33)
    }

    @Test(arguments: ["JZ43", "jz43", "subregio-midden-limburg-west"]) func municipalitiesOfARegion(id: String) async throws {
        let found = try await items("/v1/municipalities?\(Self.day)&region=\(id)").map { $0["code"] }
        #expect(found == (try await items("/v1/regions/\(id)/members?\(Self.day)").map { $0["code"] }))
        #expect(found.count == 3)
    }

    @Test func aRegionThatIsNotKnownOnTheDayHasNobodyInIt() async throws {
        #expect(try await items("/v1/municipalities?validOn=2020-01-01&region=JZ43") == [])
        #expect(try await items("/v1/municipalities?status=all&region=JZ43").count == 3)
    }

    @Test func byStatus() async throws {
        let current = try await items("/v1/municipalities")
        #expect(current == (try await items("/v1/municipalities?status=current")))
        #expect(current.count == 342 && current.allSatisfy { $0["status"] == "current" && $0["validTo"] == .null })
        let ended = try await get("/v1/municipalities?status=ended&pageSize=1000")
        #expect(ended["validOn"] == .null)
        #expect(ended["page"]["total"] == 121)
        #expect(ended["items"].elements.allSatisfy { $0["status"] == "ended" && $0["validTo"] != .null })
        let all = try await items("/v1/municipalities?status=all")
        #expect(all.count == 463)
        #expect(Set(all) == Set(current + ended["items"].elements))
        #expect(try await items("/v1/municipalities?status=ended&name=nuth").map { $0["code"] } == ["GM0951"])
        #expect(try await items("/v1/municipalities?status=ended&province=PV31&minInhabitants=15000").allSatisfy { $0["province"]["code"] == "PV31" })
    }

    @Test func nothingMatchesAWildcard() async throws {
        for name in ["%25", "_", "*", ".*", "'", "%27%3B--"] {
            let found = try await items("/v1/municipalities?status=all&name=\(name)")
            let text = name == "'" ? "'" : name == "_" ? "_" : "\u{0}"
            #expect(found.allSatisfy { $0["name"].text?.contains(text) == true }, "\(name)")
        }
    }

    @Test(arguments: ["municipalities", "regions", "arrangements", "organisations"]) func aNameOfAccentsAloneDoesNotMatchEverything(
        collection: String
    ) async throws {
        let reply = try await Service.shared.send("/v1/\(collection)?name=%CC%81")
        #expect(try reply.status == 400 || reply.json()["page"]["total"] == 0, "\(reply.text.suffix(100))")
    }

    @Test func everyCombinationOfRegionFilters() async throws {
        let all = try await items("/v1/regions?\(Self.day)")
        let ofWeert = Set(try await items("/v1/municipalities/GM0988/regions?\(Self.day)").map { $0["id"] })
        let filters: [(query: String, leaves: (JSON) -> Bool)] = [
            ("type=corop", { $0["type"] == "corop" }), ("scaleLevel=region", { $0["scaleLevel"] == "region" }),
            ("municipality=0988", { ofWeert.contains($0["id"]) }),
            ("within=nl01", { $0["within"].elements.contains { $0["id"] == "NL01" } }),
            ("name=LIMBURG", { $0["name"].text?.lowercased().contains("limburg") == true }),
        ]
        for mask in 1..<(1 << filters.count) {
            let used = filters.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
            let found = try await items("/v1/regions?\(Self.day)&" + used.map(\.query).joined(separator: "&"))
            #expect(found == all.filter { item in used.allSatisfy { $0.leaves(item) } }, "\(used.map(\.query))")
        }
        #expect(try await items("/v1/regions?\(Self.day)&within=NL01&type=provincie").count == 12)
    }
}

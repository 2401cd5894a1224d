import Testing

@testable import RegisterAPI

@Suite struct PartnerTests {
    private static let day = "validOn=2014-06-01"

    private func ids(_ json: JSON) -> [String] { json.elements.compactMap { $0["id"].text } }

    @Test(arguments: ["GM0988", "GM0957", "GM0797", "GM0003"]) func whomItSharesWhatWith(code: String) async throws {
        let list = try await get("/v1/municipalities/\(code)/partners?\(Self.day)&pageSize=1000")
        #expect(Shape.collection(.partner).faults(in: list) == [])
        let partners = list["items"].elements
        // Everybody is in the same country.
        let country = try await items("/v1/municipalities?\(Self.day)").map { $0["code"] }
        #expect(Set(partners.map { $0["code"] }) == Set(country.filter { $0 != .string(code) }) && partners.count == country.count - 1)
        #expect(partners.allSatisfy { $0["count"] == .int(ids($0["arrangements"]).count + ids($0["regions"]).count) })
        let own = (
            arrangements: Set(ids(.array(try await items("/v1/municipalities/\(code)/arrangements?\(Self.day)")))),
            regions: Set(ids(.array(try await items("/v1/municipalities/\(code)/regions?\(Self.day)"))))
        )
        for partner in partners.prefix(3) + partners.suffix(1) {
            let other = partner["code"].text ?? ""
            let arrangements = Set(ids(.array(try await items("/v1/municipalities/\(other)/arrangements?\(Self.day)"))))
            let regions = Set(ids(.array(try await items("/v1/municipalities/\(other)/regions?\(Self.day)"))))
            #expect(ids(partner["arrangements"]) == own.arrangements.intersection(arrangements).sorted())
            #expect(ids(partner["regions"]) == own.regions.intersection(regions).sorted())
        }
    }

    @Test(arguments: ["GM0988", "GM0141"], ["2014-06-01", "2016-06-01"]) func whatOneSharesTheOtherSharesToo(code: String, day: String) async throws {
        let partners = try await items("/v1/municipalities/\(code)/partners?validOn=\(day)")
        for partner in partners.prefix(4) + partners.suffix(1) {
            let others = try await items("/v1/municipalities/\(partner["code"].text ?? "")/partners?validOn=\(day)")
            let back = try #require(others.first { $0["code"] == .string(code) })
            for name in ["count", "arrangements", "regions"] { #expect(back[name] == partner[name], "\(partner["code"]) \(name)") }
        }
    }

    @Test func thoseWithMostInCommonFirst() async throws {
        let path = "/v1/municipalities/GM0988/partners?validOn=2016-06-01"
        let partners = try await items(path)
        let counts = partners.compactMap { $0["count"].number }
        #expect(counts == counts.sorted(by: >) && counts.first != counts.last)
        #expect(partners.prefix(2).map { $0["name"] } == ["Nederweert", "Leudal"])
        // Of equals in order of name.
        let byName = try await items("\(path)&sort=name")
        for (count, group) in Dictionary(grouping: partners, by: { $0["count"] }) { #expect(group == byName.filter { $0["count"] == count }) }
        #expect(byName.map { $0["code"] } == (try await items("/v1/municipalities?validOn=2016-06-01").map { $0["code"] }.filter { $0 != "GM0988" }))
        #expect(try await items("\(path)&sort=-count,name") == partners)
        let fewest = try await items("\(path)&sort=count,-code")
        #expect(fewest.compactMap { $0["count"].number } == counts.reversed())
    }

    @Test func onlyRegionsOfOneType() async throws {
        let path = "/v1/municipalities/GM0988/partners?validOn=2016-06-01"
        let youth = try await items("\(path)&regionType=jeugdregio")
        #expect(Set(youth.compactMap { $0["name"].text }) == ["Leudal", "Nederweert"])
        #expect(youth.allSatisfy { $0["count"] == 1 && ids($0["regions"]) == ["JZ43"] && $0["arrangements"] == [] })
        let both = try await items("\(path)&regionType=jeugdregio,arbeidsmarktregio")
        #expect(both.count == 6 && both.prefix(2).allSatisfy { $0["count"] == 2 })
        #expect(both.flatMap { $0["regions"].elements }.allSatisfy { ["jeugdregio", "arbeidsmarktregio"].contains($0["type"]) })
        #expect(try await items("\(path)&regionType=land").count == 389)
        // What is shared besides regions stays.
        let then = try await items("/v1/municipalities/GM0988/partners?\(Self.day)&regionType=subregio")
        #expect(then.count == 6)
        #expect(
            then.map { [$0["name"], $0["count"]] } == [
                ["Leudal", 3], ["Nederweert", 3], ["Echt-Susteren", 1], ["Maasgouw", 1], ["Roerdalen", 1], ["Roermond", 1],
            ])
        #expect(then.last.map { ids($0["arrangements"]) } == ["arbeidsmarktbeleid-midden-limburg"])
    }

    @Test func onADayAndOfAMunicipalityThatEnded() async throws {
        let last = try await get("/v1/municipalities/GM0951/partners?pageSize=1000")
        #expect(last["validOn"] == "2018-12-31")
        #expect(last["items"].elements.filter { ids($0["arrangements"]) == ["jeugdhulpregio-zuid-limburg"] }.count == 17)
        #expect(last["items"].elements.contains { $0["code"] == "GM1954" } == false)
        let successor = try await items("/v1/municipalities/GM1954/partners?validOn=2019-01-01")
        #expect(successor.filter { ids($0["arrangements"]) == ["jeugdhulpregio-zuid-limburg"] }.count == 15)
        #expect(try await get("/v1/municipalities/GM1954/partners?validOn=2018-12-31", 404)["code"] == "municipality-not-valid")
    }
}

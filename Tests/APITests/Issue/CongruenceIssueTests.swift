import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// The cabinet asked for congruent cooperations: whether they are.
@Suite struct CongruenceIssueTests {
    private static let domains = ["youth-care", "social-support", "labour-market"]
    private static let west: Set<String> = ["GM0946", "GM0988", "GM1640"]
    private static let east: Set<String> = ["GM0957", "GM1641", "GM1669", "GM1711"]
    private static let question = "/v1/congruence?policyDomain=youth-care,social-support,labour-market&validOn=2014-06-01"

    private func codes(_ json: JSON) -> Set<String> { Set(json.elements.compactMap(\.text)) }

    @Test func theThreeDomainsInMiddenLimburg() async throws {
        let answer = try await get("\(Self.question)&region=samenwerkingsregio-midden-limburg")
        #expect(Shape.congruence(policyDomains: Self.domains).faults(in: answer) == [])
        #expect(answer["policyDomains"] == ["youth-care", "social-support", "labour-market"] && answer["validOn"] == "2014-06-01")
        #expect(answer["congruent"] == false)
        #expect(answer["region"] == ["id": "samenwerkingsregio-midden-limburg", "name": "Midden-Limburg"])
        #expect(
            answer["arrangements"].elements.map { $0["id"] } == ["3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg"])
        let lines = answer["municipalities"].elements
        #expect(Set(lines.compactMap { $0["code"].text }) == Self.west.union(Self.east) && lines.count == 7)
        for line in lines where Self.west.contains(line["code"].text ?? "") {
            let others = Self.west.subtracting([line["code"].text ?? ""])
            #expect(line["coinciding"] == [["youth-care", "social-support"], ["labour-market"]])
            #expect(line["congruent"] == false)
            for domain in ["youth-care", "social-support"] {
                #expect(line["partners"][domain]["arrangements"] == ["3d-midden-limburg-west"])
                #expect(codes(line["partners"][domain]["with"]) == others)
            }
            #expect(codes(line["partners"]["labour-market"]["with"]) == others.union(Self.east))
            #expect(
                line["differences"].elements.map { $0["name"] } == ["Roermond", "Maasgouw", "Roerdalen", "Echt-Susteren"])
            for difference in line["differences"].elements {
                #expect(difference["in"] == ["labour-market"] && difference["missingIn"] == ["youth-care", "social-support"])
            }
        }
        for line in lines where Self.east.contains(line["code"].text ?? "") {
            #expect(line["partners"]["youth-care"] == ["arrangements": [], "with": []] && line["congruent"] == false)
            #expect(line["coinciding"] == [["labour-market"]] && line["differences"].elements.count == 6)
        }
    }

    @Test func theSameMunicipalitiesByCode() async throws {
        let region = try await get("\(Self.question)&region=samenwerkingsregio-midden-limburg")
        for list in [
            "municipality=GM0946,GM0957,GM0988,GM1640,GM1641,GM1669,GM1711", "municipality=1711,gm1669&municipality=GM1641,1640,0988,0957,GM0946",
        ] {
            let codes = try await get("\(Self.question)&\(list)")
            #expect(codes["region"] == .null && codes.names.contains("region"))
            for name in region.names where name != "region" { #expect(codes[name] == region[name], "\(name)") }
        }
    }

    @Test func inTheWestTwoOfThemAreCongruent() async throws {
        let path = "/v1/congruence?policyDomain=youth-care,social-support&validOn=2014-06-01"
        let west = try await get("\(path)&region=subregio-midden-limburg-west")
        #expect(west["congruent"] == true)
        #expect(west["municipalities"].elements.allSatisfy { $0["congruent"] == true && $0["differences"] == [] })
        // Of the east nothing is recorded, so nobody knows.
        let east = try await get("\(path)&region=subregio-midden-limburg-oost")
        #expect(east["congruent"] == .null && east["municipalities"].elements.allSatisfy { $0["congruent"] == .null && $0["coinciding"] == [] })
        #expect(try await get("\(path)&region=samenwerkingsregio-midden-limburg")["congruent"] == .null)
    }

    // MARK: Classifications

    /// Members of each region, from the tables themselves.
    private static let members = Statement(
        "test_members_of_regions",
        """
        SELECT r.id, r.type_id, array_agg(m.municipality_code)
        FROM region r JOIN region_member m ON m.region_id = r.id
        WHERE r.type_id IN ('jeugdregio', 'arbeidsmarktregio')
          AND (m.valid_from IS NULL OR m.valid_from <= '2016-06-01') AND (m.valid_to IS NULL OR m.valid_to > '2016-06-01')
        GROUP BY r.id, r.type_id
        """, Void.self, (String, String, [String]).self)

    private static let congruentYouthRegions = Statement(
        "test_congruent_youth_regions",
        """
        WITH member AS (
            SELECT r.id, r.type_id, m.municipality_code FROM region r, region_member m
            WHERE m.region_id = r.id AND coalesce(m.valid_from, '-infinity') <= '2016-06-01' AND coalesce(m.valid_to, 'infinity') > '2016-06-01'
        )
        SELECT y.id FROM (SELECT DISTINCT id FROM member WHERE type_id = 'jeugdregio') y
        WHERE EXISTS (
            SELECT FROM (SELECT DISTINCT id FROM member WHERE type_id = 'arbeidsmarktregio') l
            WHERE NOT EXISTS (
                (SELECT municipality_code FROM member WHERE id = y.id EXCEPT SELECT municipality_code FROM member WHERE id = l.id)
                UNION ALL
                (SELECT municipality_code FROM member WHERE id = l.id EXCEPT SELECT municipality_code FROM member WHERE id = y.id)))
        ORDER BY 1
        """, Void.self, (String).self)

    @Test func howManyYouthRegionsAreCongruentWithALabourMarketRegion() async throws {
        let answer = try await get("/v1/congruence?regionType=jeugdregio&regionType=arbeidsmarktregio&validOn=2016-06-01")
        #expect(Shape.congruence(regionTypes: ["jeugdregio", "arbeidsmarktregio"]).faults(in: answer) == [])
        let recomputed = try await SeededRegister.shared.withPool(limit: 1) { pool in
            try await pool.run { db in try db.all(Self.congruentYouthRegions) }
        }
        let congruent = answer["regions"].elements.filter { $0["type"] == "jeugdregio" && $0["congruent"] == true }
        #expect(congruent.compactMap { $0["id"].text }.sorted() == recomputed.sorted())
        #expect(recomputed.count == 10)
        #expect(
            answer["summary"] == [
                ["regionType": "jeugdregio", "regions": 42, "congruent": 10, "undetermined": 0],
                ["regionType": "arbeidsmarktregio", "regions": 35, "congruent": 10, "undetermined": 0],
            ])
        #expect(answer["congruent"] == false && answer["region"] == .null)
    }

    @Test func everyDifferenceBetweenTheTwoClassifications() async throws {
        let answer = try await get("/v1/congruence?regionType=jeugdregio,arbeidsmarktregio&validOn=2016-06-01")
        let rows = try await SeededRegister.shared.withPool(limit: 1) { pool in try await pool.run { db in try db.all(Self.members) } }
        let members = Dictionary(uniqueKeysWithValues: rows.map { ($0.0, (type: $0.1, codes: Set($0.2))) })
        let regions = answer["regions"].elements
        #expect(Set(regions.compactMap { $0["id"].text }) == Set(members.keys) && regions.count == 77)
        for region in regions {
            let own = try #require(region["id"].text.flatMap { members[$0] })
            #expect(region["memberCount"] == .int(own.codes.count) && region["type"] == .string(own.type))
            let sharing = members.filter { $0.value.type != own.type && !$0.value.codes.isDisjoint(with: own.codes) }
            let counterparts = region["counterparts"].elements
            #expect(Set(counterparts.compactMap { $0["id"].text }) == Set(sharing.keys) && counterparts.count == sharing.count)
            let shared = counterparts.compactMap { $0["shared"].number }
            #expect(shared == shared.sorted(by: >))
            for counterpart in counterparts {
                let other = try #require(counterpart["id"].text.flatMap { members[$0] }).codes
                #expect(counterpart["shared"] == .int(own.codes.intersection(other).count))
                #expect(counterpart["onlyHere"].elements.compactMap(\.text) == own.codes.subtracting(other).sorted())
                #expect(counterpart["onlyThere"].elements.compactMap(\.text) == other.subtracting(own.codes).sorted())
                #expect(counterpart["congruent"] == .bool(own.codes == other))
            }
            #expect(region["congruent"] == .bool(sharing.contains { $0.value.codes == own.codes }))
        }
        let lines = answer["municipalities"].elements
        #expect(lines.count == 390)
        for line in lines {
            let code = try #require(line["code"].text)
            func with(_ type: String) -> Set<String> {
                Set(members.values.filter { $0.type == type && $0.codes.contains(code) }.flatMap(\.codes)).subtracting([code])
            }
            let (youth, work) = (with("jeugdregio"), with("arbeidsmarktregio"))
            #expect(codes(line["partners"]["jeugdregio"]["with"]) == youth && codes(line["partners"]["arbeidsmarktregio"]["with"]) == work)
            #expect(line["congruent"] == .bool(youth == work))
            #expect(Set(line["differences"].elements.compactMap { $0["code"].text }) == youth.symmetricDifference(work))
        }
    }

    @Test func theClassificationsWithinOneRegion() async throws {
        let path = "/v1/congruence?regionType=jeugdregio,arbeidsmarktregio&validOn=2016-06-01"
        let west = try await get("\(path)&region=subregio-midden-limburg-west")
        #expect(west["congruent"] == false && west["municipalities"].elements.count == 3)
        // JZ43 is the western half of AM33, which also has the eastern one.
        #expect(west["regions"].elements.map { $0["id"] } == ["JZ43", "AM33"])
        #expect(west["summary"][0] == ["regionType": "jeugdregio", "regions": 1, "congruent": 0, "undetermined": 0])
        let counterpart = west["regions"][0]["counterparts"][0]
        #expect(counterpart["id"] == "AM33" && counterpart["shared"] == 3 && counterpart["onlyHere"] == [])
        #expect(codes(counterpart["onlyThere"]) == Self.east)
        #expect(codes(west["municipalities"][0]["partners"]["jeugdregio"]["with"]).isSubset(of: Self.west))
    }

    @Test func aClassificationThatIsNotKnownOnTheDayLeavesItOpen() async throws {
        let answer = try await get("/v1/congruence?regionType=jeugdregio,arbeidsmarktregio&validOn=2014-06-01&municipality=GM0988")
        #expect(answer["congruent"] == .null && answer["regions"] == [])
        #expect(answer["municipalities"][0]["partners"]["jeugdregio"] == ["regions": [], "with": []])
        let half = try await get("/v1/congruence?regionType=subregio,jeugdregio&validOn=2014-06-01&municipality=GM0988")
        #expect(half["congruent"] == .null && half["municipalities"][0]["coinciding"] == [["subregio"]])
    }

    @Test func aRegionIsNotIncongruentWithAClassificationThatIsNotKnownOnTheDay() async throws {
        let answer = try await get("/v1/congruence?regionType=subregio,jeugdregio&validOn=2014-06-01&region=subregio-midden-limburg-west")
        #expect(answer["regions"].elements.map { $0["id"] } == ["subregio-midden-limburg-west"])
        #expect(answer["regions"][0]["counterparts"] == [] && answer["regions"][0]["congruent"] == .null)
    }

    @Test func severalClassificationsAndSeveralRegionsOfOne() async throws {
        // A municipality may be in several sheltered-employment regions.
        let types = ["sw-regio", "corop", "ggd-regio", "provincie"]
        let answer = try await get("/v1/congruence?regionType=\(types.joined(separator: ","))&validOn=2016-06-01&region=PV31")
        #expect(Shape.congruence(regionTypes: types).faults(in: answer) == [])
        #expect(answer["summary"].elements.compactMap { $0["regionType"].text } == types)
        let province = try #require(answer["regions"].elements.first { $0["id"] == "PV31" })
        #expect(Set(province["counterparts"].elements.compactMap { $0["type"].text }) == ["sw-regio", "corop", "ggd-regio"])
    }
}

import Postgres
import Register
import Testing

/// Region types, their regions and members, as published: per type and year.
@Suite struct RegionSeedTests {
    /// Type, year, regions, members. A province and the country have no year of their own: they are as on that 1 January.
    static let published = [
        ("arbeidsmarktregio", 2016, 35, 390), ("arbeidsmarktregio", 2026, 35, 342), ("corop", 2016, 40, 390), ("corop", 2026, 40, 342),
        ("ggd-regio", 2016, 25, 390), ("ggd-regio", 2022, 25, 345), ("jeugdregio", 2016, 42, 390), ("landsdeel", 2016, 4, 390),
        ("omgevingsdienst", 2016, 29, 390), ("rmc-regio", 2016, 39, 390), ("sw-regio", 2016, 87, 392), ("veilig-thuis-regio", 2016, 26, 390),
        ("veiligheidsregio", 2016, 25, 390), ("veiligheidsregio", 2023, 25, 342), ("wmo-regio", 2016, 43, 390),
        ("zorgkantoorregio", 2016, 32, 390), ("samenwerkingsregio", 2013, 3, 7), ("samenwerkingsregio", 2016, 5, 39),
        ("samenwerkingsregio", 2019, 5, 37), ("subregio", 2013, 2, 7), ("provincie", 2016, 12, 390),
        ("land", 2016, 1, 390), ("provincie", 2026, 12, 342), ("land", 2026, 1, 342), ("jeugdregio", 2017, 0, 0), ("landsdeel", 2015, 0, 0),
        ("land", 2009, 0, 0),
    ]

    @Test(arguments: published) func aTypeHasItsRegionsAndMembers(_ type: String, _ year: Int, _ regions: Int, _ members: Int) async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows("SELECT count(*), coalesce(sum(member_count), 0) FROM regions_on('\(year)-01-01') WHERE type_id = '\(type)'") == [
                ["\(regions)", "\(members)"]
            ])
        let file = try await Facts.seeded.value
        let day = try date("\(year)-01-01")
        let inFile = file.regions.filter { $0.type == type && $0.period.contains(day) }.map(\.id)
        #expect(inFile.count == regions)
        #expect(inFile.reduce(0) { $0 + file.members(of: $1, on: day).count } == members)
    }

    /// Whatever partitions the country holds each of its municipalities once: 390 in 2016, 345 in 2022, 342 in 2023 and 2026.
    @Test(arguments: [(2016, 13, 390), (2022, 3, 345), (2023, 3, 342), (2026, 4, 342)])
    func everyMunicipalityIsInOneRegionOfATypeThatPartitions(_ year: Int, _ types: Int, _ municipalities: Int) async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT t.id, count(*), count(DISTINCT m.code) FROM regions_on('\(year)-01-01') r JOIN region_type t ON t.id = r.type_id
            CROSS JOIN LATERAL region_members_on(r.id, '\(year)-01-01') m WHERE t.partitions GROUP BY t.id
            """)
        #expect(found.count == types)
        for row in found { #expect(row[1...] == ["\(municipalities)", "\(municipalities)"], "\(row[0] ?? "")") }
    }

    @Test func oneMunicipalityIsInThreeRegionsOfShelteredEmployment() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT count(*), bool_or(t.partitions) FROM region_member m JOIN region r ON r.id = m.region_id JOIN region_type t ON t.id = r.type_id
            WHERE t.id = 'sw-regio' GROUP BY m.municipality_code HAVING count(*) > 1
            """)
        #expect(found == [["3", "f"]])
    }

    @Test func typesStandOnTheLadder() async throws {
        let found = try await SharedRegister.reader().rows(
            "SELECT l.id, l.rank, count(t.id) FROM scale_level l LEFT JOIN region_type t ON t.scale_level_id = l.id GROUP BY l.id ORDER BY l.rank")
        #expect(
            found == [
                ["municipality", "1", "0"], ["subregion", "2", "1"], ["region", "3", "12"], ["province", "4", "1"], ["national-part", "5", "1"],
                ["country", "6", "1"],
            ])
    }

    @Test func theDumbBellIsTwoSubregionsWithinOneRegion() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT n.region_id, n.valid_from, n.valid_to, string_agg(m.code, ' ' ORDER BY m.code) FROM region_nesting n
            CROSS JOIN LATERAL region_members_on(n.region_id, '2013-01-01') m
            WHERE n.within_id = 'samenwerkingsregio-midden-limburg' GROUP BY 1, 2, 3 ORDER BY 1
            """)
        #expect(
            found == [
                ["subregio-midden-limburg-oost", "2013-01-01", nil, "GM0957 GM1641 GM1669 GM1711"],
                ["subregio-midden-limburg-west", "2013-01-01", nil, "GM0946 GM0988 GM1640"],
            ])
    }

    @Test func provincesLieInTheCountryAndInNationalParts() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT t.type_id, o.type_id, count(*) FROM region_nesting n JOIN region t ON t.id = n.region_id JOIN region o ON o.id = n.within_id
            WHERE n.validity @> DATE '2016-01-01' GROUP BY 1, 2 ORDER BY 1, 2
            """)
        #expect(
            found == [
                ["landsdeel", "land", "4"], ["provincie", "land", "12"], ["provincie", "landsdeel", "12"],
                ["subregio", "samenwerkingsregio", "2"],
            ])
    }
}

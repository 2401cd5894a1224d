import Postgres
import Register
import Testing

/// The sets that congruence compares: per policy domain, and per classification of regions.
@Suite struct CongruenceSQLTests {
    /// Whatever is asked on whatever day, against the same computed in Swift over the files.
    @Test(arguments: ["2012-06-01", "2013-06-01", "2014-06-01", "2015-06-01", "2018-12-31", "2019-01-01", "2026-06-01"])
    func domains(_ text: String) async throws {
        let participations = try Participations()
        let day = try date(text)
        let reader = try await SharedRegister.reader()
        for domains in [
            ["youth-care"], ["youth-care", "social-support", "labour-market"], ["care", "education", "participation", "safety"], ["zorg"],
        ] {
            var expected: Set<[String?]> = []
            for domain in domains {
                let arrangements = participations.arrangements(on: domain, on: day)
                for code in Set(participations.municipalities.map(\.subject)) {
                    let own = participations.arrangements(of: code, on: day).intersection(arrangements)
                    guard !own.isEmpty else { continue }
                    let partners = own.reduce(into: Set<String>()) { $0.formUnion(participations.members(of: $1, on: day)) }.subtracting([code])
                    expected.insert([domain, code, own.sorted().joined(separator: " "), partners.sorted().joined(separator: " ")])
                }
            }
            let found = try await reader.rows(
                """
                SELECT criterion, municipality_code, array_to_string(groups, ' '), array_to_string(partners, ' ')
                FROM cooperation_sets_on('{\(domains.joined(separator: ","))}', '\(text)')
                """)
            #expect(found.count == expected.count && Set(found) == expected, "\(domains) on \(text)")
        }
    }

    /// Youth care and social support coincide in the west; the labour market is wider, and the east has only that.
    @Test func theDumbBell() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT municipality_code, string_agg(cardinality(partners)::text, ' ' ORDER BY criterion),
                count(DISTINCT partners) FILTER (WHERE criterion <> 'labour-market')
            FROM cooperation_sets_on('{youth-care,social-support,labour-market}', '2014-06-01') GROUP BY 1 ORDER BY 1
            """)
        #expect(
            found == [
                ["GM0946", "6 2 2", "1"], ["GM0957", "6", "0"], ["GM0988", "6 2 2", "1"], ["GM1640", "6 2 2", "1"], ["GM1641", "6", "0"],
                ["GM1669", "6", "0"], ["GM1711", "6", "0"],
            ])
    }

    /// Two arrangements on one domain: the partners of both count, and the groups say which.
    @Test func aMunicipalityInTwoArrangementsOnOneDomain() async throws {
        let sets = try await Trial.after(
            Rows.all(Rows.participant("samen-14", "GM0988", "2016-01-01"), Rows.participant("jeugdhulpregio-zuid-limburg", "GM0988", "2016-01-01"))
        ) { db in
            try db.rows(
                "SELECT groups, cardinality(partners) FROM cooperation_sets_on('{youth-care}', '2016-06-01') WHERE municipality_code = 'GM0988'")
        }
        #expect(sets == [["{jeugdhulpregio-zuid-limburg,samen-14}", "32"]])
    }

    @Test(arguments: [
        (["jeugdregio", "arbeidsmarktregio"], "2016-06-01"), (["sw-regio"], "2016-06-01"), (["subregio", "samenwerkingsregio"], "2019-01-01"),
        (["jeugdregio"], "2017-01-01"), (["provincie", "land"], "2026-06-01"),
    ]) func classifications(_ types: [String], _ text: String) async throws {
        let facts = try await Facts.seeded.value
        let day = try date(text)
        var expected: Set<[String?]> = []
        for type in types {
            var groups: [String: [String]] = [:]
            var partners: [String: Set<String>] = [:]
            for region in Set(facts.regions.filter { $0.type == type }.map(\.id)) {
                let members = facts.members(of: region, on: day)
                for code in members {
                    groups[code, default: []].append(region)
                    partners[code, default: []].formUnion(members)
                }
            }
            for (code, own) in groups {
                let others = partners[code, default: []].subtracting([code])
                expected.insert([type, code, own.sorted().joined(separator: " "), others.sorted().joined(separator: " ")])
            }
        }
        let found = try await SharedRegister.reader().rows(
            """
            SELECT criterion, municipality_code, array_to_string(groups, ' '), array_to_string(partners, ' ')
            FROM region_sets_on('{\(types.joined(separator: ","))}', '\(text)')
            """)
        #expect(found.count == expected.count && Set(found) == expected)
    }

    /// Ten of the 42 regions for youth care have exactly the members of a region for the labour market: by the function, by comparing sets of members
    /// pair by pair, and in Swift.
    @Test func tenOfFortyTwoAreCongruent() async throws {
        let reader = try await SharedRegister.reader()
        let (first, second) = ("jeugdregio", "arbeidsmarktregio")
        let byFunction = try await reader.column(
            """
            SELECT y.groups[1] FROM region_sets_on('{\(first),\(second)}', '2016-06-01') y
            JOIN region_sets_on('{\(first),\(second)}', '2016-06-01') l ON l.municipality_code = y.municipality_code AND l.criterion = '\(second)'
            WHERE y.criterion = '\(first)' GROUP BY 1 HAVING bool_and(y.partners = l.partners) ORDER BY 1
            """)
        let byPairs = try await reader.column(
            """
            WITH m AS (SELECT r.type_id, m.region_id, m.municipality_code AS code FROM region r JOIN region_member m ON m.region_id = r.id
                       WHERE m.valid_from <= '2016-06-01' AND coalesce(m.valid_to > '2016-06-01', true))
            SELECT y.id FROM region y JOIN region l ON y.type_id = '\(first)' AND l.type_id = '\(second)'
            WHERE EXISTS (SELECT FROM m WHERE m.region_id = y.id)
            AND NOT EXISTS (SELECT code FROM m WHERE region_id = y.id EXCEPT SELECT code FROM m WHERE region_id = l.id)
            AND NOT EXISTS (SELECT code FROM m WHERE region_id = l.id EXCEPT SELECT code FROM m WHERE region_id = y.id) ORDER BY 1
            """)
        let facts = try await Facts.seeded.value
        let day = try date("2016-06-01")
        func sets(_ type: String) -> [String: Set<String>] {
            let ids = facts.regions.filter { $0.type == type && $0.period.contains(day) }.map(\.id)
            return Dictionary(uniqueKeysWithValues: ids.map { ($0, facts.members(of: $0, on: day)) })
        }
        let labour = Set(sets(second).values)
        let inSwift = sets(first).filter { labour.contains($0.value) }.keys.sorted()
        #expect(byFunction == byPairs && byPairs == inSwift)
        #expect(inSwift.count == 10 && sets(first).count == 42)
    }
}

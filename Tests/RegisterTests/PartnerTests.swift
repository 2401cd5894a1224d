import Postgres
import Register
import Testing

/// With whom a municipality works, against the same computed in Swift over the files of the seed.
@Suite struct PartnerTests {
    private static let days = ["2009-06-01", "2013-01-01", "2014-06-01", "2016-06-01", "2018-12-31", "2019-01-01", "2022-06-01", "2026-01-01"]

    @Test(arguments: ["GM0988", "GM0935", "GM0951", "GM1954", "GM0363", "GM0917", "GM0141", "GM0003", "GM0809"])
    func partnersOfAMunicipality(_ code: String) async throws {
        let (facts, participations) = (try await Facts.seeded.value, try Participations())
        let reader = try await SharedRegister.reader()
        for text in Self.days {
            let day = try date(text)
            var met: [String: (arrangements: [String], regions: [String])] = [:]
            for arrangement in participations.arrangements(of: code, on: day) {
                for other in participations.members(of: arrangement, on: day) { met[other, default: ([], [])].arrangements.append(arrangement) }
            }
            for region in facts.members.keys where facts.members(of: region, on: day).contains(code) {
                for other in facts.members(of: region, on: day) { met[other, default: ([], [])].regions.append(region) }
            }
            met[code] = nil
            let names = Dictionary(facts.names.filter { $0.period.contains(day) }.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
            let expected = met.map { other, shared -> [String?] in
                let (arrangements, regions) = (shared.arrangements.sorted(), shared.regions.sorted())
                return [
                    other, names[other], arrangements.joined(separator: " "), regions.joined(separator: " "), "\(arrangements.count + regions.count)",
                ]
            }
            let found = try await reader.rows(
                """
                SELECT code, name, array_to_string(arrangements, ' '), array_to_string(regions, ' '), shared FROM municipality_partners('\(code)', '\(text)')
                """)
            #expect(found.count == expected.count && Set(found) == Set(expected), "\(code) on \(text)")
        }
    }

    @Test func aNeighbourWithWhomMuchIsShared() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT code, arrangements, shared FROM municipality_partners('GM0988', '2014-06-01') WHERE cardinality(arrangements) > 0
            ORDER BY shared DESC, code
            """)
        let (west, labour) = ("3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg")
        #expect(found.prefix(2) == [["GM0946", "{\(west),\(labour)}", "6"], ["GM1640", "{\(west),\(labour)}", "6"]])
        #expect(
            found.dropFirst(2).map { $0[0] } == ["GM0957", "GM1641", "GM1669", "GM1711"] && found.dropFirst(2).allSatisfy { $0[1] == "{\(labour)}" })
    }

    /// Who is an adviser does not take part, nor do organisations make municipalities partners of one another.
    @Test func onlyWhoTakesPartIsAPartner() async throws {
        let arrangements = try await Trial.after(
            Rows.all(
                Rows.participant("baanbrekers", "GM0988", "2020-01-01", role: "adviser"),
                Rows.participant("wzsw-midden-brabant", "GM0855", "2020-01-01"),
                Rows.participant("wzsw-midden-brabant", "GM0867", "2020-01-01"))
        ) { db in
            try db.rows(
                """
                SELECT code, arrangements FROM municipality_partners('GM0867', '2020-06-01') WHERE code IN ('GM0797', 'GM0855', 'GM0988') ORDER BY code
                """)
        }
        #expect(arrangements == [["GM0797", "{baanbrekers}"], ["GM0855", "{wzsw-midden-brabant}"], ["GM0988", "{}"]])
    }
}

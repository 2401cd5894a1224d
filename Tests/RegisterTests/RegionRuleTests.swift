import Postgres
import Register
import Testing

/// Rules between regions, their members and the municipalities. They are held at COMMIT.
@Suite struct RegionRuleTests {
    private static let source = "'cbs-gemeentelijke-indeling'"
    private static func member(_ region: String, _ code: String, _ from: String, _ to: String = "NULL") -> String {
        "INSERT INTO region_member (region_id, municipality_code, valid_from, valid_to, source_id) VALUES ('\(region)', '\(code)', \(from), \(to), \(source))"
    }
    private static func nesting(_ region: String, _ within: String, _ from: String, _ to: String = "NULL") -> String {
        "INSERT INTO region_nesting (region_id, within_id, valid_from, valid_to, source_id) VALUES ('\(region)', '\(within)', \(from), \(to), \(source))"
    }

    @Test(
        arguments: [
            (
                member("subregio-midden-limburg-west", "GM0951", "'2018-01-01'", "'2019-01-02'"), "region_member_within_municipality",
                "region_member: GM0951 would be a member of subregio-midden-limburg-west in [2018-01-01,2019-01-02), but exists in {[1839-01-02,2019-01-01)}"
            ),
            (
                member("subregio-midden-limburg-west", "GM1640", "NULL", "'2012-01-01'"), "region_member_within_municipality",
                "region_member: GM1640 would be a member of subregio-midden-limburg-west in (,2012-01-01), but exists in {[2007-01-01,)}"
            ),
            (
                member("sw-regio-de-risse-groep", "GM0003", "'2016-06-01'", "'2018-01-01'"), "region_member_within_region",
                "region_member: GM0003 would be a member of sw-regio-de-risse-groep in [2016-06-01,2018-01-01), but that region is valid in {[2016-01-01,2017-01-01)}"
            ),
            (
                member("PV30", "GM0988", "'2027-01-01'"), "region_member_one_region_per_type",
                "region_member: GM0988 cannot be in PV30 in [2027-01-01,): it is in PV31 in [2010-01-01,), and a municipality is in one Provincie at a time"
            ),
            (
                nesting("subregio-midden-limburg-west", "PV31", "'2009-01-01'"), "region_nesting_within_both_regions",
                "region_nesting: subregio-midden-limburg-west would be within PV31 in [2009-01-01,), but the two are valid together in {[2013-01-01,)}"
            ),
            (
                nesting("NL01", "PV31", "'2020-01-01'"), "region_nesting_rises",
                "region_nesting: NL01 (Country) cannot be within PV31 (Province): a region lies within one of a higher scale level"
            ),
            (
                nesting("PV30", "PV31", "'2020-01-01'"), "region_nesting_rises",
                "region_nesting: PV30 (Province) cannot be within PV31 (Province): a region lies within one of a higher scale level"
            ),
            (
                "UPDATE region_type SET partitions = true WHERE id = 'sw-regio'", "region_member_one_region_per_type",
                "and a municipality is in one SW-regio at a time"
            ),
            ("UPDATE region_type SET scale_level_id = 'country' WHERE id = 'landsdeel'", "region_nesting_rises", "region_nesting: LD0"),
            ("UPDATE region SET type_id = 'land' WHERE id = 'PV31'", nil, "region_"),
            (
                "UPDATE region_name SET valid_to = '2020-01-01' WHERE region_id = 'PV31'", "region_member_within_region",
                "would be a member of PV31 in"
            ),
            ("DELETE FROM region_name WHERE region_id = 'JZ43'", "region_member_within_region", "but that region is valid in {}"),
            (
                "UPDATE region_name SET valid_to = '2020-01-01' WHERE region_id = 'samenwerkingsregio-midden-limburg'", nil,
                "samenwerkingsregio-midden-limburg"
            ),
            (
                "UPDATE municipality_name SET valid_from = '2013-06-01' WHERE municipality_code = 'GM0988'", nil,
                "GM0988"
            ),
        ] as [(String, String?, String)])
    func isRefusedAtCommitInASentence(_ sql: String, _ constraint: String?, _ words: String) async throws {
        let editor = try await SharedEditor.pool()
        // Not by the statement itself: a transaction may pass through states that do not fit.
        try await editor.execute("BEGIN; \(sql); ROLLBACK")
        let error = try await editor.refusal("BEGIN; \(sql); COMMIT")
        #expect(error.message.contains(words), "\(error)")
        if let constraint { #expect(error.constraint == constraint) }
        #expect(try await editor.latestRevision == 1)
        // Whoever wants to know before the end asks.
        #expect(try await editor.refusal("BEGIN; \(sql); SET CONSTRAINTS ALL IMMEDIATE").constraint == error.constraint)
    }

    @Test func severalRegionsAtOnceWhereTheTypeAllowsThem() async throws {
        try await withRegister { register in
            try await register.editor.execute(Self.member("sw-regio-de-risse-groep", "GM0003", "'2016-01-01'", "'2017-01-01'"))
            #expect(
                try await register.reader.number(
                    """
                    SELECT count(*) FROM regions_on('2016-06-01') r WHERE r.type_id = 'sw-regio'
                    AND EXISTS (SELECT FROM region_members_on(r.id, '2016-06-01') m WHERE m.code = 'GM0003')
                    """) == 2)
        }
    }

    @Test func aMoveFromOneRegionToAnother() async throws {
        try await withRegister { register in
            // In an order in which it is in both for a while.
            try await register.editor.execute(
                """
                BEGIN; \(Self.member("PV30", "GM0988", "'2027-01-01'"));
                UPDATE region_member SET valid_to = '2027-01-01' WHERE region_id = 'PV31' AND municipality_code = 'GM0988'; COMMIT
                """)
            #expect(
                try await register.reader.column(
                    "SELECT province_code FROM unnest('{2026-12-31,2027-01-01}'::date[]) d, municipalities_on(d) WHERE code = 'GM0988' ORDER BY d")
                    == ["PV31", "PV30"])
        }
    }

    @Test func aNestingUpTheLadder() async throws {
        try await withRegister { register in
            try await register.editor.execute(Self.nesting("samenwerkingsregio-midden-limburg", "PV31", "'2013-01-01'"))
            let region = try await register.reader.snapshot { db, moment in
                try Regions.find(db, moment, id: "samenwerkingsregio-midden-limburg", on: nil)
            }.value
            #expect(region?.within.map(\.id) == ["PV31"] && region?.contains.count == 2)
        }
    }

    @Test func anIdIsNeverUsedForSomethingElse() async throws {
        try await withRegister { register in
            func row(_ type: String) -> String { "INSERT INTO region VALUES ('weg', '\(type)', \(Self.source))" }
            try await register.editor.execute("\(row("subregio")); DELETE FROM region WHERE id = 'weg'")
            try await register.editor.execute("BEGIN; \(row("subregio")); COMMIT")
            try await register.editor.execute("DELETE FROM region WHERE id = 'weg'")
            let error = try await register.editor.refusal(row("samenwerkingsregio"))
            #expect(error.constraint == "region_id_never_reused" && error.message.hasPrefix("region: the id weg was that of a subregio"))
        }
    }
}

import Postgres
import Register
import Testing

/// Rules between an arrangement, who takes part in it and what belongs to it. They are held at COMMIT.
@Suite struct ArrangementRuleTests {
    private static let south = "jeugdhulpregio-zuid-limburg"
    private static let west = "3d-midden-limburg-west"
    private static let centre = "WHERE arrangement_id = '\(south)' AND municipality_code = 'GM0935' AND role = 'centre-municipality'"
    private static let heerlen = "WHERE arrangement_id = '\(south)' AND municipality_code = 'GM0917'"

    /// Statements, the constraint that stands against them, and the message.
    static let refused: [(String, String, String)] = [
        // One centre municipality at a time
        (
            "UPDATE participant SET role = 'centre-municipality' \(heerlen)", "arrangement_one_centre_municipality",
            "participant: \(south) has two in the role of centre municipality in [2015-01-01,), GM0917 and GM0935, and can have one at a time"
        ),
        (
            Rows.all(
                "UPDATE participant SET valid_to = '2020-01-02' \(centre)", "UPDATE participant SET valid_to = '2020-01-01' \(heerlen)",
                Rows.participant(south, "GM0917", "2020-01-01", role: "centre-municipality")), "arrangement_one_centre_municipality",
            "participant: \(south) has two in the role of centre municipality in [2020-01-01,2020-01-02), GM0935 and GM0917, and can have one at a time"
        ),
        (
            Rows.all(
                Rows.participant("samen-14", "GM0988", "2018-01-01", "2019-01-01", role: "centre-municipality", table: "load.participant"),
                Rows.participant("samen-14", "GM0946", "2018-12-31", role: "centre-municipality", table: "load.participant")),
            "arrangement_one_centre_municipality",
            "participant: samen-14 has two in the role of centre municipality in [2018-12-31,2019-01-01), GM0988 and GM0946, and can have one at a time"
        ),
        (
            Rows.participant("wzsw-midden-brabant", "GM0855", "2020-01-01", role: "principal"), "arrangement_one_principal",
            "participant: wzsw-midden-brabant has two in the role of principal in [2020-01-01,), wzsw-opdrachtgever and GM0855, and can have one at a time"
        ),
        // A centrumregeling is never without one
        ("DELETE FROM participant \(centre)", "arrangement_one_centre_municipality", without("{[2015-01-01,)}")),
        ("UPDATE participant SET role = 'participant' \(centre)", "arrangement_one_centre_municipality", without("{[2015-01-01,)}")),
        ("UPDATE participant SET valid_to = '2026-01-01' \(centre)", "arrangement_one_centre_municipality", without("{[2026-01-01,)}")),
        ("UPDATE participant SET valid_from = '2015-01-02' \(centre)", "arrangement_one_centre_municipality", without("{[2015-01-01,2015-01-02)}")),
        (
            Rows.all(
                "UPDATE participant SET valid_to = '2020-01-01' \(centre)",
                Rows.participant(south, "GM0935", "2020-01-02", role: "centre-municipality")),
            "arrangement_one_centre_municipality", without("{[2020-01-01,2020-01-02)}")
        ),
        (
            "UPDATE participant SET arrangement_id = 'samen-14', valid_from = '2016-01-01' \(centre)", "arrangement_one_centre_municipality",
            without("{[2015-01-01,)}")
        ),
        (
            "UPDATE arrangement_version SET legal_form_id = 'centrumregeling' WHERE arrangement_id = 'baanbrekers'",
            "arrangement_one_centre_municipality",
            "arrangement_version: baanbrekers is a centrumregeling in [2013-01-01,), but has no centre municipality in {[2013-01-01,)}"
        ),
        // In one of its versions only.
        (
            Rows.all(
                "UPDATE arrangement_version SET valid_to = '2020-01-01' WHERE arrangement_id = 'baanbrekers'",
                Rows.version(of: "baanbrekers", "2020-01-01", legalForm: "centrumregeling")), "arrangement_one_centre_municipality",
            "arrangement_version: baanbrekers is a centrumregeling in [2020-01-01,), but has no centre municipality in {[2020-01-01,)}"
        ),
        (
            Rows.arrangement("nieuw", "2020-01-01", legalForm: "centrumregeling"), "arrangement_one_centre_municipality",
            "arrangement_version: nieuw is a centrumregeling in [2020-01-01,), but has no centre municipality in {[2020-01-01,)}"
        ),
        // Nobody takes part outside the time of the arrangement
        (
            Rows.participant(south, "GM0988", "2014-12-31"), "participant_within_arrangement",
            "participant: GM0988 would belong to \(south) in [2014-12-31,), but that arrangement is valid in {[2015-01-01,)}"
        ),
        (
            Rows.participant(south, "GM0988", "2014-01-01", "2014-06-01", table: "load.participant"), "participant_within_arrangement",
            "participant: GM0988 would belong to \(south) in [2014-01-01,2014-06-01), but that arrangement is valid in {[2015-01-01,)}"
        ),
        (Rows.participant(west, "GM0957", "2015-01-01"), "participant_within_arrangement", outsideWest("participant: GM0957", "[2015-01-01,)")),
        (
            Rows.participant(west, "uwv", "2014-12-31", "2015-01-02", role: "adviser"), "participant_within_arrangement",
            outsideWest("participant: uwv", "[2014-12-31,2015-01-02)")
        ),
        (
            "UPDATE participant SET valid_to = NULL WHERE arrangement_id = '\(west)' AND municipality_code = 'GM0988'",
            "participant_within_arrangement",
            outsideWest("participant: GM0988", "[2013-04-01,)")
        ),
        // The arrangement shrinks under them, also in the middle.
        (
            "UPDATE arrangement_version SET valid_to = '2020-01-01' WHERE arrangement_id = 'wzsw-midden-brabant'; DELETE FROM arrangement_policy_domain WHERE arrangement_id = 'wzsw-midden-brabant'; DELETE FROM body_relation WHERE from_body_id ~ 'wzsw'; DELETE FROM seat WHERE body_id ~ 'wzsw'; DELETE FROM body WHERE id ~ 'wzsw'",
            "participant_within_arrangement",
            "participant: wzsw-deelnemende-gemeenten would belong to wzsw-midden-brabant in [2013-01-01,), but that arrangement is valid in {[2013-01-01,2020-01-01)}"
        ),
        (
            Rows.all(
                "UPDATE arrangement_version SET valid_to = '2020-01-01' WHERE arrangement_id = '\(south)'", Rows.version(of: south, "2020-01-02"),
                "DELETE FROM arrangement_policy_domain WHERE arrangement_id = '\(south)'"), "participant_within_arrangement",
            "participant: GM0882 would belong to \(south) in [2015-01-01,), but that arrangement is valid in {[2015-01-01,2020-01-01),[2020-01-02,)}"
        ),
        (
            "DELETE FROM arrangement_version WHERE arrangement_id = 'samen-14'; DELETE FROM arrangement_policy_domain WHERE arrangement_id = 'samen-14'",
            "participant_within_arrangement",
            "participant: GM0141 would belong to samen-14 in [2016-01-01,), but that arrangement is valid in {}"
        ),
        // Nor does anything else that belongs to it
        (
            "UPDATE arrangement_version SET valid_to = '2014-01-01', term_to = '2014-01-01' WHERE arrangement_id = '\(west)'",
            "arrangement_policy_domain_within_arrangement",
            "arrangement_policy_domain: long-term-care would belong to \(west) in [2013-04-01,2015-01-01), but that arrangement is valid in {[2013-04-01,2014-01-01)}"
        ),
        (
            Rows.insert("arrangement_policy_domain", ["arrangement_id": west, "policy_domain_id": "safety", "valid_from": "2014-01-01"]),
            "arrangement_policy_domain_within_arrangement", outsideWest("arrangement_policy_domain: safety", "[2014-01-01,)")
        ),
        (
            Rows.insert(
                "load.arrangement_organisation",
                ["arrangement_id": west, "organisation_id": "uwv", "task": "advises", "valid_from": "2013-03-31", "valid_to": "2014-01-01"]),
            "arrangement_organisation_within_arrangement", outsideWest("arrangement_organisation: uwv", "[2013-03-31,2014-01-01)")
        ),
        (Rows.body("nieuw", of: west, "2014-01-01"), "body_within_arrangement", outsideWest("body: nieuw", "[2014-01-01,)")),
    ]

    private static func without(_ periods: String) -> String {
        "arrangement_version: \(south) is a centrumregeling in [2015-01-01,), but has no centre municipality in \(periods)"
    }

    private static func outsideWest(_ who: String, _ period: String) -> String {
        "\(who) would belong to \(west) in \(period), but that arrangement is valid in {[2013-04-01,2015-01-01)}"
    }

    @Test(arguments: refused) func isRefused(_ sql: String, _ constraint: String, _ message: String) async throws {
        try await Trial.expectRefusal(sql, constraint, message)
    }

    /// Maastricht and Heerlen change places in 2020. Only a row that would overlap another of the same party must wait for it.
    @Test(arguments: ["LMHh", "LHMh", "LHhM", "HLMh", "HLhM", "HhLM"]) func theCentreMovesInAnyOrder(_ order: String) async throws {
        let steps: [Character: String] = [
            "L": "UPDATE participant SET valid_to = '2020-01-01' \(Self.centre)", "M": Rows.participant(Self.south, "GM0935", "2020-01-01"),
            "H": "UPDATE participant SET valid_to = '2020-01-01' \(Self.heerlen)",
            "h": Rows.participant(Self.south, "GM0917", "2020-01-01", role: "centre-municipality"),
        ]
        let statements = try order.map { try #require(steps[$0]) }
        let centres = try await Trial.after(statements.joined(separator: "; ")) { db in
            try db.rows(
                """
                SELECT a.centre_name, a.participant_count FROM unnest('{2019-12-31,2020-01-01}'::date[]) d, arrangements_on(d) a
                WHERE a.id = '\(Self.south)' ORDER BY d
                """)
        }
        #expect(centres == [["Maastricht", "16"], ["Heerlen", "16"]])
    }

    @Test func rolesChangePlacesInEitherOrder() async throws {
        try await withRegister { register in
            let give = "UPDATE participant SET role = 'centre-municipality' \(Self.heerlen)"
            try await register.editor.execute(
                "BEGIN; \(give); UPDATE participant SET role = 'participant' WHERE municipality_code = 'GM0935'; COMMIT")
            try await register.editor.execute(
                "BEGIN; UPDATE participant SET role = 'participant' \(Self.heerlen); UPDATE participant SET role = 'centre-municipality' WHERE municipality_code = 'GM0935'; COMMIT"
            )
            #expect(try await register.reader.latestRevision == 3)
            #expect(
                try await register.reader.column(
                    "SELECT (SELECT centre_code FROM arrangements_on('2020-01-01', r) WHERE id = '\(Self.south)') FROM generate_series(1, 3) r")
                    == ["GM0935", "GM0917", "GM0935"])
        }
    }

    @Test func aCentrumregelingBeginsWithItsCentre() async throws {
        // A form that ends ends the demand for one.
        let found = try await Trial.after(
            Rows.all(
                Rows.arrangement("nieuw", "2020-01-01", legalForm: "centrumregeling"),
                Rows.participant("nieuw", "GM0988", "2020-01-01", "2022-01-01", role: "centre-municipality"),
                "UPDATE arrangement_version SET valid_to = '2022-01-01' WHERE arrangement_id = 'nieuw'",
                Rows.version(of: "nieuw", "2022-01-01", legalForm: "convenant"), Rows.participant("nieuw", "GM0988", "2022-01-01"))
        ) { db in
            try db.rows(
                """
                SELECT a.legal_form_id, a.centre_code, a.valid_from, a.valid_to, a.participant_count
                FROM unnest('{2021-12-31,2022-01-01}'::date[]) d, arrangements_on(d) a WHERE a.id = 'nieuw' ORDER BY d
                """)
        }
        #expect(found == [["centrumregeling", "GM0988", "2020-01-01", nil, "1"], ["convenant", nil, "2020-01-01", nil, "1"]])
    }
}

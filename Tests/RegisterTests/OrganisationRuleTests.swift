import Postgres
import Register
import Testing

/// Rules between organisations, and between them and what they take part in. They are held at COMMIT.
@Suite struct OrganisationRuleTests {
    private static func under(_ child: String, _ parent: String) -> String {
        "UPDATE organisation_version SET parent_id = '\(parent)' WHERE organisation_id = '\(child)'"
    }

    private static func circle(_ organisations: [String], _ period: String = "[2013-01-01,)") -> String {
        "organisation_version: \(organisations.joined(separator: " under ")) would be a circle in \(period): no organisation is a subsidiary of itself, not by way of others either"
    }

    private static func end(_ id: String, _ day: String) -> String {
        "UPDATE organisation_version SET valid_to = '\(day)' WHERE organisation_id = '\(id)'"
    }

    /// From a day on, another parent.
    private static func moved(_ id: String, under parent: String?, on day: String) -> String {
        Rows.all(end(id, day), Rows.organisation(id, under: parent, day))
    }

    /// Statements, the constraint that stands against them, and the message.
    static let refused: [(String, String, String)] = [
        (under("uwv", "uwv"), "organisation_version_no_circle", circle(["uwv", "uwv"])),
        (under("baanbrekers", "wml-facilitair"), "organisation_version_no_circle", circle(["baanbrekers", "wml-facilitair", "baanbrekers"])),
        (
            Rows.all(under("baanbrekers", "uwv"), under("uwv", "wml-facilitair")), "organisation_version_no_circle",
            circle(["baanbrekers", "uwv", "wml-facilitair", "baanbrekers"])
        ),
        (
            Rows.all(
                Rows.organisation("een", "2020-01-01"), Rows.organisation("twee", under: "een", "2021-01-01"),
                Rows.organisation("een", under: "twee", "2020-01-01", "2022-01-01"), Rows.organisation("een", "2022-01-01")),
            "organisation_version_within_parent",
            "organisation_version: een would be a subsidiary of twee in [2020-01-01,2022-01-01), but that exists in {[2021-01-01,)}"
        ),
        // For a year only.
        (
            Rows.all(moved("baanbrekers", under: "wml-facilitair", on: "2020-01-01"), moved("wml-facilitair", under: nil, on: "2021-01-01")),
            "organisation_version_no_circle", circle(["baanbrekers", "wml-facilitair", "baanbrekers"], "[2020-01-01,2021-01-01)")
        ),
        (
            end("baanbrekers", "2020-01-01"), "organisation_version_within_parent",
            "organisation_version: wml-facilitair would be a subsidiary of baanbrekers in [2013-01-01,), but that exists in {[2013-01-01,2020-01-01)}"
        ),
        (
            "DELETE FROM organisation_version WHERE organisation_id = 'baanbrekers'", "organisation_version_within_parent",
            "organisation_version: wml-facilitair would be a subsidiary of baanbrekers in [2013-01-01,), but that exists in {}"
        ),
        // Nobody takes part before he exists, or after
        (
            end("wzsw-ontwikkelpartners", "2020-01-01"), "participant_within_party",
            "participant: wzsw-ontwikkelpartners would take part in wzsw-midden-brabant in [2013-01-01,), but exists in {[2013-01-01,2020-01-01)}"
        ),
        (
            Rows.all(Rows.organisation("later", "2020-01-01"), Rows.participant("samen-14", "later", "2019-12-31", role: "adviser")),
            "participant_within_party", "participant: later would take part in samen-14 in [2019-12-31,), but exists in {[2020-01-01,)}"
        ),
        (
            end("wml-facilitair", "2014-01-01"), "arrangement_organisation_within_party",
            "arrangement_organisation: wml-facilitair would work for baanbrekers in [2013-01-01,), but exists in {[2013-01-01,2014-01-01)}"
        ),
        // Between two versions it does not exist.
        (
            Rows.all(end("berenschot", "2014-01-01"), Rows.organisation("berenschot", "2014-01-02")), "arrangement_organisation_within_party",
            "arrangement_organisation: berenschot would work for jeugdketen-parkstad in [2013-01-01,), but exists in {[2013-01-01,2014-01-01),[2014-01-02,)}"
        ),
        (
            "UPDATE participant SET valid_to = NULL WHERE municipality_code = 'GM0951'", "participant_within_party",
            "participant: GM0951 would take part in jeugdhulpregio-zuid-limburg in [2015-01-01,), but exists in {[1839-01-02,2019-01-01)}"
        ),
        (
            "UPDATE participant SET valid_from = '2018-12-31' WHERE municipality_code = 'GM1954'", "participant_within_party",
            "participant: GM1954 would take part in jeugdhulpregio-zuid-limburg in [2018-12-31,), but exists in {[2019-01-01,)}"
        ),
        (
            "UPDATE municipality_name SET valid_to = '2026-06-01' WHERE municipality_code = 'GM0141'", "participant_within_party",
            "participant: GM0141 would take part in samen-14 in [2016-01-01,), but exists in {[1913-12-01,2026-06-01)}"
        ),
        (
            "DELETE FROM municipality_name WHERE municipality_code = 'GM0141'", "participant_within_party",
            "participant: GM0141 would take part in samen-14 in [2016-01-01,), but exists in {}"
        ),
    ]

    @Test(arguments: refused) func isRefused(_ sql: String, _ constraint: String, _ message: String) async throws {
        try await Trial.expectRefusal(sql, constraint, message)
    }

    @Test func parentAndSubsidiaryChangePlacesOnADay() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "BEGIN; \(Self.moved("baanbrekers", under: "wml-facilitair", on: "2020-01-01")); \(Self.moved("wml-facilitair", under: nil, on: "2020-01-01")); COMMIT"
            )
            #expect(
                try await register.reader.rows(
                    """
                    SELECT d, o.id, o.parent_id, o.valid_from FROM unnest('{2019-12-31,2020-01-01}'::date[]) d, organisations_on(d) o
                    WHERE o.id IN ('baanbrekers', 'wml-facilitair') ORDER BY d, o.id
                    """) == [
                        ["2019-12-31", "baanbrekers", nil, "2013-01-01"], ["2019-12-31", "wml-facilitair", "baanbrekers", "2013-01-01"],
                        ["2020-01-01", "baanbrekers", "wml-facilitair", "2013-01-01"], ["2020-01-01", "wml-facilitair", nil, "2013-01-01"],
                    ])
        }
    }

    /// What the suites of rules hold against, one after the other in one register: nothing of it is left.
    @Test func refusalsLeaveNothingBehind() async throws {
        try await withRegister { register in
            func state() async throws -> [String] {
                // A number that a rolled-back row had is not given out again.
                try await register.superuser.run { db in try db.contents() }.filter { !$0.hasPrefix("sequence") }
            }
            let before = try await state()
            for (sql, constraint, _) in ArrangementRuleTests.refused + BodyRelationRuleTests.refused + Self.refused {
                #expect(try await register.editor.refusal("BEGIN; \(sql); COMMIT").constraint == constraint)
            }
            for (sql, _, _) in CooperationShapeTests.refused { _ = try await register.editor.refusal(sql) }
            #expect(try await state() == before)
            #expect(try await register.reader.latestRevision == 1)
        }
    }
}

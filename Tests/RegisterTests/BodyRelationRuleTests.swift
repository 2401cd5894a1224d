import Postgres
import Register
import Testing

/// Rules between bodies, their seats and their relations. They are held at COMMIT.
@Suite struct BodyRelationRuleTests {
    private static let regie = "regiegroep-sociaal-domein-ml-west"
    private static let youthAndCare = "stuurgroep-jeugdzorg-awbz-wmo-ml-west"
    private static let labour = "stuurgroep-arbeidsmarktbeleid-midden-limburg"
    private static let social = "projectgroep-sociaal-domein-ml-west"
    private static let youth = "projectgroep-jeugd-ml-west"
    private static let care = "projectgroep-awbz-wmo-ml-west"
    private static let west = "3d-midden-limburg-west"
    private static let (from, to) = ("2014-01-01", "2015-01-01")

    private static func circle(_ bodies: [String], _ period: String = "[2014-01-01,2015-01-01)") -> String {
        "body_relation: \(bodies.joined(separator: " above ")) would be a circle in \(period): no body steers itself or belongs to itself, not by way of others either"
    }

    private static func strangers(_ one: String, _ other: String, _ period: String, _ without: String) -> String {
        "body_relation: \(one) and \(other) cannot be related in \(period): their arrangements have no participant in common in \(without)"
    }

    /// Weert takes part in Baanbrekers for half a year, and a body of Baanbrekers is related to one of Midden-Limburg West.
    private static func related(_ from: String, _ to: String) -> String {
        Rows.all(
            Rows.participant("baanbrekers", "GM0988", "2014-01-01", "2014-07-01"), Rows.body("bestuur", of: "baanbrekers", "2013-01-01"),
            Rows.relation("bestuur", "coordinates", regie, from, to, table: "load.body_relation"))
    }

    /// Statements, the constraint that stands against them, and the message.
    static let refused: [(String, String, String)] = [
        // Circles
        (
            Rows.all(Rows.relation(youth, "steers", care, from, to), Rows.relation(care, "steers", youth, from, to)),
            "body_relation_no_circle", circle([youth, care, youth])
        ),
        (Rows.relation(youth, "steers", youthAndCare, from, to), "body_relation_no_circle", circle([youth, youthAndCare, youth])),
        (
            Rows.relation(youthAndCare, "belongs-to", youth, from, to, table: "load.body_relation"), "body_relation_no_circle",
            circle([youth, youthAndCare, youth])
        ),
        (
            Rows.all(
                Rows.relation(social, "steers", youth, from, to), Rows.relation(youth, "steers", care, from, to),
                Rows.relation(care, "steers", social, from, to)), "body_relation_no_circle", circle([social, youth, care, social])
        ),
        // Two kinds by turns, over what the seed holds: the project group belongs to the steering group.
        (
            Rows.all(Rows.relation(care, "steers", regie, from, to), Rows.relation(youthAndCare, "belongs-to", regie, from, to)),
            "body_relation_no_circle", circle([care, regie, youthAndCare, care])
        ),
        (
            Rows.all(
                "UPDATE body_relation SET kind = 'belongs-to' WHERE kind = 'coordinates' AND to_body_id = '\(youthAndCare)'",
                Rows.relation(youthAndCare, "belongs-to", regie, from, to)), "body_relation_no_circle", circle([youthAndCare, regie, youthAndCare])
        ),
        // Between two arrangements.
        (
            Rows.all(Rows.relation(labour, "steers", regie, from, to), Rows.relation(regie, "steers", labour, from, "2014-03-01")),
            "body_relation_no_circle", circle([labour, regie, labour], "[2014-01-01,2014-03-01)")
        ),
        // Periods that come to overlap.
        (
            Rows.all(
                Rows.relation(youth, "steers", care, from, "2014-06-01"), Rows.relation(care, "steers", youth, "2014-06-01", to),
                "UPDATE body_relation SET valid_to = '2014-06-02' WHERE from_body_id = '\(youth)' AND kind = 'steers'"),
            "body_relation_no_circle", circle([youth, care, youth], "[2014-06-01,2014-06-02)")
        ),
        (
            Rows.relation(youth, "steers", youth, from, to), "body_relation_not_to_itself",
            "body_relation: \(youth) cannot stand in a relation to itself"
        ),
        (
            Rows.relation(youth, "belongs-to", youth, from, to), "body_relation_not_to_itself",
            "body_relation: \(youth) cannot stand in a relation to itself"
        ),
        (
            Rows.relation(youth, "coordinates", youth, from, to), "body_relation_not_to_itself",
            "body_relation: \(youth) cannot stand in a relation to itself"
        ),
        // Between arrangements only where somebody takes part in both
        (
            Rows.relation(regie, "coordinates", "regiegroep-jeugdketen-parkstad", from, to), "body_relation_shares_participant",
            strangers(
                "\(regie) (of \(west))", "regiegroep-jeugdketen-parkstad (of jeugdketen-parkstad)", "[2014-01-01,2015-01-01)",
                "{[2014-01-01,2015-01-01)}")
        ),
        (
            Rows.relation("stuurgroep-wzsw-midden-brabant", "steers", "projectgroep-jeugdketen-parkstad", from, table: "load.body_relation"),
            "body_relation_shares_participant",
            strangers(
                "stuurgroep-wzsw-midden-brabant (of wzsw-midden-brabant)", "projectgroep-jeugdketen-parkstad (of jeugdketen-parkstad)",
                "[2014-01-01,)", "{[2014-01-01,)}")
        ),
        (
            related("2014-01-01", "2014-07-02"), "body_relation_shares_participant",
            strangersHalf("[2014-01-01,2014-07-02)", "{[2014-07-01,2014-07-02)}")
        ),
        (
            related("2013-12-31", "2014-07-01"), "body_relation_shares_participant",
            strangersHalf("[2013-12-31,2014-07-01)", "{[2013-12-31,2014-01-01)}")
        ),
        // Whoever they had in common leaves, ends or is somebody else.
        (
            Rows.all(
                related("2014-01-01", "2014-07-01"), "DELETE FROM participant WHERE arrangement_id = '\(west)' AND municipality_code = 'GM0988'"),
            "body_relation_shares_participant", strangersHalf("[2014-01-01,2014-07-01)", "{[2014-01-01,2014-07-01)}")
        ),
        (
            Rows.all(related("2014-01-01", "2014-07-01"), "UPDATE participant SET valid_to = '2014-05-01' WHERE valid_to = '2014-07-01'"),
            "body_relation_shares_participant", strangersHalf("[2014-01-01,2014-07-01)", "{[2014-05-01,2014-07-01)}")
        ),
        (
            Rows.all(related("2014-01-01", "2014-07-01"), "UPDATE participant SET municipality_code = 'GM0855' WHERE valid_to = '2014-07-01'"),
            "body_relation_shares_participant", strangersHalf("[2014-01-01,2014-07-01)", "{[2014-01-01,2014-07-01)}")
        ),
        // Within the time of both bodies
        (
            Rows.relation(social, "coordinates", youth, "2013-08-18", to), "body_relation_within_both_bodies",
            "body_relation: \(social) and \(youth) would be related in [2013-08-18,2015-01-01), but exist together in [2013-08-19,2015-01-01)"
        ),
        (
            Rows.relation(social, "coordinates", youth, from), "body_relation_within_both_bodies",
            "body_relation: \(social) and \(youth) would be related in [2014-01-01,), but exist together in [2013-08-19,2015-01-01)"
        ),
        (
            "UPDATE body SET valid_to = '2020-01-01' WHERE id = 'lokale-projectgroep-wzsw-midden-brabant'", "body_relation_within_both_bodies",
            "body_relation: lokale-projectgroep-wzsw-midden-brabant and lokale-projectleider-wzsw-midden-brabant would be related in [2013-01-01,), but exist together in [2013-01-01,2020-01-01)"
        ),
        // Seats
        (
            Rows.seat(youth, "voorzitter", from), "seat_within_body",
            "seat: the seat of voorzitter in \(youth) would be there in [2014-01-01,), but that body exists in [2013-08-19,2015-01-01)"
        ),
        (
            "UPDATE seat SET valid_from = '2013-08-18' WHERE body_id = '\(youth)' AND role = 'policy adviser'", "seat_within_body",
            "seat: the seat of policy adviser in \(youth) would be there in [2013-08-18,2015-01-01), but that body exists in [2013-08-19,2015-01-01)"
        ),
        (
            "UPDATE body SET valid_to = '2014-06-01' WHERE id = '\(youth)'", "seat_within_body",
            "seat: the seat of subregional project leader in \(youth) would be there in [2013-08-19,2015-01-01), but that body exists in [2013-08-19,2014-06-01)"
        ),
        (
            Rows.seat("regiegroep-jeugdketen-parkstad", "wethouder", for: "GM0951", "2013-01-01"), "seat_within_party",
            "seat: GM0951 would have the seat of wethouder in regiegroep-jeugdketen-parkstad in [2013-01-01,), but exists in {[1839-01-02,2019-01-01)}"
        ),
        (
            Rows.all(
                Rows.body("bestuur", of: "baanbrekers", "2013-01-01"), Rows.seat("bestuur", "wethouder", for: "GM0984", "2013-01-01"),
                "UPDATE municipality_name SET valid_to = '2026-06-01' WHERE municipality_code = 'GM0984'"), "seat_within_party",
            "seat: GM0984 would have the seat of wethouder in bestuur in [2013-01-01,), but exists in {[1839-01-02,2026-06-01)}"
        ),
        (
            "UPDATE organisation_version SET valid_to = '2014-01-01' WHERE organisation_id = 'westrom'", "seat_within_party",
            "seat: westrom would have the seat of director in \(labour) in [2013-08-19,2015-01-01), but exists in {[2013-01-01,2014-01-01)}"
        ),
    ]

    private static func strangersHalf(_ period: String, _ without: String) -> String {
        strangers("bestuur (of baanbrekers)", "\(regie) (of \(west))", period, without)
    }

    @Test(arguments: refused) func isRefused(_ sql: String, _ constraint: String, _ message: String) async throws {
        try await Trial.expectRefusal(sql, constraint, message)
    }

    @Test(arguments: [
        // One after the other.
        [Rows.relation(youth, "steers", care, from, "2014-06-01"), Rows.relation(care, "steers", youth, "2014-06-01", to)],
        [
            Rows.relation(social, "steers", youth, from, "2014-05-01"), Rows.relation(youth, "steers", care, from, "2014-07-01"),
            Rows.relation(care, "steers", social, "2014-05-01", to),
        ],
        // Coordination goes round, and runs along what steers.
        [
            Rows.relation(social, "coordinates", youth, from, to), Rows.relation(youth, "coordinates", care, from, to),
            Rows.relation(care, "coordinates", social, from, to), Rows.relation(youth, "coordinates", youthAndCare, from, to),
        ],
        // Two ways to say the same, and two ways down to one body.
        [Rows.relation(youthAndCare, "steers", youth, from, to), Rows.relation(regie, "steers", youth, from, to)],
        // Exactly as long as Weert takes part in both.
        [related("2014-01-01", "2014-07-01")],
        // An organisation will do, where it takes part in both itself.
        [
            Rows.participant("wzsw-midden-brabant", "van-de-laar", "2014-01-01", role: "initiator"),
            Rows.participant("jeugdketen-parkstad", "van-de-laar", "2014-01-01"),
            Rows.relation("stuurgroep-wzsw-midden-brabant", "steers", "projectgroep-jeugdketen-parkstad", from),
        ],
        // What was in common may change, as long as something is.
        [
            "DELETE FROM participant WHERE arrangement_id = 'arbeidsmarktbeleid-midden-limburg' AND municipality_code IN ('GM0988', 'GM0946')"
        ],
    ]) func isAllowed(_ statements: [String]) async throws {
        let revision = try await Trial.after(statements.reversed().joined(separator: "; ")) { db in try db.number("SELECT latest_revision()") }
        #expect(revision == 2)
    }
}

import Postgres
import Register
import Testing

/// Rules about a fact of cooperation by itself, and about what it refers to. They are held by the statement.
@Suite struct CooperationShapeTests {
    private static let west = "3d-midden-limburg-west"
    private static let youth = "projectgroep-jeugd-ml-west"
    private static let regie = "regiegroep-sociaal-domein-ml-west"
    private static let labour = "stuurgroep-arbeidsmarktbeleid-midden-limburg"

    /// A statement, the constraint that stands against it, and words of the message.
    static let refused: [(String, String?, String)] = parties + unknown + twice + names + kinds + ids

    private static let parties: [(String, String?, String)] = [
        (
            Rows.participant("samen-14", "uwv", "2016-01-01", role: "centre-municipality"), "participant_centre_is_municipality",
            "participant: uwv cannot be the centre municipality of samen-14: only a municipality that takes part can"
        ),
        (
            Rows.participant("samen-14", "uwv", "2016-01-01", role: "centre-municipality", table: "load.participant"),
            "participant_centre_is_municipality", "only a municipality that takes part can"
        ),
        (
            "UPDATE participant SET municipality_code = NULL, organisation_id = 'uwv' WHERE role = 'centre-municipality'",
            "participant_centre_is_municipality", "participant: uwv cannot be the centre municipality of jeugdhulpregio-zuid-limburg"
        ),
        (
            Rows.insert("participant", ["arrangement_id": "samen-14", "valid_from": "2016-01-01"]), "participant_is_one_party",
            "participant: in samen-14 either a municipality or an organisation takes part, so exactly one of municipality_code and organisation_id is given"
        ),
        (
            Rows.insert(
                "load.participant",
                ["arrangement_id": "samen-14", "municipality_code": "GM0988", "organisation_id": "uwv", "valid_from": "2016-01-01"]),
            "participant_is_one_party", "either a municipality or an organisation takes part"
        ),
        (
            "UPDATE seat SET municipality_code = 'GM0988' WHERE organisation_id = 'uwv'", "seat_represents_one_party", "violates check constraint"
        ),
    ]

    private static let unknown: [(String, String?, String)] = [
        (
            Rows.participant("samen-15", "GM0988", "2020-01-01"), "participant_arrangement_known",
            "participant: no arrangement has the id 'samen-15'"
        ),
        (
            Rows.participant("samen-14", "GM9880", "2020-01-01"), "participant_municipality_known",
            "participant: no municipality has the code 'GM9880'"
        ),
        (
            Rows.participant("samen-14", "vng", "2020-01-01", role: "adviser"), "participant_organisation_known",
            "participant: no organisation has the id 'vng'"
        ),
        (
            "UPDATE participant SET organisation_id = 'vng' WHERE organisation_id = 'bureau-jeugdzorg'", "participant_organisation_known",
            "no organisation has the id 'vng'"
        ),
        (
            Rows.version(of: "samen-15", "2020-01-01"), "arrangement_version_arrangement_known",
            "arrangement_version: no arrangement has the id 'samen-15'"
        ),
        (
            Rows.arrangement("nieuw", "2020-01-01", legalForm: "maatschap"), "arrangement_version_legal_form_known",
            "arrangement_version: no legal form has the id 'maatschap'"
        ),
        (
            "UPDATE arrangement_version SET region_id = 'twente' WHERE arrangement_id = 'samen-14'", "arrangement_version_region_known",
            "arrangement_version: no region has the id 'twente'"
        ),
        (
            Rows.insert("load.arrangement_policy_domain", ["arrangement_id": "samen-14", "policy_domain_id": "jeugd", "valid_from": "2020-01-01"]),
            "arrangement_policy_domain_policy_domain_known", "arrangement_policy_domain: no policy domain has the id 'jeugd'"
        ),
        (
            Rows.insert(
                "arrangement_organisation", ["arrangement_id": "samen-14", "organisation_id": "ozjt", "task": "supports", "valid_from": "2020-01-01"]),
            "arrangement_organisation_organisation_known", "arrangement_organisation: no organisation has the id 'ozjt'"
        ),
        (
            Rows.organisation("dochter", under: "moeder", "2020-01-01"), "organisation_version_organisation_known",
            "organisation_version: no organisation has the id 'moeder'"
        ),
        (Rows.body("nieuw", of: "samen-15", "2020-01-01"), "body_arrangement_known", "body: no arrangement has the id 'samen-15'"),
        (Rows.seat("nieuw", "lid", "2020-01-01"), "seat_body_known", "seat: no body has the id 'nieuw'"),
        (Rows.seat(youth, "lid", for: "vng", "2014-01-01"), "seat_organisation_known", "seat: no organisation has the id 'vng'"),
        (Rows.seat(youth, "lid", for: "GM9880", "2014-01-01"), "seat_municipality_known", "seat: no municipality has the code 'GM9880'"),
        (Rows.relation(youth, "steers", "nieuw", "2014-01-01"), "body_relation_body_known", "body_relation: no body has the id 'nieuw'"),
        (
            Rows.insert("procurement", ["arrangement_id": "samen-14", "policy_domain_id": "zorg", "valid_from": "2020-01-01"]),
            "procurement_policy_domain_known", "procurement: no policy domain has the id 'zorg'"
        ),
        (
            Rows.insert(
                "milestone", ["arrangement_id": "samen-14", "title": "X", "kind": "start", "date_precision": "not-stated", "organisation_id": "vng"]),
            "milestone_organisation_known", "milestone: no organisation has the id 'vng'"
        ),
        ("UPDATE policy_domain SET source_id = 'nergens'", "policy_domain_source_known", "violates foreign key constraint"),
        (
            Rows.participant("samen-14", "GM0988", "2020-01-01", table: "load.participant").replacing(Rows.source, with: "nergens"), nil,
            "participant: samen-14 GM0988 2020-01-01 names the source 'nergens', which is not in the register"
        ),
        ("DELETE FROM policy_domain WHERE id = 'youth-care'", nil, "violates foreign key constraint"),
        ("DELETE FROM legal_form WHERE id = 'centrumregeling'", "arrangement_version_legal_form_known", "violates foreign key constraint"),
        ("DELETE FROM organisation WHERE id = 'uwv'", nil, "violates foreign key constraint"),
        ("DELETE FROM arrangement WHERE id = 'samen-14'", nil, "violates foreign key constraint"),
        ("DELETE FROM body WHERE id = '\(youth)'", nil, "violates foreign key constraint"),
        ("DELETE FROM region WHERE id = 'samenwerkingsregio-parkstad'", nil, "violates foreign key constraint"),
    ]

    private static let twice: [(String, String?, String)] = [
        (
            Rows.participant("samen-14", "GM0141", "2020-01-01"), "participant_once_at_a_time",
            "participant: samen-14, GM0141 would be there in [2020-01-01,), but is there already in [2016-01-01,)"
        ),
        // In another role he would still be there twice.
        (
            Rows.participant("jeugdhulpregio-zuid-limburg", "GM0917", "2020-01-01", "2021-01-01", role: "adviser", table: "load.participant"),
            "participant_once_at_a_time",
            "participant: jeugdhulpregio-zuid-limburg, GM0917 would be there in [2020-01-01,2021-01-01), but is there already in [2015-01-01,)"
        ),
        (
            "UPDATE participant SET municipality_code = 'GM0147' WHERE arrangement_id = 'samen-14' AND municipality_code = 'GM0141'",
            "participant_once_at_a_time", "participant: samen-14, GM0147 would be there in [2016-01-01,), but is there already in [2016-01-01,)"
        ),
        (
            Rows.version(of: "samen-14", "2020-01-01"), "arrangement_version_once_at_a_time",
            "arrangement_version: samen-14 would be there in [2020-01-01,), but is there already in [2016-01-01,)"
        ),
        (
            Rows.organisation("uwv", "2020-01-01"), "organisation_version_once_at_a_time",
            "organisation_version: uwv would be there in [2020-01-01,), but is there already in [2013-01-01,)"
        ),
        (
            Rows.insert("arrangement_policy_domain", ["arrangement_id": "samen-14", "policy_domain_id": "youth-care", "valid_from": "2018-12-31"]),
            "arrangement_policy_domain_once_at_a_time",
            "arrangement_policy_domain: samen-14, youth-care would be there in [2018-12-31,), but is there already in [2016-01-01,)"
        ),
        (
            Rows.insert(
                "arrangement_organisation",
                ["arrangement_id": "baanbrekers", "organisation_id": "wml-facilitair", "task": "supports", "valid_from": "2018-12-31"]),
            "arrangement_organisation_once_at_a_time",
            "arrangement_organisation: baanbrekers, wml-facilitair, supports would be there in [2018-12-31,)"
        ),
        (
            Rows.seat(youth, "policy adviser", "2014-12-31", "2015-01-01"), "seat_once_at_a_time",
            "seat: \(youth), policy adviser, full would be there in [2014-12-31,2015-01-01), but is there already in [2013-08-19,2015-01-01)"
        ),
        (
            Rows.relation(youth, "belongs-to", "stuurgroep-jeugdzorg-awbz-wmo-ml-west", "2014-12-31"), "body_relation_once_at_a_time",
            "body_relation: \(youth), belongs-to, stuurgroep-jeugdzorg-awbz-wmo-ml-west would be there in [2014-12-31,), but is there already"
        ),
        (
            Rows.relation(regie, "coordinates", labour, "2014-12-31"), "body_relation_once_at_a_time",
            "body_relation: \(regie), coordinates, \(labour) would be there in [2014-12-31,), but is there already in [2013-08-19,2015-01-01)"
        ),
        // The other way round it says the same.
        (
            Rows.relation(labour, "coordinates", regie, "2014-12-31"), "body_relation_once_at_a_time",
            "body_relation: \(labour) and \(regie) coordinate already, recorded the other way round"
        ),
        (
            Rows.insert("procurement", ["arrangement_id": "samen-14", "valid_from": "2016-01-01", "provider_count": "1"]), "procurement_once",
            "duplicate key value"
        ),
        (
            Rows.insert(
                "milestone", ["arrangement_id": "samen-14", "title": "The new contracts begin", "happened_on": "2019-01-01", "kind": "start"]),
            "milestone_once", "duplicate key value"
        ),
    ]

    private static let names: [(String, String?, String)] = [
        ("UPDATE policy_domain SET name = ''", "policy_domain_name_given", "violates check constraint"),
        ("UPDATE policy_domain SET dutch_name = ''", "policy_domain_dutch_name_given", "violates check constraint"),
        ("UPDATE legal_form SET name = ''", "legal_form_name_given", "violates check constraint"),
        ("UPDATE organisation_version SET name = ' '", "organisation_version_name_given", "violates check constraint"),
        ("UPDATE organisation_version SET name = 'UWV '", "organisation_version_name_given", "violates check constraint"),
        ("UPDATE arrangement_version SET name = ''", "arrangement_version_name_given", "violates check constraint"),
        ("UPDATE arrangement_version SET purpose = ' '", "arrangement_version_purpose_not_blank", "violates check constraint"),
        ("UPDATE arrangement_version SET description = ''", "arrangement_version_description_not_blank", "violates check constraint"),
        ("UPDATE body SET name = ' '", "body_name_given", "violates check constraint"),
        ("UPDATE seat SET role = ' '", "seat_role_given", "violates check constraint"),
        ("UPDATE seat SET note = ''", "seat_note_not_blank", "violates check constraint"),
        ("UPDATE milestone SET title = ' '", "milestone_title_given", "violates check constraint"),
        ("UPDATE milestone SET description = ' '", "milestone_description_not_blank", "violates check constraint"),
        ("INSERT INTO organisation VALUES ('A b', 'organisation', '\(Rows.source)')", "organisation_id_is_slug", "violates check constraint"),
        ("INSERT INTO arrangement VALUES ('Samen', '\(Rows.source)')", "arrangement_id_is_slug", "violates check constraint"),
        ("INSERT INTO policy_domain VALUES ('a-', 'X', 'X', '\(Rows.source)')", "policy_domain_id_is_slug", "violates check constraint"),
        ("INSERT INTO legal_form VALUES ('a_b', 'X', 'X', NULL, '\(Rows.source)')", "legal_form_id_is_slug", "violates check constraint"),
        (Rows.body("Een", of: "samen-14", "2020-01-01"), "body_id_is_slug", "violates check constraint"),
    ]

    private static let kinds: [(String, String?, String)] = [
        ("UPDATE participant SET role = 'voorzitter'", "participant_role_known", "violates check constraint"),
        ("UPDATE organisation SET kind = 'partner-group'", "organisation_id_never_reused", "an id is never used for something else"),
        (
            "UPDATE body SET arrangement_id = 'baanbrekers' WHERE id = 'projectgroep-jeugd-ml-west'", "body_id_never_reused",
            "projectgroep-jeugd-ml-west has the arrangement 3d-midden-limburg-west, and an id is never used for something else"
        ),
        (
            "INSERT INTO organisation (id, kind, source_id) VALUES ('iemand', 'person', 'begrippen-regionaal-register')", "organisation_kind_known",
            "violates check constraint"
        ),
        ("UPDATE legal_form SET gr_register_form = 'centrumregeling'", "legal_form_gr_register_form_known", "violates check constraint"),
        ("UPDATE arrangement_organisation SET task = 'owns'", "arrangement_organisation_task_known", "violates check constraint"),
        ("UPDATE seat SET capacity = 'half'", "seat_capacity_known", "violates check constraint"),
        ("UPDATE seat SET count = 0", "seat_count_positive", "violates check constraint"),
        ("UPDATE body SET kind = 'Stuur groep'", "body_kind_given", "violates check constraint"),
        ("UPDATE body_relation SET kind = 'owns'", "body_relation_kind_known", "violates check constraint"),
        ("UPDATE milestone SET kind = 'party'", "milestone_kind_known", "violates check constraint"),
        ("UPDATE procurement SET amount = 0", "procurement_amount_positive", "violates check constraint"),
        ("UPDATE procurement SET provider_count = -1", "procurement_provider_count_positive", "violates check constraint"),
        ("UPDATE participant SET date_precision = 'week'", "participant_date_precision_known", "violates check constraint"),
        ("UPDATE participant SET valid_to = valid_from", "participant_period_not_empty", "would begin on"),
        ("UPDATE body SET valid_to = 'infinity'", "body_dates_of_four_digits", "violates check constraint"),
        ("UPDATE seat SET valid_from = NULL", nil, "null value in column \"valid_from\""),
        // A term has an end where it is fixed, and a beginning where anything is known of it.
        (
            "UPDATE arrangement_version SET term_kind = 'eternal' WHERE term_kind = 'indefinite'", "arrangement_version_term_kind_known",
            "violates check constraint"
        ),
        (term("fixed", nil, nil), "arrangement_version_term_fits_its_kind", "violates check constraint"),
        (term("indefinite", nil, "2030-01-01"), "arrangement_version_term_fits_its_kind", "violates check constraint"),
        (term("unknown", "2020-01-01", nil), "arrangement_version_term_fits_its_kind", "violates check constraint"),
        (term("fixed", "2020-01-01", "2020-01-01"), "arrangement_version_term_not_empty", "violates check constraint"),
        (term("fixed", "2020-01-01", "infinity"), "arrangement_version_term_of_four_digits", "violates check constraint"),
        // A date that is given has a precision, one that is not has none.
        (milestone(on: nil, "day"), "milestone_date_or_not_stated", "violates check constraint"),
        (milestone(on: nil, "year"), "milestone_date_or_not_stated", "violates check constraint"),
        (milestone(on: "2020-01-01", "not-stated"), "milestone_date_or_not_stated", "violates check constraint"),
        (milestone(on: "2020-01-01", "week"), "milestone_date_precision_known", "violates check constraint"),
        (milestone(on: "infinity", "day"), "milestone_date_of_four_digits", "violates check constraint"),
    ]

    private static let ids: [(String, String?, String)] = [
        ("UPDATE arrangement SET id = 'samen-15' WHERE id = 'samen-14'", nil, "arrangement: samen-14 cannot become samen-15: an id never changes"),
        ("UPDATE organisation SET id = 'x' WHERE id = 'uwv'", nil, "organisation: uwv cannot become x: an id never changes"),
        ("UPDATE body SET id = 'x' WHERE id = '\(youth)'", nil, "body: \(youth) cannot become x: an id never changes"),
        ("UPDATE policy_domain SET id = 'x' WHERE id = 'work'", nil, "policy_domain: work cannot become x: an id never changes"),
        ("UPDATE legal_form SET id = 'x' WHERE id = 'bv'", nil, "legal_form: bv cannot become x: an id never changes"),
    ]

    private static func term(_ kind: String, _ from: String?, _ to: String?) -> String {
        func literal(_ date: String?) -> String { date.map { "'\($0)'" } ?? "NULL" }
        return
            "UPDATE arrangement_version SET term_kind = '\(kind)', term_from = \(literal(from)), term_to = \(literal(to)) WHERE arrangement_id = 'samen-14'"
    }

    private static func milestone(on day: String?, _ precision: String) -> String {
        Rows.insert(
            "load.milestone", ["arrangement_id": "samen-14", "title": "X", "kind": "start", "happened_on": day, "date_precision": precision])
    }

    @Test(arguments: refused) func isRefused(_ sql: String, _ constraint: String?, _ words: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.refusal(sql)
        if let constraint { #expect(error.constraint == constraint, "\(error)") }
        #expect(error.message.contains(words), "\(error)")
        #expect(try await editor.latestRevision == 1)
    }

    /// A table, a statement with an unknown id, the column it stands in, and the query that lists those there are.
    @Test(arguments: [
        (Rows.participant("samen-15", "GM0988", "2020-01-01"), "arrangement_id", "arrangement"),
        (Rows.participant("samen-14", "vng", "2020-01-01"), "organisation_id", "organisation"),
        (Rows.arrangement("nieuw", "2020-01-01", legalForm: "maatschap"), "legal_form_id", "legal_form"),
        (
            Rows.insert("arrangement_policy_domain", ["arrangement_id": "samen-14", "policy_domain_id": "x", "valid_from": "2020-01-01"]),
            "policy_domain_id", "policy_domain"
        ),
        (Rows.seat("nieuw", "lid", "2020-01-01"), "body_id", "body"), (Rows.relation("nieuw", "steers", youth, "2014-01-01"), "from_body_id", "body"),
        (Rows.relation(youth, "steers", "nieuw", "2014-01-01"), "to_body_id", "body"),
    ]) func anUnknownIdIsAnsweredWithThoseThereAre(_ sql: String, _ column: String, _ table: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.refusal(sql)
        let known = try await editor.column("SELECT id FROM \(table) ORDER BY id COLLATE \"C\"")
        #expect(error.hint == "There are \(known.joined(separator: ", ")).")
        #expect(error.state == .foreignKeyViolation && error.column == column)
    }

    @Test func ofManyItIsSaidWhereTheyAre() async throws {
        let hint = try await Trial.takenBack { db in
            try db.script(
                """
                INSERT INTO load.organisation (id, name, valid_from, source_id)
                SELECT 'o' || n, 'O', '2020-01-01', '\(Rows.source)' FROM generate_series(1, 9) n; SAVEPOINT a
                """)
            return try #require(throws: PGError.self) { try db.script(Rows.participant("samen-14", "vng", "2020-01-01")) }.description
        }
        #expect(hint.contains("SELECT id FROM organisation lists those there are."))
    }

    @Test func anUnknownMunicipalityOrRegionIsAnsweredLikeElsewhere() async throws {
        let editor = try await SharedEditor.pool()
        let municipality = try await editor.refusal(Rows.participant("samen-14", "GM9880", "2020-01-01"))
        #expect(municipality.hint == "Codes near it: GM0988 Weert, GM0889 Beesel, GM1992 Voorne aan Zee.")
        let region = try await editor.refusal("UPDATE arrangement_version SET region_id = 'twente' WHERE arrangement_id = 'samen-14'")
        #expect(region.hint == "SELECT * FROM regions_on(today()) lists those that are valid today.")
    }

    /// Nobody empties a table past its history: the editor may not, and whoever may is told why.
    @Test func noTableIsTruncated() async throws {
        try await withRegister { register in
            for table in Seed.tables.dropFirst(9) + ["organisation_version", "arrangement_version"] {
                #expect(try await register.editor.refusal("TRUNCATE \(table) CASCADE").state == .insufficientPrivilege)
                let error = try await register.superuser.refusal("TRUNCATE \(table) CASCADE")
                #expect(error.state.rawValue == "23001" && error.message.hasPrefix("TRUNCATE of \(table) would leave no history"))
                #expect(error.hint == "Use DELETE; it keeps what was there.")
            }
        }
    }

    @Test func wordsThatAreLeftOutAreAsUsual() async throws {
        let words = try await Trial.after(
            Rows.all(
                Rows.insert("load.arrangement", ["id": "a", "name": "A", "valid_from": "2020-01-01"]),
                Rows.insert("load.organisation", ["id": "o", "name": "O", "valid_from": "2020-01-01"]),
                Rows.insert("load.participant", ["arrangement_id": "a", "organisation_id": "o", "valid_from": "2020-01-01"]),
                Rows.insert("load.body", ["id": "b", "arrangement_id": "a", "name": "B", "kind": "raad", "valid_from": "2020-01-01"]),
                Rows.insert("load.seat", ["body_id": "b", "role": "lid", "valid_from": "2020-01-01"]),
                Rows.insert("load.procurement", ["arrangement_id": "a", "valid_from": "2020-01-01", "amount": "5"]))
        ) { db in
            try db.rows(
                """
                SELECT v.term_kind, v.instruments, v.participants_complete, v.date_precision, o.kind, p.role, b.tasks, s.capacity, c.providers_approximate,
                    c.amount_approximate
                FROM arrangement_version v, organisation o, participant p, body b, seat s, procurement c
                WHERE v.arrangement_id = 'a' AND o.id = 'o' AND p.arrangement_id = 'a' AND b.id = 'b' AND s.body_id = 'b' AND c.arrangement_id = 'a'
                """)
        }
        #expect(words == [["unknown", "{}", "t", "day", "organisation", "participant", "{}", "full", "f", "f"]])
    }
}

import Postgres
import Register
import Testing

/// Files of cooperation through the load views, by COPY, as an editor.
@Suite struct ArrangementLoadTests {
    static let views = Array(Seed.tables.dropFirst(9))

    /// The seed's own file, as an admin who sends it again.
    @Test func whatIsThereAlreadyChangesNothing() async throws {
        try await withRegister { register in
            let before = try await register.superuser.run { db in try db.contents() }
            for view in Self.views {
                let text = try TextFile.read("\(Folders.seed)/\(view).csv")
                #expect(try await register.editor.copy(view, text) == SeedFile(view).rows.count, "\(view)")
            }
            #expect(try await register.superuser.run { db in try db.contents() } == before)
            #expect(try await register.reader.latestRevision == 1)
        }
    }

    /// A view, a row that corrects one of the seed's, what is asked of it, and the answers in the two revisions.
    @Test(arguments: [
        (
            "policy_domain", "safety,Safety,openbare veiligheid,SOURCE", "SELECT dutch_name FROM policy_domain_as_of(R) WHERE id = 'safety'",
            ["veiligheid", "openbare veiligheid"]
        ),
        (
            "legal_form", "bv,Besloten vennootschap,Private limited company,,SOURCE", "SELECT name FROM legal_form_as_of(R) WHERE id = 'bv'",
            ["Besloten vennootschap (bv)", "Besloten vennootschap"]
        ),
        (
            "organisation", "wml-facilitair,organisation,WML,baanbrekers,2013-01-01,,not-stated,SOURCE",
            "SELECT name FROM organisations_on('2020-01-01', R) WHERE id = 'wml-facilitair'", ["WML Facilitair", "WML"]
        ),
        (
            "arrangement", "baanbrekers,Baanbrekers,openbaar-lichaam,,,,unknown,,,,{},t,2013-01-01,,year,SOURCE",
            "SELECT coalesce(legal_form_id, 'not stated') FROM arrangements_on('2020-01-01', R) WHERE id = 'baanbrekers'",
            ["not stated", "openbaar-lichaam"]
        ),
        (
            "arrangement_policy_domain", "samen-14,youth-care,2016-01-01,2025-01-01,year,SOURCE",
            "SELECT coalesce(valid_to::text, 'none') FROM arrangement_policy_domain_as_of(R) WHERE arrangement_id = 'samen-14' AND policy_domain_id = 'youth-care'",
            ["none", "2025-01-01"]
        ),
        (
            "participant", "samen-14,GM0141,,2016-01-01,principal,,year,SOURCE",
            "SELECT role FROM participants_on('samen-14', '2020-01-01', R) WHERE id = 'GM0141'", ["participant", "principal"]
        ),
        (
            "arrangement_organisation", "baanbrekers,wml-facilitair,supports,2013-01-01,2026-01-01,not-stated,SOURCE",
            "SELECT count(*) FROM organisation_arrangements('wml-facilitair', '2026-01-01', R)", ["1", "0"]
        ),
        (
            "body", "klankbordgroep-wzsw-midden-brabant,wzsw-midden-brabant,Klankbordgroep WZSW,klankbordgroep,{},2013-01-01,,not-stated,SOURCE",
            "SELECT name FROM bodies_on('wzsw-midden-brabant', '2020-01-01', R) WHERE kind = 'klankbordgroep'",
            ["Klankbordgroep", "Klankbordgroep WZSW"]
        ),
        (
            "seat", "projectgroep-jeugd-ml-west,policy adviser,full,,,2013-08-19,4,,2015-01-01,not-stated,SOURCE",
            "SELECT count FROM seats_on('{projectgroep-jeugd-ml-west}', '2014-01-01', R) WHERE role = 'policy adviser'", ["2", "4"]
        ),
        (
            "body_relation",
            "projectgroep-jeugd-ml-west,belongs-to,stuurgroep-jeugdzorg-awbz-wmo-ml-west,2013-08-19,2014-06-01,not-stated,SOURCE",
            "SELECT valid_to FROM body_relation_as_of(R) WHERE from_body_id = 'projectgroep-jeugd-ml-west'", ["2015-01-01", "2014-06-01"]
        ),
        (
            "procurement", "samen-14,,2016-01-01,310,t,210000000,t,2019-01-01,year,SOURCE",
            "SELECT provider_count FROM procurement_as_of(R) WHERE policy_domain_id IS NULL", ["300", "310"]
        ),
        (
            "milestone", "samen-14,The Koersplan is adopted,2016-01-01,month,decision,,,SOURCE",
            "SELECT date_precision FROM milestone_as_of(R) WHERE title = 'The Koersplan is adopted'", ["year", "month"]
        ),
    ]) func aCorrectionHasAHistory(_ view: String, _ row: String, _ question: String, _ answers: [String]) async throws {
        let (found, changes) = try await Trial.takenBack { db in
            let count = try db.copyIn("COPY load.\(view) FROM STDIN (FORMAT csv)") { try $0.write(row.replacing("SOURCE", with: Rows.source) + "\n") }
            try db.script("SET CONSTRAINTS ALL IMMEDIATE")
            #expect(count == 1)
            return (
                try ["1", "2"].map { try db.value(question.replacing("R)", with: "\($0))")) },
                try db.column("SELECT operation FROM change WHERE revision = 2")
            )
        }
        #expect(found == answers && changes == ["update"])
    }

    /// A view, two rows of which the second is wrong, and the message.
    @Test(arguments: [
        ("policy_domain", "sport,Sport,sport,SOURCE", "cultuur,Cultuur,,SOURCE", "null value in column \"dutch_name\""),
        ("legal_form", "cv,CV,X,,SOURCE", "vof,VOF,X,vof,SOURCE", "violates check constraint \"legal_form_gr_register_form_known\""),
        (
            "organisation", "a,organisation,A,,2020-01-01,,day,SOURCE", "b,organisation,B,moeder,2020-01-01,,day,SOURCE",
            "no organisation has the id 'moeder'"
        ),
        (
            "arrangement", "a,A,,,,,unknown,,,,{},t,2020-01-01,,day,SOURCE", "b,B,maatschap,,,,unknown,,,,{},t,2020-01-01,,day,SOURCE",
            "no legal form has the id 'maatschap'"
        ),
        (
            "arrangement_policy_domain", "samen-14,safety,2020-01-01,,day,SOURCE", "samen-14,sport,2020-01-01,,day,SOURCE",
            "no policy domain has the id 'sport'"
        ),
        (
            "participant", "samen-14,GM0988,,2020-01-01,participant,,day,SOURCE", "samen-14,GM9880,,2020-01-01,participant,,day,SOURCE",
            "no municipality has the code"
        ),
        // Only at the end of the statement it shows, and still nothing is loaded.
        (
            "participant", "samen-14,GM0988,,2020-01-01,participant,,day,SOURCE", "samen-14,GM0946,,2015-01-01,participant,,day,SOURCE",
            "participant: GM0946 would belong to samen-14 in [2015-01-01,), but that arrangement is valid in {[2016-01-01,)}"
        ),
        (
            "arrangement_organisation", "samen-14,uwv,advises,2020-01-01,,day,SOURCE", "samen-14,uwv,owns,2020-01-01,,day,SOURCE",
            "violates check constraint \"arrangement_organisation_task_known\""
        ),
        (
            "body", "a,samen-14,A,raad,{},2020-01-01,,day,SOURCE", "b,samen-15,B,raad,{},2020-01-01,,day,SOURCE",
            "no arrangement has the id 'samen-15'"
        ),
        (
            "seat", "klankbordgroep-wzsw-midden-brabant,lid,full,,,2020-01-01,,,,day,SOURCE",
            "klankbordgroep-wzsw-midden-brabant,lid,full,GM0988,uwv,2020-01-01,,,,day,SOURCE",
            "violates check constraint \"seat_represents_one_party\""
        ),
        (
            "body_relation", "klankbordgroep-wzsw-midden-brabant,coordinates,stuurgroep-wzsw-midden-brabant,2020-01-01,,day,SOURCE",
            "lokale-projectleider-wzsw-midden-brabant,steers,lokale-projectgroep-wzsw-midden-brabant,2020-01-01,,day,SOURCE",
            "would be a circle in [2020-01-01,)"
        ),
        ("procurement", "samen-14,,2020-01-01,5,f,,f,,day,SOURCE", "samen-14,safety,2020-01-01,5,f,-5,f,,day,SOURCE", "procurement_amount_positive"),
        (
            "milestone", "samen-14,A,2020-01-01,day,start,,,SOURCE", "samen-14,B,,day,start,,,SOURCE",
            "violates check constraint \"milestone_date_or_not_stated\""
        ),
        (
            "milestone", "samen-14,A,2020-01-01,day,start,,,SOURCE", "samen-14,B,2020-01-01,day,start,,,wet-2020",
            "milestone: samen-14 B 2020-01-01 names the source 'wet-2020'"
        ),
    ]) func oneBadRowAndNothingIsLoaded(_ view: String, _ good: String, _ bad: String, _ words: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.copyRefusal(view, "header\n\(good)\n\(bad)\n".replacing("SOURCE", with: Rows.source))
        #expect(error.message.contains(words), "\(error)")
        // A row by itself is named by its line; what only the whole shows is said at the end.
        if error.state.rawValue != "23000" { #expect(error.context?.contains("COPY \(view), line 3") == true, "\(error)") }
        #expect(try await editor.latestRevision == 1)
        #expect(try await editor.number("SELECT count(*) FROM load.seen") == 0)
    }

    /// A view, two rows with one key, and what names it. Empty parts of a key are a value like another.
    @Test(arguments: [
        ("policy_domain", "sport,Sport,sport,SOURCE", "policy_domain: sport"), ("legal_form", "cv,CV,X,,SOURCE", "legal_form: cv"),
        ("organisation", "a,organisation,A,,2020-01-01,,day,SOURCE", "organisation: a 2020-01-01"),
        ("arrangement", "a,A,,,,,unknown,,,,{},t,2020-01-01,,day,SOURCE", "arrangement: a 2020-01-01"),
        ("arrangement_policy_domain", "samen-14,safety,2020-01-01,,day,SOURCE", "arrangement_policy_domain: samen-14 safety 2020-01-01"),
        ("participant", "samen-14,,uwv,2020-01-01,adviser,,day,SOURCE", "participant: samen-14 uwv 2020-01-01"),
        ("arrangement_organisation", "samen-14,uwv,advises,2020-01-01,,day,SOURCE", "arrangement_organisation: samen-14 uwv advises 2020-01-01"),
        ("body", "a,samen-14,A,raad,{},2020-01-01,,day,SOURCE", "body: a"),
        (
            "seat", "klankbordgroep-wzsw-midden-brabant,lid,full,,,2020-01-01,,,,day,SOURCE",
            "seat: klankbordgroep-wzsw-midden-brabant lid full 2020-01-01"
        ),
        (
            "body_relation", "klankbordgroep-wzsw-midden-brabant,coordinates,stuurgroep-wzsw-midden-brabant,2020-01-01,,day,SOURCE",
            "body_relation: klankbordgroep-wzsw-midden-brabant coordinates stuurgroep-wzsw-midden-brabant 2020-01-01"
        ),
        ("procurement", "samen-14,,2020-01-01,5,f,,f,,day,SOURCE", "procurement: samen-14 2020-01-01"),
        ("milestone", "samen-14,A,,not-stated,start,,,SOURCE", "milestone: samen-14 A"),
    ]) func aKeyTwiceIsRefused(_ view: String, _ row: String, _ key: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.copyRefusal(view, "header\n\(row)\n\(row)\n".replacing("SOURCE", with: Rows.source))
        #expect(error.message == "\(key) is given twice" && error.hint == "Remove one of the two rows. Nothing was loaded.", "\(error)")
        #expect(try await editor.latestRevision == 1)
    }

    @Test func anIdStaysOfOneKind() async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.copyRefusal("organisation", "h\nuwv,partner-group,UWV,,2030-01-01,,day,\(Rows.source)\n")
        #expect(error.message == "organisation: the kind of uwv is not partner-group" && error.state == .uniqueViolation)
        #expect(error.hint == "An id is never used for something else. Choose another.")
    }

    /// A second version makes no second identity, and the identity keeps the source that it came with.
    @Test func aLaterVersionOfWhatIsThere() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE organisation_version SET valid_to = '2020-01-01' WHERE organisation_id = 'uwv'")
            #expect(try await register.editor.copy("organisation", "h\nuwv,organisation,UWV nieuw,,2020-01-01,,day,\(Rows.source)\n") == 1)
            #expect(
                try await register.reader.rows("SELECT entity, operation FROM change WHERE revision = 3") == [["organisation_version", "insert"]])
            #expect(
                try await register.reader.rows(
                    "SELECT d, o.name, o.valid_from, o.valid_to FROM unnest('{2019-12-31,2020-01-01}'::date[]) d, organisations_on(d) o WHERE o.id = 'uwv' ORDER BY d"
                ) == [["2019-12-31", "UWV", "2013-01-01", nil], ["2020-01-01", "UWV nieuw", "2013-01-01", nil]])
        }
    }

    /// A body with its seats and relations from three small files, in one transaction.
    @Test func aBodyWithItsSeats() async throws {
        try await withRegister { register in
            let files = [
                (
                    "body",
                    "bestuur,samen-14,Bestuur,bestuur,\"{Vaststellen,\"\"Toezien, ook\"\"}\",2020-01-01,,day,SOURCE\nbureau,samen-14,Bureau,bureau,{},2020-01-01,,day,SOURCE\n"
                ),
                (
                    "seat",
                    "bestuur,wethouder,full,GM0141,,2020-01-01,1,,,day,SOURCE\nbestuur,directeur,adviser,,uwv,2020-01-01,,op afroep,,day,SOURCE\n"
                ),
                ("body_relation", "bestuur,steers,bureau,2020-01-01,,day,SOURCE\n"),
            ]
            try await register.editor.run { db in
                try db.transaction {
                    for (view, rows) in files {
                        _ = try db.copyIn("COPY load.\(view) FROM STDIN (FORMAT csv)") { try $0.write(rows.replacing("SOURCE", with: Rows.source)) }
                    }
                }
            }
            #expect(try await register.reader.latestRevision == 2)
            #expect(
                try await register.reader.rows("SELECT id, tasks[2] FROM bodies_on('samen-14', '2020-01-01') ORDER BY 1") == [
                    ["bestuur", "Toezien, ook"], ["bureau", nil],
                ])
            #expect(
                try await register.reader.rows("SELECT role, capacity, count, party_kind, party_name, note FROM seats_on('{bestuur}', '2020-01-01')")
                    == [
                        ["wethouder", "full", "1", "municipality", "Almelo", nil], ["directeur", "adviser", nil, "organisation", "UWV", "op afroep"],
                    ])
        }
    }
}

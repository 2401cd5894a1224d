import Postgres
import Register
import Testing

/// Rules about the time in which a fact holds, and about what it refers to.
@Suite struct PeriodRuleTests {
    private static let source = "'cbs-gemeentelijke-indeling'"

    /// A statement, the constraint that stands against it, and words of the message.
    @Test(
        arguments: [
            // Overlapping periods
            (
                "INSERT INTO municipality_name (municipality_code, name, valid_from, source_id) VALUES ('GM0988', 'Wiërt', '2020-01-01', \(source))",
                "municipality_name_once_at_a_time", "conflicting key value"
            ),
            (
                "INSERT INTO municipality_name (municipality_code, name, source_id) VALUES ('GM1640', 'Leudal', \(source))",
                "municipality_name_once_at_a_time", "conflicting key value"
            ),
            (
                "INSERT INTO region_name (region_id, name, valid_from, valid_to, source_id) VALUES ('JZ43', 'X', '2016-12-31', '2018-01-01', \(source))",
                "region_name_once_at_a_time", "conflicting key value"
            ),
            (
                "INSERT INTO region_member (region_id, municipality_code, valid_from, source_id) VALUES ('PV31', 'GM0988', '2024-01-01', \(source))",
                "region_member_once_at_a_time", "conflicting key value"
            ),
            (
                "INSERT INTO region_nesting (region_id, within_id, valid_from, source_id) VALUES ('PV31', 'NL01', '2024-01-01', \(source))",
                "region_nesting_once_at_a_time", "conflicting key value"
            ),
            // Empty and turned periods
            (
                "INSERT INTO region_name (region_id, name, valid_from, valid_to, source_id) VALUES ('JZ43', 'X', '2018-01-01', '2018-01-01', \(source))",
                "region_name_period_not_empty", "violates check constraint"
            ),
            (
                "INSERT INTO municipality_name (municipality_code, name, valid_from, valid_to, source_id) VALUES ('GM0951', 'X', '2021-01-01', '2021-01-01', \(source))",
                "municipality_name_period_not_empty", "violates check constraint"
            ),
            ("UPDATE norm SET valid_to = '2013-02-19'", "norm_period_not_empty", "violates check constraint"),
            ("UPDATE norm SET valid_to = 'infinity'", "norm_dates_of_four_digits", "violates check constraint"),
            (
                "UPDATE region_name SET valid_from = '-infinity' WHERE region_id = 'JZ43'", "region_name_dates_of_four_digits",
                "violates check constraint"
            ),
            (
                "UPDATE inhabitants SET reference_date = 'infinity' WHERE municipality_code = 'GM0988' AND reference_date = '2026-01-01'",
                "inhabitants_reference_date_of_four_digits", "violates"
            ),
            (
                "UPDATE municipality_succession SET takes_effect_on = '10000-01-01' WHERE from_code = 'GM0951'",
                "municipality_succession_date_of_four_digits", "violates"
            ),
            ("UPDATE source SET published_on = '0044-03-15 BC'", "source_published_on_of_four_digits", "violates"),
            // An id is for ever
            ("UPDATE municipality SET code = 'GM9999' WHERE code = 'GM0988'", nil, "municipality: GM0988 cannot become GM9999: an id never changes"),
            ("UPDATE region SET id = 'PV99' WHERE id = 'PV31'", nil, "an id never changes"),
            ("UPDATE region_type SET id = 'x' WHERE id = 'land'", nil, "an id never changes"),
            ("UPDATE norm SET id = 'x'", nil, "an id never changes"), ("UPDATE source SET id = 'x' WHERE id = \(source)", nil, "an id never changes"),
            // What is not there
            (
                "INSERT INTO municipality_name (municipality_code, name, source_id) VALUES ('GM9088', 'X', \(source))",
                "municipality_name_municipality_known", "no municipality has the code 'GM9088'"
            ),
            (
                "INSERT INTO region_member (region_id, municipality_code, source_id) VALUES ('PV99', 'GM0988', \(source))",
                "region_member_region_known",
                "no region has the id 'PV99'"
            ),
            (
                "INSERT INTO region_member (region_id, municipality_code, source_id) VALUES ('PV31', 'gm0988', \(source))",
                "region_member_municipality_known", "no municipality has the code 'gm0988'"
            ),
            (
                "INSERT INTO region_name (region_id, name, source_id) VALUES ('PV99', 'X', \(source))", "region_name_region_known",
                "no region has the id"
            ),
            (
                "INSERT INTO region_nesting (region_id, within_id, source_id) VALUES ('PV31', 'NL99', \(source))", "region_nesting_region_known",
                "'NL99'"
            ),
            (
                "INSERT INTO municipality_succession VALUES ('2027-01-01', 'GM0988', 'GM9999', 'merger', \(source))",
                "municipality_succession_municipality_known", "'GM9999'"
            ),
            ("INSERT INTO municipality VALUES ('GM9999', 'nothing')", "municipality_source_known", "violates foreign key constraint"),
            ("DELETE FROM source WHERE id = \(source)", nil, "violates foreign key constraint"),
            ("DELETE FROM municipality WHERE code = 'GM0988'", nil, "violates foreign key constraint"),
            ("DELETE FROM region WHERE id = 'PV31'", nil, "violates foreign key constraint"),
            // Shapes
            ("INSERT INTO municipality VALUES ('GM988', \(source))", "municipality_code_is_cbs", "violates check constraint"),
            ("INSERT INTO region VALUES ('Midden Limburg', 'subregio', \(source))", "region_id_is_code_or_slug", "violates check constraint"),
            ("INSERT INTO source (id, title, publisher) VALUES ('A b', 'X', 'Y')", "source_id_is_slug", "violates check constraint"),
            ("INSERT INTO source (id, title, publisher) VALUES ('a', '', 'Y')", "source_title_given", "violates check constraint"),
            (
                "INSERT INTO source (id, title, publisher, url) VALUES ('a', 'X', 'Y', 'javascript:x')", "source_url_is_http",
                "violates check constraint"
            ),
            (
                "UPDATE municipality_name SET name = ' Weert' WHERE municipality_code = 'GM0988'", "municipality_name_given",
                "violates check constraint"
            ),
            ("UPDATE norm SET threshold = 0", "norm_threshold_positive", "violates check constraint"),
            ("UPDATE inhabitants SET precision = 'roughly'", "inhabitants_precision_known", "violates check constraint"),
            ("UPDATE inhabitants SET status = 'rumour'", "inhabitants_status_known", "violates check constraint"),
            ("UPDATE inhabitants SET count = -1", "inhabitants_count_not_negative", "cannot be negative"),
            ("UPDATE municipality_succession SET kind = 'end'", "municipality_succession_kind_known", "violates check constraint"),
            (
                "INSERT INTO region_type VALUES ('x', 'X', 'X', 'municipality', true, \(source))", "region_type_above_municipality",
                "violates check constraint"
            ),
            (
                "INSERT INTO region_type VALUES ('x', 'X', 'X', 'planet', true, \(source))", "region_type_scale_level_known",
                "violates foreign key constraint"
            ),
            (
                "INSERT INTO municipality_succession VALUES ('2027-01-01', 'GM0988', 'GM0988', 'rename', \(source))",
                "municipality_succession_not_to_itself", "violates check constraint"
            ),
            (
                "INSERT INTO region_nesting (region_id, within_id, valid_from, source_id) VALUES ('PV31', 'PV31', '2027-01-01', \(source))",
                "region_nesting_not_in_itself", "violates"
            ),
        ] as [(String, String?, String)])
    func isRefused(_ sql: String, _ constraint: String?, _ words: String) async throws {
        // None of them gets through, so they can share one register.
        let register = try await SharedEditor.pool()
        let error = try await register.refusal(sql)
        if let constraint { #expect(error.constraint == constraint, "\(error)") }
        #expect(error.message.contains(words), "\(error)")
        #expect(try await register.latestRevision == 1)
    }

    @Test func anUnknownCodeIsAnsweredWithThoseThatComeNear() async throws {
        let error = try await SharedEditor.pool().refusal(
            "INSERT INTO inhabitants VALUES ('GM9880', '2026-01-01', 1, 'exact', 'published', \(Self.source))")
        #expect(error.hint == "Codes near it: GM0988 Weert, GM0889 Beesel, GM1992 Voorne aan Zee.")
        #expect(error.state == .foreignKeyViolation && error.table == "inhabitants" && error.column == "municipality_code")
    }

    /// Where there is none, none is near.
    @Test func anUnknownCodeInAnEmptyRegisterIsAnsweredWithWhatToDo() async throws {
        try await withRegister(.migrated) { register in
            let error = try await register.editor.refusal(
                "INSERT INTO inhabitants VALUES ('GM0988', '2026-01-01', 1, 'exact', 'published', 'cbs')")
            #expect(error.message == "inhabitants: no municipality has the code 'GM0988'")
            #expect(
                error.hint
                    == "There are none yet. Add it first: INSERT INTO load.municipality (code, name, valid_from, source_id) VALUES (…).")
            #expect(error.state == .foreignKeyViolation && error.constraint == "inhabitants_municipality_known")
        }
    }

    @Test func periodsThatMeetDoNotOverlap() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                """
                BEGIN;
                UPDATE municipality_name SET valid_to = '2027-07-01' WHERE municipality_code = 'GM1640';
                INSERT INTO municipality_name (municipality_code, name, valid_from, source_id) VALUES ('GM1640', 'Leudal aan de Maas', '2027-07-01', \(Self.source));
                COMMIT
                """)
            #expect(
                try await register.reader.rows(
                    "SELECT d, (SELECT name FROM municipalities_on(d) WHERE code = 'GM1640') FROM unnest('{2027-06-30,2027-07-01}'::date[]) d") == [
                        ["2027-06-30", "Leudal"], ["2027-07-01", "Leudal aan de Maas"],
                    ])
            #expect(
                try await register.reader.rows("SELECT valid_from, valid_to FROM municipalities_on('2027-07-01') WHERE code = 'GM1640'") == [
                    ["2007-01-01", nil]
                ]
            )
        }
    }
}

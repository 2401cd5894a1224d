import Postgres
import Register
import Testing

/// The end of municipalities, and what comes after them.
@Suite struct ReorganisationTests {
    private static let source = "'cbs-gemeentelijke-indeling'"
    private static let succession = "INSERT INTO municipality_succession VALUES"

    @Test func aMergerInOneTransaction() async throws {
        try await withRegister { register in
            // In an order in which nothing fits until the end.
            try await register.editor.execute(
                """
                BEGIN;
                INSERT INTO load.source (id, title, publisher) VALUES ('law', 'Wet', 'Staatsblad');
                INSERT INTO load.municipality (code, name, valid_from, source_id) VALUES ('GM9001', 'Nieuwstad', '2027-01-01', 'law');
                INSERT INTO load.municipality_succession VALUES ('2027-01-01', 'GM0988', 'GM9001', 'merger', 'law'), ('2027-01-01', 'GM0946', 'GM9001', 'merger', 'law');
                INSERT INTO load.inhabitants VALUES ('GM9001', '2027-01-01', 69000, 'exact', 'provisional', 'law');
                INSERT INTO load.region_member SELECT region_id, 'GM9001', '2027-01-01', NULL, 'law' FROM region_member WHERE municipality_code = 'GM0988' AND valid_to IS NULL;
                SELECT end_municipality('GM0988', '2027-01-01'); SELECT end_municipality('GM0946', '2027-01-01');
                COMMIT
                """)
            let reader = register.reader
            #expect(try await reader.latestRevision == 2)
            #expect(try await reader.run { db in try Schema.findings(db) } == [])
            #expect(try await reader.number("SELECT count(*) FROM municipalities_on('2027-01-01')") == 341)
            #expect(
                try await reader.rows(
                    "SELECT name, province_name, inhabitants, valid_from FROM municipalities_on('2027-01-01') WHERE code = 'GM9001'") == [
                        ["Nieuwstad", "Limburg", "69000", "2027-01-01"]
                    ])
            #expect(
                try await reader.column("SELECT code FROM region_members_on('subregio-midden-limburg-west', '2027-01-01') ORDER BY 1") == [
                    "GM1640", "GM9001",
                ])
            let sentence = "GM0946 (Nederweert) did not exist on 2027-01-01: it ended on 2027-01-01. What came after it: GM9001 (Nieuwstad)."
            #expect(try await reader.value("SELECT absence_of_municipality('GM0946', '2027-01-01')") == sentence)
            // The register of yesterday knew nothing of it.
            #expect(try await reader.number("SELECT count(*) FROM municipalities_on('2027-01-01', 1)") == 342)
            #expect(try await reader.value("SELECT absence_of_municipality('GM0946', '2027-01-01', 1)") == nil)
        }
    }

    @Test(arguments: [
        (
            "('2027-01-01', 'GM0988', 'GM1640', 'merger', \(source))", "municipality_succession_from_ends",
            "GM0988 does not end on 2027-01-01, but exists in {[1839-01-02,)}"
        ),
        ("('2018-01-01', 'GM0951', 'GM1954', 'merger', \(source))", "municipality_succession_from_ends", "GM0951 does not end on 2018-01-01"),
        ("('2020-01-01', 'GM0951', 'GM1954', 'merger', \(source))", "municipality_succession_from_ends", "GM0951 does not end on 2020-01-01"),
        (
            "('2019-01-01', 'GM0951', 'GM0600', 'split', \(source))", "municipality_succession_to_exists",
            "the successor GM0600 does not exist on 2019-01-01"
        ),
    ]) func aSuccessionThatDoesNotFitIsRefused(_ row: String, _ constraint: String, _ words: String) async throws {
        let error = try await SharedEditor.pool().refusal("BEGIN; \(Self.succession) \(row); COMMIT")
        #expect(
            error.constraint == constraint && error.message.contains(words) && error.hint?.contains("in the same transaction") == true, "\(error)")
    }

    @Test func endingDoesTheNameAndEveryMembership() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "BEGIN; SELECT end_municipality('GM0946', '2027-01-01'); \(Self.succession) ('2027-01-01', 'GM0946', 'GM0988', 'merger', \(Self.source)); COMMIT"
            )
            #expect(
                try await register.reader.rows(
                    "SELECT entity, count(*), min(after ->> 'valid_to'), max(after ->> 'valid_to') FROM change WHERE revision = 2 GROUP BY 1 ORDER BY 1"
                ) == [
                    ["municipality_name", "1", "2027-01-01", "2027-01-01"], ["municipality_succession", "1", nil, nil],
                    ["region_member", "4", "2027-01-01", "2027-01-01"],
                ])
            #expect(
                try await register.reader.number(
                    "SELECT count(*) FROM region_member WHERE municipality_code = 'GM0946' AND validity @> date '2027-01-01'") == 0)
            #expect(try await register.reader.run { db in try Schema.findings(db) } == [])
        }
    }

    @Test func endingSaysWhatItDid() async throws {
        let editor = try await SharedEditor.pool()
        let said = try await editor.run { db in
            try db.script("BEGIN")
            let said = try db.one(Self.end, "GM0946", try date("2027-01-01"))
            try db.script("ROLLBACK")
            return said
        }
        #expect(said == "GM0946 ends on 2027-01-01, and with it its memberships of regions (4) and its participations in arrangements (0)")
    }

    private static let end = Statement("end", "SELECT end_municipality($1, $2)", (String, CalendarDate).self, (String).self)

    @Test(arguments: [
        ("GM0951", "2027-01-01", "no municipality 'GM0951' exists on 2027-01-01 that could end then", "It exists in {[1839-01-02,2019-01-01)}."),
        ("GM9999", "2027-01-01", "no municipality 'GM9999' exists on 2027-01-01 that could end then", "It exists in {}."),
        (
            "GM1640", "2007-01-01", "GM1640 has a name that begins on or after 2007-01-01",
            "Delete that row of municipality_name first, or choose a later day."
        ),
    ]) func whatCannotEndIsRefused(_ code: String, _ day: String, _ message: String, _ hint: String) async throws {
        let error = try await SharedEditor.pool().refusal("SELECT end_municipality('\(code)', '\(day)')")
        #expect(error.message == message && error.hint == hint)
    }

    @Test func laterFiguresStandInTheWayOfAnEnd() async throws {
        try await withRegister { register in
            let end = "SELECT end_municipality('GM0946', '2025-01-01')"
            let error = try await register.editor.refusal("BEGIN; \(end); COMMIT")
            #expect(error.constraint == "inhabitants_within_municipality")
            #expect(error.message == "municipality_name: GM0946 has inhabitants on 2026-01-01, a day on which it would no longer exist")
            #expect(try await register.reader.latestRevision == 1)
            try await register.editor.execute(
                """
                BEGIN; DELETE FROM inhabitants WHERE municipality_code = 'GM0946' AND reference_date >= '2025-01-01';
                DELETE FROM region_member WHERE municipality_code = 'GM0946' AND valid_from >= '2025-01-01'; \(end); COMMIT
                """)
            #expect(
                try await register.reader.value("SELECT absence_of_municipality('GM0946', '2025-01-01')")?.contains("it ended on 2025-01-01") == true)
        }
    }

    @Test func laterMembershipsStandInTheWayOfAnEnd() async throws {
        try await withRegister { register in
            let error = try await register.editor.refusal(
                """
                BEGIN; DELETE FROM inhabitants WHERE municipality_code = 'GM0946' AND reference_date >= '2025-01-01';
                SELECT end_municipality('GM0946', '2025-01-01'); COMMIT
                """)
            #expect(error.constraint == "region_member_within_municipality" && error.message.contains("GM0946 would be a member of"))
        }
    }

    @Test(arguments: [
        "UPDATE municipality_name SET valid_to = '2019-01-02' WHERE municipality_code = 'GM0951'",
        "UPDATE municipality_name SET valid_to = NULL WHERE municipality_code = 'GM0951'",
        "UPDATE municipality_name SET valid_from = '2019-01-02' WHERE municipality_code = 'GM1954'",
    ]) func anExistenceMayNotLeaveItsSuccessionBehind(_ sql: String) async throws {
        let error = try await SharedEditor.pool().refusal("BEGIN; \(sql); COMMIT")
        #expect(
            [
                "municipality_succession_from_ends", "municipality_succession_to_exists", "inhabitants_within_municipality",
                "region_member_within_municipality", "participant_within_party",
            ].contains(error.constraint),
            "\(error)")
    }

    @Test func aFigureOfADayOnWhichTheMunicipalityDoesNotExistIsRefused() async throws {
        for (code, day, existence) in [("GM0951", "2019-01-01", "{[1839-01-02,2019-01-01)}"), ("GM1640", "2006-12-31", "{[2007-01-01,)}")] {
            let error = try await SharedEditor.pool().refusal(
                "INSERT INTO inhabitants VALUES ('\(code)', '\(day)', 1, 'exact', 'published', \(Self.source))")
            #expect(
                error.constraint == "inhabitants_within_municipality"
                    && error.message == "inhabitants: \(code) does not exist on \(day), but in \(existence)")
        }
    }

    @Test func aNameThatIsAddedDoesNotReviveWhatASuccessionSaysHasEnded() async throws {
        try await withRegister { register in
            let error = try await register.editor.refusal(
                "INSERT INTO load.municipality VALUES ('GM0951', 'Nuth', '2019-01-01', NULL, 'cbs-gemeentelijke-indeling')")
            #expect(error.constraint?.hasPrefix("municipality_succession") == true)
        }
    }
}

import Postgres
import Register
import Testing

/// How an arrangement ends, and who leaves with a municipality that does.
@Suite struct ArrangementEndTests {
    private static let west = "3d-midden-limburg-west"
    private static let labour = "arbeidsmarktbeleid-midden-limburg"
    private static let south = "jeugdhulpregio-zuid-limburg"

    @Test func allThatBelongsToItEndsWithIt() async throws {
        try await withRegister { (register: TestRegister) async throws in
            #expect(
                try await register.editor.value("SELECT end_arrangement('\(Self.west)', '2014-06-01')")
                    == "\(Self.west) ends on 2014-06-01, and with it 3 participants and 5 bodies")
            #expect(
                try await register.reader.rows(
                    """
                    SELECT entity, operation, count(*), min(after ->> 'valid_to'), max(after ->> 'valid_to') FROM change WHERE revision = 2
                    GROUP BY 1, 2 ORDER BY 1
                    """)
                    == [
                        ["arrangement_policy_domain", "update", "3", "2014-06-01", "2014-06-01"],
                        ["arrangement_version", "update", "1", "2014-06-01", "2014-06-01"],
                        ["body", "update", "5", "2014-06-01", "2014-06-01"],
                        ["body_relation", "update", "5", "2014-06-01", "2014-06-01"],
                        ["participant", "update", "3", "2014-06-01", "2014-06-01"],
                        ["seat", "update", "13", "2014-06-01", "2014-06-01"],
                    ])
            #expect(try await register.reader.number("SELECT count(*) FROM arrangements_on('2014-06-01') WHERE id = '\(Self.west)'") == 0)
            #expect(try await register.reader.number("SELECT count(*) FROM bodies_on('\(Self.west)', '2014-05-31')") == 7)
            // The other half of the dumb-bell goes on, without the dotted line.
            #expect(try await register.reader.number("SELECT count(*) FROM bodies_on('\(Self.labour)', '2014-06-01')") == 2)
            let findings = try await register.reader.run { db in try Schema.findings(db) }
            #expect(findings == [])
            // As it was known before.
            #expect(try await register.reader.number("SELECT count(*) FROM bodies_on('\(Self.labour)', '2014-06-01', 1)") == 7)
        }
    }

    @Test func anOpenEndIsClosed() async throws {
        try await withRegister { register in
            let said = try await register.editor.value("SELECT end_arrangement('\(Self.south)', '2026-01-01')")
            #expect(said == "\(Self.south) ends on 2026-01-01, and with it 16 participants and 0 bodies")
            #expect(
                try await register.reader.rows(
                    "SELECT valid_to, count(*) FROM participant WHERE arrangement_id = '\(Self.south)' GROUP BY 1 ORDER BY 1") == [
                        ["2019-01-01", "3"], ["2026-01-01", "16"],
                    ])
            #expect(
                try await register.reader.value("SELECT absence_of_arrangement('\(Self.south)', '2026-01-01')")
                    == "\(Self.south) (Jeugdhulpregio Zuid-Limburg) was not valid on 2026-01-01: the register holds it from 2015-01-01 until 2026-01-01."
            )
            #expect(try await register.reader.run { db in try Schema.findings(db) } == [])
        }
    }

    /// An arrangement, a day, what is said against its end on it, and the hint.
    @Test(arguments: [
        ("samen-15", "2020-01-01", "no arrangement has the id 'samen-15'", "SELECT id, name FROM arrangements_on(today()) lists those of today."),
        (
            west, "2015-01-01", "no arrangement '\(west)' is valid on 2015-01-01 that could end then", "It is valid in {[2013-04-01,2015-01-01)}."
        ),
        (west, "2013-03-31", "no arrangement '\(west)' is valid on 2013-03-31 that could end then", "It is valid in {[2013-04-01,2015-01-01)}."),
        (
            "samen-14", "2016-01-01", "arrangement_version: samen-14 cannot end on 2016-01-01: it has a row that begins on 2016-01-01",
            "Delete that row first, or choose a later day."
        ),
        (
            south, "2018-12-31", "participant: \(south) cannot end on 2018-12-31: it has a row that begins on 2019-01-01",
            "Delete that row first, or choose a later day."
        ),
        // The day on which Beekdaelen joins is too early as well.
        (
            south, "2019-01-01", "participant: \(south) cannot end on 2019-01-01: it has a row that begins on 2019-01-01",
            "Delete that row first, or choose a later day."
        ),
        (
            west, "2013-08-19", "seat: \(west) cannot end on 2013-08-19: it has a row that begins on 2013-08-19",
            "Delete that row first, or choose a later day."
        ),
    ]) func whatCannotEndIsRefused(_ id: String, _ day: String, _ message: String, _ hint: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.refusal("SELECT end_arrangement('\(id)', '\(day)')")
        #expect(error.message == message && error.hint == hint)
        #expect(try await editor.latestRevision == 1)
    }

    @Test func twiceIsOnceTooMany() async throws {
        try await withRegister { register in
            try await register.editor.execute("SELECT end_arrangement('baanbrekers', '2026-01-01')")
            let error = try await register.editor.refusal("SELECT end_arrangement('baanbrekers', '2026-01-01')")
            #expect(error.message == "no arrangement 'baanbrekers' is valid on 2026-01-01 that could end then")
            #expect(try await register.reader.latestRevision == 2)
            // It can end earlier after all.
            try await register.editor.execute("SELECT end_arrangement('baanbrekers', '2025-01-01')")
            #expect(
                try await register.reader.column("SELECT DISTINCT valid_to FROM participant WHERE arrangement_id = 'baanbrekers'") == ["2025-01-01"])
        }
    }

    @Test func laterVersionsStandInTheWay() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                """
                BEGIN; UPDATE arrangement_version SET valid_to = '2027-01-01' WHERE arrangement_id = 'baanbrekers';
                \(Rows.version(of: "baanbrekers", "2027-01-01")); COMMIT
                """)
            let error = try await register.editor.refusal("SELECT end_arrangement('baanbrekers', '2026-01-01')")
            #expect(error.message == "arrangement_version: baanbrekers cannot end on 2026-01-01: it has a row that begins on 2027-01-01")
            try await register.editor.execute(
                "BEGIN; DELETE FROM arrangement_version WHERE valid_from = '2027-01-01'; SELECT end_arrangement('baanbrekers', '2026-01-01'); COMMIT")
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    @Test func aMunicipalityLeavesWhatItTakesPartIn() async throws {
        try await withRegister { register in
            let board = Rows.all(Rows.body("bestuur", of: "samen-14", "2020-01-01"), Rows.seat("bestuur", "wethouder", for: "GM0141", "2020-01-01"))
            let end = "SELECT end_municipality('GM0141', '2027-01-01')"
            try await register.editor.execute("BEGIN; \(board); COMMIT")
            let said = try await register.editor.run { db in
                try db.script("BEGIN; INSERT INTO load.municipality_succession VALUES ('2027-01-01', 'GM0141', 'GM0153', 'merger', '\(Rows.source)')")
                let said = try db.value(end)
                try db.script("COMMIT")
                return said
            }
            #expect(said == "GM0141 ends on 2027-01-01, and with it its memberships of regions (3) and its participations in arrangements (1)")
            #expect(
                try await register.reader.rows(
                    """
                    SELECT entity, count(*), min(after ->> 'valid_to') FROM change WHERE revision = 3 AND operation = 'update' GROUP BY 1 ORDER BY 1
                    """) == [
                        ["municipality_name", "1", "2027-01-01"], ["participant", "1", "2027-01-01"], ["region_member", "3", "2027-01-01"],
                        ["seat", "1", "2027-01-01"],
                    ])
            #expect(try await register.reader.run { db in try Schema.findings(db) } == [])
        }
    }

    @Test func whatItJoinsLaterStandsInTheWayOfItsEnd() async throws {
        try await withRegister { register in
            try await register.editor.execute(Rows.participant("samen-14", "GM0988", "2028-01-01"))
            let participant = try await register.editor.refusal("SELECT end_municipality('GM0988', '2027-01-01')")
            #expect(participant.message == "participant: GM0988 cannot end on 2027-01-01: it has a row that begins on 2028-01-01")
            try await register.editor.execute(
                "BEGIN; DELETE FROM participant WHERE valid_from = '2028-01-01'; \(Rows.seat("klankbordgroep-wzsw-midden-brabant", "lid", for: "GM0988", "2027-01-01")); COMMIT"
            )
            let seat = try await register.editor.refusal("SELECT end_municipality('GM0988', '2027-01-01')")
            #expect(seat.message == "seat: GM0988 cannot end on 2027-01-01: it has a row that begins on 2027-01-01")
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    /// What no constraint can say is found afterwards. Each fault is made by somebody whom no trigger stops, and taken back.
    @Test func whatIsWrongIsFound() async throws {
        try await withRegister { register in
            for (code, fault) in [
                ("arrangement-without-version", "INSERT INTO arrangement (id, source_id, revision) VALUES ('leeg', '\(Rows.source)', 1)"),
                ("organisation-without-version", "INSERT INTO organisation (id, source_id, revision) VALUES ('leeg', '\(Rows.source)', 1)"),
                ("arrangement-without-participant", "DELETE FROM participant WHERE arrangement_id = 'samen-14'"),
                ("arrangement-without-participant", "DELETE FROM participant WHERE arrangement_id = '\(Self.west)'"),
            ] {
                let findings = try await register.superuser.run { db in
                    try db.script("BEGIN; SET LOCAL session_replication_role = replica; \(fault)")
                    let findings = try Schema.findings(db)
                    try db.script("ROLLBACK")
                    return findings
                }
                #expect(findings.count == 1 && findings.allSatisfy { $0.code == code && $0.text.hasSuffix(".") }, "\(fault)")
            }
        }
    }
}

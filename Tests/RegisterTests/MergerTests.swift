import Postgres
import Register
import Testing

/// What a reorganisation does to the arrangements.
@Suite struct MergerTests {
    private static let south = "jeugdhulpregio-zuid-limburg"
    private static let source = "cbs-gemeentelijke-indeling"
    private static let carry = "SELECT arrangement_id, left_code, joined_code, outcome FROM carry_mergers('2027-01-01', '\(source)')"

    /// The statements of a reorganisation on 1 January 2027: a new municipality, whose it follows, and their ends.
    private static func merge(_ codes: [String], into successor: String = "GM9001", kind: String = "merger", ending: Bool = true) -> String {
        let isNew = successor.hasPrefix("GM9")
        let municipality = "INSERT INTO load.municipality VALUES ('\(successor)', 'Nieuwstad', '2027-01-01', NULL, '\(source)')"
        // Province and country go with it, so that nothing but the arrangements is left to find.
        let regions = """
            INSERT INTO load.region_member SELECT DISTINCT m.region_id, '\(successor)', date '2027-01-01', NULL::date, '\(source)' FROM region_member m
            JOIN region r ON r.id = m.region_id WHERE m.municipality_code = '\(codes[0])' AND m.valid_to IS NULL AND r.type_id IN ('provincie', 'land')
            """
        let successions = codes.map {
            "INSERT INTO load.municipality_succession VALUES ('2027-01-01', '\($0)', '\(successor)', '\(kind)', '\(source)')"
        }
        return ((isNew ? [municipality, regions] : []) + successions + (ending ? [end(codes)] : [])).joined(separator: "; ")
    }

    private static func end(_ codes: [String]) -> String {
        codes.map { "SELECT end_municipality('\($0)', '2027-01-01')" }.joined(separator: "; ")
    }

    /// What carry_mergers says after the statements, and what is true then, when every rule has been held against it.
    private func carried(after sql: String, _ questions: String...) async throws -> (said: [[String?]], answers: [[[String?]]]) {
        try await Trial.takenBack { db in
            try db.script(sql)
            let said = try db.rows("SELECT * FROM (\(Self.carry)) c ORDER BY arrangement_id, left_code, joined_code")
            try db.script("SET CONSTRAINTS ALL IMMEDIATE")
            #expect(try Schema.findings(db) == [])
            return (said, try questions.map { try db.rows($0) })
        }
    }

    private static func rows(of code: String) -> String {
        "SELECT arrangement_id, role, valid_from, valid_to FROM participant WHERE municipality_code = '\(code)' ORDER BY arrangement_id, valid_from"
    }

    @Test func threeOfWhichOneIsTheCentre() async throws {
        let (said, answers) = try await carried(
            after: Self.merge(["GM0938", "GM0935", "GM0994"]),
            """
            SELECT a.participant_count, a.centre_code FROM unnest('{2026-12-31,2027-01-01}'::date[]) d, arrangements_on(d) a
            WHERE a.id = '\(Self.south)' ORDER BY d
            """,
            "SELECT role, valid_from, valid_to, date_precision, source_id FROM participant WHERE municipality_code = 'GM9001'")
        #expect(
            said == [
                [Self.south, "GM0935", "GM9001", "joined as centre-municipality"],
                [Self.south, "GM0938", "GM9001", "takes part already as centre-municipality"],
                [Self.south, "GM0994", "GM9001", "takes part already as centre-municipality"],
            ])
        #expect(answers == [[["16", "GM0935"], ["14", "GM9001"]], [["centre-municipality", "2027-01-01", nil, "day", Self.source]]])
    }

    @Test func untilItIsCarriedItIsListedAndAfterItNothingMoreIsDone() async throws {
        try await withRegister { register in
            let listed = "SELECT takes_effect_on, arrangement_id, left_code, successor_code FROM mergers_not_carried()"
            #expect(try await register.reader.rows(listed) == [])
            try await register.editor.execute("BEGIN; \(Self.merge(["GM0938", "GM0994"])); COMMIT")
            #expect(try await register.reader.rows(listed) == ["GM0938", "GM0994"].map { ["2027-01-01", Self.south, $0, "GM9001"] })
            let first = try await register.editor.rows("\(Self.carry) ORDER BY left_code")
            #expect(
                first == [
                    [Self.south, "GM0938", "GM9001", "joined as participant"], [Self.south, "GM0994", "GM9001", "takes part already as participant"],
                ])
            #expect(try await register.reader.rows(listed) == [])
            let second = try await register.editor.rows("\(Self.carry) ORDER BY left_code")
            #expect(second.map { $0[3] } == ["takes part already as participant", "takes part already as participant"])
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    /// The merger that the seed holds is carried there: nobody is missing, and nothing is changed.
    @Test func thatOfTheSeedIsCarried() async throws {
        let (joined, revision, listed) = try await Trial.takenBack { db in
            (
                try db.column("SELECT joined_code FROM carry_mergers('2019-01-01', '\(Self.source)')"), try db.number("SELECT latest_revision()"),
                try db.rows("SELECT * FROM mergers_not_carried()")
            )
        }
        #expect(Set(joined) == ["GM1954"] && revision == 1 && listed == [])
    }

    /// A participant that takes in another one, as such or as the centre.
    @Test func theSuccessorTakesPartAlready() async throws {
        let (said, answers) = try await carried(
            after: Rows.all(Self.merge(["GM0938"], into: "GM0994"), Self.merge(["GM0935"], into: "GM0928")), Self.rows(of: "GM0928"),
            Self.rows(of: "GM0994"))
        #expect(
            said == [
                [Self.south, "GM0935", "GM0928", "takes part already, from now on as centre-municipality"],
                [Self.south, "GM0938", "GM0994", "takes part already as participant"],
            ])
        #expect(
            answers == [
                [[Self.south, "participant", "2015-01-01", "2027-01-01"], [Self.south, "centre-municipality", "2027-01-01", nil]],
                [[Self.south, "participant", "2015-01-01", nil]],
            ])
    }

    @Test func aRenameWithANewCode() async throws {
        let (said, answers) = try await carried(
            after: Self.merge(["GM0867"], kind: "rename"), "SELECT id FROM participants_on('baanbrekers', '2027-01-01') ORDER BY 1")
        #expect(said == [["baanbrekers", "GM0867", "GM9001", "joined as participant"]])
        #expect(answers == [[["GM0797"], ["GM0809"], ["GM9001"]]])
    }

    @Test func ofASplitThePeopleDecide() async throws {
        let (said, answers) = try await carried(
            after: Rows.all(
                "INSERT INTO load.municipality_succession VALUES ('2027-01-01', 'GM0867', 'GM0797', 'split', '\(Self.source)')",
                "INSERT INTO load.municipality_succession VALUES ('2027-01-01', 'GM0867', 'GM0855', 'split', '\(Self.source)')",
                "SELECT end_municipality('GM0867', '2027-01-01')"), "SELECT id FROM participants_on('baanbrekers', '2027-01-01') ORDER BY 1",
            "SELECT arrangement_id, left_code, successor_code FROM mergers_not_carried()")
        let outcome = "not carried: in a split the participants decide which successors take part"
        #expect(said == [["baanbrekers", "GM0867", "GM0797", outcome], ["baanbrekers", "GM0867", "GM0855", outcome]])
        #expect(answers == [[["GM0797"], ["GM0809"]], [["baanbrekers", "GM0867", "GM0855"]]])
    }

    @Test func whatHasEndedIsLeftAlone() async throws {
        // Weert took part until 2015, and Baanbrekers ends on the day of the merger.
        let (said, answers) = try await carried(
            after: Rows.all("SELECT end_arrangement('baanbrekers', '2027-01-01')", Self.merge(["GM0988", "GM0867"])), Self.rows(of: "GM9001"),
            "SELECT * FROM mergers_not_carried()")
        #expect(said == [] && answers == [[], []])
    }

    /// It stays as long as the arrangement does, where that is known.
    @Test func untilTheEndOfTheArrangement() async throws {
        let (_, answers) = try await carried(
            after: Rows.all("SELECT end_arrangement('baanbrekers', '2030-01-01')", Self.merge(["GM0867"])), Self.rows(of: "GM9001"))
        #expect(answers == [[["baanbrekers", "participant", "2027-01-01", "2030-01-01"]]])
    }

    /// Who was to leave on a day from the beginning leaves then, and so does his successor.
    @Test(arguments: [
        ("2029-01-01", "joined as participant", [["baanbrekers", "participant", "2027-01-01", "2029-01-01"]]),
        ("2027-01-01", "not carried: it left on that day by itself", []),
    ]) func untilTheEndThatWasAgreed(_ end: String, _ outcome: String, _ rows: [[String]]) async throws {
        try await withRegister { register in
            try await register.editor.execute(Rows.participant("baanbrekers", "GM0946", "2020-01-01", end))
            try await register.editor.execute("BEGIN; \(Self.merge(["GM0946"])); COMMIT")
            #expect(try await register.editor.rows(Self.carry) == [["baanbrekers", "GM0946", "GM9001", outcome]])
            #expect(try await register.reader.rows(Self.rows(of: "GM9001")) == rows)
        }
    }

    /// Seats of the same role become one of the successor, and it does not matter which comes first, the end or the carrying.
    @Test(arguments: [true, false]) func seatsGoWithTheirMunicipality(_ endsFirst: Bool) async throws {
        try await withRegister { register in
            let board = Rows.all(
                Rows.body("bestuur", of: "baanbrekers", "2020-01-01"), Rows.seat("bestuur", "wethouder", for: "GM0867", "2020-01-01"),
                Rows.seat("bestuur", "wethouder", for: "GM0809", "2020-01-01"), Rows.seat("bestuur", "secretaris", for: "GM0809", "2020-01-01"),
                Rows.seat("bestuur", "wethouder", for: "GM0797", "2020-01-01"))
            try await register.editor.execute("BEGIN; \(board); COMMIT")
            let codes = ["GM0867", "GM0809"]
            let steps = endsFirst ? [Self.end(codes), Self.carry] : [Self.carry, Self.end(codes)]
            try await register.editor.execute("BEGIN; \(Self.merge(codes, ending: false)); \(steps.joined(separator: "; ")); COMMIT")
            #expect(
                try await register.reader.rows("SELECT party_id, role FROM seats_on('{bestuur}', '2027-01-01') ORDER BY 1, 2") == [
                    ["GM0797", "wethouder"], ["GM9001", "secretaris"], ["GM9001", "wethouder"],
                ])
            #expect(try await register.reader.number("SELECT count(*) FROM seats_on('{bestuur}', '2026-12-31')") == 4)
            #expect(
                try await register.reader.column("SELECT id FROM participants_on('baanbrekers', '2027-01-01') ORDER BY 1") == ["GM0797", "GM9001"])
        }
    }

    @Test func whatCannotBeCarriedIsRefused() async throws {
        let editor = try await SharedEditor.pool()
        let nothing = try await editor.refusal(Self.carry)
        #expect(nothing.message == "no succession takes effect on 2027-01-01")
        #expect(nothing.hint == "Register it first: INSERT INTO load.municipality_succession …")
        let unknown = try await editor.refusal("SELECT * FROM carry_mergers('2019-01-01', 'wet-2019')")
        #expect(unknown.message == "participant: carry_mergers names the source 'wet-2019', which is not in the register")
        #expect(unknown.state == .foreignKeyViolation && unknown.hint?.hasPrefix("Every fact has a source.") == true)
        #expect(try await editor.latestRevision == 1)
    }
}

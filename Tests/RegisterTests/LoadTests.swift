import Postgres
import Register
import Testing

/// Files of figures through the load view, by COPY, as an editor.
@Suite struct LoadTests {
    private static let header = "municipality_code,reference_date,count,precision,status,source_id\n"
    private static let good = "GM0988,2027-01-01,51600,exact,provisional,cbs-37230ned-2026\n"
    private static let another = "GM0946,2027-01-01,17500,exact,provisional,cbs-37230ned-2026\n"

    /// The bad third row of a file, the message, and what the context says of its place.
    @Test(arguments: [
        (
            "GM9088,2027-01-01,1,exact,provisional,cbs-37230ned-2026", "inhabitants: no municipality has the code 'GM9088'",
            "COPY inhabitants, line 4: \"GM9088,"
        ),
        (
            "GM1640,2027-01-01,-5,exact,provisional,cbs-37230ned-2026",
            "inhabitants: the count of GM1640 on 2027-01-01 is -5, and cannot be negative",
            "COPY inhabitants, line 4: \"GM1640,"
        ),
        (
            ",2027-01-01,1,exact,provisional,cbs-37230ned-2026", "null value in column \"municipality_code\"",
            "COPY inhabitants, line 4: \",2027-01-01,"
        ),
        (
            "GM0988,2027-01-01,51600,exact,provisional,cbs-37230ned-2026", "inhabitants: GM0988 2027-01-01 is given twice",
            "COPY inhabitants, line 4: \"GM0988,"
        ),
        (
            "GM0988,2027-01-01,51601,exact,provisional,cbs-37230ned-2026", "inhabitants: GM0988 2027-01-01 is given twice",
            "COPY inhabitants, line 4: \"GM0988,"
        ),
        (
            "GM1640,01/31/x,1,exact,provisional,cbs-37230ned-2026", "invalid input syntax for type date: \"01/31/x\"",
            "COPY inhabitants, line 4, column reference_date"
        ),
        (
            "GM1640,2027-02-30,1,exact,provisional,cbs-37230ned-2026", "date/time field value out of range: \"2027-02-30\"",
            "COPY inhabitants, line 4, column reference_date"
        ),
        ("GM1640,2027-01-01,,exact,provisional,cbs-37230ned-2026", "null value in column \"count\"", "COPY inhabitants, line 4: \"GM1640,"),
        (
            "GM1640,2027-01-01,35.700,exact,provisional,cbs-37230ned-2026", "invalid input syntax for type integer: \"35.700\"",
            "COPY inhabitants, line 4, column count"
        ),
        (
            "GM1640,2027-01-01,99999999999,exact,provisional,cbs-37230ned-2026", "value \"99999999999\" is out of range",
            "COPY inhabitants, line 4, column count"
        ),
        (
            "GM1640,2027-01-01,1,exact,provisional,cbs-2027",
            "inhabitants: GM1640 2027-01-01 names the source 'cbs-2027', which is not in the register", "COPY inhabitants, line 4: \"GM1640,"
        ),
        (
            "GM1640,2027-01-01,1,exact,provisional,", "inhabitants: GM1640 2027-01-01 names the source NULL, which is not in the register",
            "COPY inhabitants, line 4: \"GM1640,"
        ),
        (
            "GM1640,2027-01-01,1,roughly,provisional,cbs-37230ned-2026", "violates check constraint \"inhabitants_precision_known\"",
            "COPY inhabitants, line 4: \"GM1640,"
        ),
        (
            "GM0951,2027-01-01,1,exact,provisional,cbs-37230ned-2026",
            "inhabitants: GM0951 does not exist on 2027-01-01, but in {[1839-01-02,2019-01-01)}", "COPY inhabitants, line 4: \"GM0951,"
        ),
        ("GM1640,2027-01-01,1,exact", "missing data for column \"status\"", "COPY inhabitants, line 4: \"GM1640,"),
        (
            "GM1640,2027-01-01,1,exact,provisional,cbs-37230ned-2026,more", "extra data after last expected column",
            "COPY inhabitants, line 4: \"GM1640,"
        ),
        (",2027-01-01,1,exact,provisional,cbs-37230ned-2026", "", "COPY inhabitants, line 4: \","),
        ("GM1640,,1,exact,provisional,cbs-37230ned-2026", "null value in column \"reference_date\"", "COPY inhabitants, line 4: \"GM1640,"),
        (
            "GM1640,infinity,1,exact,provisional,cbs-37230ned-2026", "violates check constraint \"inhabitants_reference_date_of_four_digits\"",
            "COPY inhabitants, line 4"
        ),
    ]) func oneBadRowAndNothingIsLoaded(_ row: String, _ message: String, _ place: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.copyRefusal("inhabitants", Self.header + Self.good + Self.another + row + "\n")
        #expect(error.message.contains(message), "\(error)")
        #expect(error.context?.contains(place) == true, "\(error)")
        #expect(try await editor.latestRevision == 1)
        #expect(
            try await editor.number(
                "SELECT (SELECT count(*) FROM inhabitants WHERE reference_date > '2026-06-01') + (SELECT count(*) FROM load.seen)") == 0)
    }

    @Test func aGoodFileIsOneRevision() async throws {
        try await withRegister { (register: TestRegister) async throws in
            #expect(try await register.editor.copy("inhabitants", Self.header + Self.good + Self.another) == 2)
            #expect(try await register.reader.latestRevision == 2)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision = 2 AND operation = 'insert'") == 2)
            // Again: the same rows are there already.
            #expect(try await register.editor.copy("inhabitants", Self.header + Self.good + Self.another) == 2)
            #expect(try await register.reader.latestRevision == 2)
            // One figure corrected, one as it was.
            #expect(try await register.editor.copy("inhabitants", Self.header + Self.good.replacing("51600", with: "51601") + Self.another) == 2)
            #expect(
                try await register.reader.rows(
                    "SELECT revision, key, operation, before ->> 'count', after ->> 'count' FROM change WHERE revision > 2") == [
                        ["3", "GM0988/2027-01-01", "update", "51600", "51601"]
                    ])
            #expect(try await register.reader.rows("SELECT count, revision, revision_end FROM history.inhabitants") == [["51600", "2", "3"]])
            #expect(try await register.editor.number("SELECT count(*) FROM load.seen") == 0)
        }
    }

    @Test func aPublicationAndItsFiguresTogetherOrNotAtAll() async throws {
        try await withRegister { register in
            let source = "INSERT INTO load.source (id, title, publisher) VALUES ('new', 'New', 'CBS')"
            let header = Self.header
            let file = (Self.good + Self.another).replacing("cbs-37230ned-2026", with: "new")
            func load(_ text: String) async throws {
                try await register.editor.run { db in
                    try db.transaction {
                        try db.script(source)
                        _ = try db.copyIn("COPY load.inhabitants FROM STDIN (FORMAT csv, HEADER match)") { try $0.write(header + text) }
                    }
                }
            }
            await #expect(throws: PGError.self) { try await load(file + "GM0001,2027-01-01,1,exact,provisional,new\n") }
            #expect(try await register.reader.number("SELECT count(*) FROM source WHERE id = 'new'") == 0)
            try await load(file)
            #expect(try await register.reader.latestRevision == 2)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision = 2") == 3)
        }
    }

    @Test func aKeyTwiceInOneStatementIsAMistakeAndInTwoACorrection() async throws {
        try await withRegister { register in
            func row(_ count: Int) -> String { "('GM0988', '2027-01-01', \(count), 'exact', 'provisional', 'cbs-37230ned-2026')" }
            let twice = try await register.editor.refusal("INSERT INTO load.inhabitants VALUES \(row(1)), \(row(1))")
            #expect(
                twice.message == "inhabitants: GM0988 2027-01-01 is given twice" && twice.hint == "Remove one of the two rows. Nothing was loaded.")
            #expect(twice.state == .uniqueViolation)
            try await register.editor.execute(
                "BEGIN; INSERT INTO load.inhabitants VALUES \(row(1)); INSERT INTO load.inhabitants VALUES \(row(2)); COMMIT")
            #expect(
                try await register.reader.rows("SELECT revision, operation, after ->> 'count' FROM change WHERE revision > 1 ORDER BY ordinal") == [
                    ["2", "insert", "1"], ["2", "update", "2"],
                ])
            // A statement that failed to a savepoint has given nothing.
            await #expect(throws: PGError.self) {
                try await register.editor.execute("BEGIN; SAVEPOINT a; INSERT INTO load.inhabitants VALUES \(row(3)), \(row(3)); COMMIT")
            }
            try await register.editor.execute("BEGIN; INSERT INTO load.inhabitants VALUES \(row(4)); COMMIT")
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    /// A view, two rows with one key, and what names it. An empty valid_from is a value of the key like another.
    @Test(arguments: [
        ("source", "x,X,Y,,,,\nx,X,Y,,,,\n", "source: x is given twice"),
        ("municipality", "GM9001,A,2027-01-01,,src\nGM9001,B,2027-01-01,,src\n", "municipality: GM9001 2027-01-01 is given twice"),
        ("municipality", "GM9001,A,,,src\nGM9001,B,,,src\n", "municipality: GM9001 is given twice"),
        ("region", "x-1,subregio,A,2027-01-01,,src\nx-1,subregio,B,2027-01-01,,src\n", "region: x-1 2027-01-01 is given twice"),
        ("region_type", "x,X,X,region,f,src\nx,X,X,region,f,src\n", "region_type: x is given twice"),
        ("region_member", "PV31,GM0988,2027-01-01,,src\nPV31,GM0988,2027-01-01,,src\n", "region_member: PV31 GM0988 2027-01-01 is given twice"),
        ("region_nesting", "PV31,LD04,2027-01-01,,src\nPV31,LD04,2027-01-01,,src\n", "region_nesting: PV31 LD04 2027-01-01 is given twice"),
        ("norm", "x,X,5,,,src\nx,X,5,,,src\n", "norm: x is given twice"),
        (
            "municipality_succession", "2019-01-01,GM0951,GM1954,merger,src\n2019-01-01,GM0951,GM1954,merger,src\n",
            "municipality_succession: 2019-01-01 GM0951 GM1954 is given twice"
        ),
    ]) func everyViewRefusesAKeyTwice(_ view: String, _ rows: String, _ message: String) async throws {
        let editor = try await SharedEditor.pool()
        let error = try await editor.copyRefusal(view, "header\n" + rows.replacing(",src", with: ",cbs-gemeentelijke-indeling"))
        #expect(error.message == message || error.state == .exclusionViolation && view == "region_member", "\(error)")
        #expect(try await editor.latestRevision == 1)
    }

    @Test func eachViewAddsAndCorrects() async throws {
        try await withRegister { (register: TestRegister) async throws in
            let editor = register.editor
            #expect(try await editor.copy("source", "h\nx,X,Y,2027-01-01,CC0,https://example.org,note\n") == 1)
            #expect(try await editor.copy("region_type", "h\nkring,Kring,Circle,region,f,x\n") == 1)
            #expect(try await editor.copy("municipality", "h\nGM9001,A,,2020-01-01,x\nGM9001,B,2020-01-01,,x\n") == 2)
            #expect(try await editor.copy("region", "h\nkring-1,kring,Een,2020-01-01,,x\n") == 1)
            #expect(try await editor.copy("region_member", "h\nkring-1,GM9001,2020-01-01,,x\n") == 1)
            #expect(try await editor.copy("region_nesting", "h\nkring-1,NL01,2020-01-01,,x\n") == 1)
            #expect(try await editor.copy("norm", "h\nklein,Klein,10,,,x\n") == 1)
            #expect(try await register.reader.latestRevision == 8)
            // The same keys with other facts.
            #expect(try await editor.copy("municipality", "h\nGM9001,AA,,2020-01-01,x\n") == 1)
            #expect(try await editor.copy("region_member", "h\nkring-1,GM9001,2020-01-01,2021-01-01,x\n") == 1)
            #expect(try await editor.copy("norm", "h\nklein,Klein,20,,,x\n") == 1)
            #expect(
                try await register.reader.column("SELECT operation FROM change WHERE revision > 8 ORDER BY ordinal") == [
                    "update", "update", "update",
                ])
            #expect(
                try await register.reader.rows(
                    "SELECT name, valid_from, valid_to FROM municipality_name WHERE municipality_code = 'GM9001' ORDER BY valid_from NULLS FIRST")
                    == [
                        ["AA", nil, "2020-01-01"], ["B", "2020-01-01", nil],
                    ])
            let other = try await editor.copyRefusal("region", "h\nkring-1,subregio,Een,2020-01-01,,x\n")
            #expect(
                other.message == "region: kring-1 is already a kring, not a subregio" && other.hint == "An id is never used again. Choose another.")
        }
    }

    @Test func whatIsNotSaidIsAsUsual() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "INSERT INTO load.inhabitants (municipality_code, reference_date, count, source_id) VALUES ('GM0988', '2027-01-01', 5, 'cbs-37230ned-2026')"
            )
            #expect(
                try await register.reader.rows("SELECT precision, status FROM inhabitants WHERE reference_date = '2027-01-01'") == [
                    ["exact", "published"]
                ])
        }
    }

    @Test func theViewsShowWhatTheyTake() async throws {
        let editor = try await SharedEditor.pool()
        #expect(
            try await editor.rows("SELECT * FROM load.municipality WHERE code = 'GM0951'") == [
                ["GM0951", "Nuth", "1839-01-02", "2019-01-01", "cbs-gemeentelijke-indeling"]
            ])
        #expect(
            try await editor.rows("SELECT * FROM load.region WHERE id = 'JZ43'") == [
                ["JZ43", "jeugdregio", "Midden-Limburg West", "2016-01-01", "2017-01-01", "cbs-regionale-indelingen-2016"]
            ])
    }
}

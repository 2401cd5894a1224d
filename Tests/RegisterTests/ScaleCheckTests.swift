import Postgres
import Register
import Testing

@Suite struct ScaleCheckTests {
    private static let west = "ARRAY['GM0988', 'GM0946', 'GM1640']"

    @Test func threeMunicipalitiesTogether() async throws {
        let found = try await SharedRegister.reader().rows("SELECT * FROM scale_check(\(Self.west), '2013-01-01')")
        #expect(found == [["101795", "t", "100000", "t", "1795", "2013-01-01", "2013-01-01", "{}"]])
        let day = try date("2013-01-01")
        let check = try await SharedRegister.reader().run { db in
            try ScaleCheck.run(db, codes: ["GM0988", "GM0946", "GM1640"], on: day, threshold: 100_000)
        }
        #expect(check.inhabitants == 101_795 && check.complete && check.meets == true && check.margin == 1795)
        #expect(check.members.map(\.name) == ["Leudal", "Nederweert", "Weert"])
        let leudal = try #require(check.members.first?.figure)
        #expect(leudal.count == 36_425 && leudal.referenceDate == day && leudal.precision == "rounded-to-5" && leudal.status == "published")
    }

    @Test(arguments: [
        ("subregio-midden-limburg-west", 101_795), ("subregio-midden-limburg-oost", 133_770), ("samenwerkingsregio-midden-limburg", 235_565),
    ])
    func aRegionWithItsMembersOfTheDay(_ region: String, _ inhabitants: Int) async throws {
        let found = try await SharedRegister.reader().rows(
            "SELECT inhabitants, complete, threshold, meets, margin FROM region_scale_check('\(region)', '2013-01-01')")
        #expect(found == [["\(inhabitants)", "t", "100000", "t", "\(inhabitants - 100_000)"]])
    }

    @Test func aThresholdOfOnesOwn() async throws {
        let reader = try await SharedRegister.reader()
        for (threshold, meets, margin) in [(101_795, "t", "0"), (101_796, "f", "-1"), (1, "t", "101794"), (2_147_483_648, "f", "-2147381853")] {
            #expect(
                try await reader.rows("SELECT threshold, meets, margin FROM scale_check(\(Self.west), '2013-01-01', \(threshold))") == [
                    ["\(threshold)", meets, margin]
                ])
        }
        for threshold in ["0", "-1", "-9223372036854775808"] {
            let error = try await reader.refusal("SELECT * FROM scale_check(\(Self.west), '2013-01-01', \(threshold))")
            #expect(error.state == .invalidParameterValue && error.message == "the threshold must be a number above 0, not \(threshold)")
        }
    }

    @Test func withoutAThresholdTheNormOfThatRevisionHolds() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE norm SET threshold = 120000 WHERE id = 'decentralisation-2013'")
            let sql = "SELECT threshold, meets FROM scale_check(\(Self.west), '2013-01-01'"
            #expect(try await register.reader.rows(sql + ")") == [["120000", "f"]])
            #expect(try await register.reader.rows(sql + ", as_of => 1)") == [["100000", "t"]])
            try await register.editor.execute("DELETE FROM norm")
            let error = try await register.reader.refusal("SELECT * FROM scale_check(\(Self.west), '2013-01-01')")
            #expect(error.message == "the threshold must be a number above 0, not NULL")
        }
    }

    @Test(arguments: [
        ("GM0951", "GM0951 (Nuth) did not exist on 2020-01-01: it ended on 2019-01-01. What came after it: GM1954 (Beekdaelen)."),
        ("GM9088", "No municipality has the code GM9088. Codes near it: GM0988 (Weert), GM0889 (Beesel), GM1992 (Voorne aan Zee)."),
        ("", "No municipality has the code . Codes near it:"),
        ("GM1992", "GM1992 (Voorne aan Zee) did not exist on 2020-01-01: it exists since 2023-01-01. What came before it: GM0501"),
    ]) func aCodeThatCannotBeMeantIsRefused(_ code: String, _ sentence: String) async throws {
        let error = try await SharedRegister.reader().refusal("SELECT * FROM scale_check(ARRAY['GM0988', '\(code)'], '2020-01-01')")
        #expect(error.state == .invalidParameterValue)
        #expect(error.message.hasPrefix(sentence), "\(error.message)")
    }

    @Test func allFaultsAreNamedTogether() async throws {
        let error = try await SharedRegister.reader().refusal("SELECT * FROM scale_check(ARRAY['GM0951', 'GM0988', 'GM9088'], '2020-01-01')")
        #expect(error.message.contains("GM1954 (Beekdaelen)") && error.message.contains("GM9088"))
    }

    @Test func nobodyIsNotEnough() async throws {
        let found = try await SharedRegister.reader().rows("SELECT * FROM scale_check('{}', '2020-01-01')")
        #expect(found == [[nil, "f", "100000", nil, nil, nil, nil, "{}"]])
    }

    @Test(arguments: [
        ("ARRAY['GM0988', 'GM0988'], '2013-01-01'", "a code is given twice: GM0988, GM0988"),
        ("ARRAY['GM0988', NULL], '2013-01-01'", "the codes and the date must be given, and not be NULL"),
        ("NULL, '2013-01-01'", "the codes and the date must be given, and not be NULL"),
        ("ARRAY['GM0988'], NULL", "the codes and the date must be given, and not be NULL"),
    ]) func aQuestionThatIsNoneIsRefused(_ arguments: String, _ sentence: String) async throws {
        let error = try await SharedRegister.reader().refusal("SELECT * FROM scale_check(\(arguments))")
        #expect(error.state == .invalidParameterValue && error.message == sentence)
    }

    /// A sum is never silently partial: a code that is no municipality on the day is missing from it.
    @Test func whoDidNotExistIsMissingFromTheSum() async throws {
        let found = try await SharedRegister.reader().rows(
            "SELECT * FROM inhabitants_of(ARRAY['GM0988', 'GM0951', 'GM9999', 'GM0988'], '2020-01-01')")
        #expect(found[0][1...3] == ["f", "3", "{GM0951,GM9999}"])
    }

    @Test func aRegionOutsideItsTimeIsRefused() async throws {
        let reader = try await SharedRegister.reader()
        let ended = try await reader.refusal("SELECT * FROM region_scale_check('JZ43', '2019-01-01')")
        #expect(ended.state == .invalidParameterValue && ended.message.contains("until 2017-01-01"))
        #expect(try await reader.refusal("SELECT * FROM region_scale_check('JZ99', '2016-01-01')").message == "No region has the id JZ99.")
    }

    /// A known sum that reaches the threshold is enough; one that does not says nothing while something is missing.
    @Test(
        arguments: [
            ("100", "true", "100", "t", "0"), ("100", "false", "100", "t", nil), ("99", "true", "100", "f", "-1"), ("99", "false", "100", nil, nil),
            ("NULL", "false", "100", nil, nil), ("101", "NULL", "100", "t", nil), ("99", "NULL", "100", nil, nil),
            ("9223372036854775807", "true", "1", "t", "9223372036854775806"), ("0", "true", "1", "f", "-1"),
        ] as [(String, String, String, String?, String?)])
    func thresholds(_ inhabitants: String, _ complete: String, _ threshold: String, _ meets: String?, _ margin: String?) async throws {
        let found = try await SharedRegister.reader().rows(
            "SELECT meets_threshold(\(inhabitants), \(complete), \(threshold)), threshold_margin(\(inhabitants), \(complete), \(threshold))")
        #expect(found == [[meets, margin]])
    }
}

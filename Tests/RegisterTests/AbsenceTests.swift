import Postgres
import Register
import Testing

/// Why something was not there, in a sentence that helps on.
@Suite struct AbsenceTests {
    @Test(arguments: [
        ("GM0951", "2020-01-01", "GM0951 (Nuth) did not exist on 2020-01-01: it ended on 2019-01-01. What came after it: GM1954 (Beekdaelen)."),
        ("GM0951", "2019-01-01", "GM0951 (Nuth) did not exist on 2019-01-01: it ended on 2019-01-01. What came after it: GM1954 (Beekdaelen)."),
        // Over two steps: Menameradiel was in between.
        (
            "GM0083", "2020-01-01",
            "GM0083 (Menaldumadeel) did not exist on 2020-01-01: it ended on 2011-01-01. What came after it: GM1949 (Waadhoeke)."
        ),
        (
            "GM0083", "2011-01-01",
            "GM0083 (Menaldumadeel) did not exist on 2011-01-01: it ended on 2011-01-01. What came after it: GM1908 (Menameradiel)."
        ),
        (
            "GM0140", "2020-01-01",
            "GM0140 (Littenseradiel) did not exist on 2020-01-01: it ended on 2018-01-01. "
                + "What came after it: GM0080 (Leeuwarden), GM1900 (Súdwest-Fryslân), GM1949 (Waadhoeke)."
        ),
        (
            "GM1954", "2018-12-31",
            "GM1954 (Beekdaelen) did not exist on 2018-12-31: it exists since 2019-01-01. "
                + "What came before it: GM0881 (Onderbanken), GM0951 (Nuth), GM0962 (Schinnen)."
        ),
        ("GM1640", "2006-12-31", "GM1640 (Leudal) did not exist on 2006-12-31: it exists since 2007-01-01. What came before it: not recorded."),
    ]) func aMunicipality(_ code: String, _ day: String, _ sentence: String) async throws {
        #expect(try await SharedRegister.reader().value("SELECT absence_of_municipality('\(code)', '\(day)')") == sentence)
        let date = try date(day)
        let (absence, found, refused) = try await SharedRegister.reader().snapshot { db, moment in
            (
                try Municipalities.absence(db, code: code, on: date), try Municipalities.find(db, moment, code: code, on: date),
                try KnownIdentifiers.refusedMunicipalities(db, moment, codes: ["GM0988", code], on: date)
            )
        }.value
        #expect(absence == sentence && found == nil)
        #expect(refused.map(\.index) == [1] && refused.map(\.isKnown) == [true] && refused.map(\.reason) == [sentence])
    }

    @Test func whoIsThereIsNotAbsent() async throws {
        let reader = try await SharedRegister.reader()
        #expect(try await reader.value("SELECT absence_of_municipality('GM0951', '2018-12-31')") == nil)
        #expect(try await reader.value("SELECT absence_of_region('JZ43', '2016-12-31')") == nil)
    }

    @Test(arguments: [
        ("GM8890", "GM0889"), ("GM9880", "GM0988"), ("GM1953", "GM1952"), ("GM0000", "GM0003"), ("GM9999", "GM1992"),
        ("Weert", "GM0003"), ("GM99999999999999999999", "GM1992"), ("'; DROP TABLE change; --", "GM0003"),
    ]) func anUnknownCodeIsAnsweredWithTheNearest(_ code: String, _ nearest: String) async throws {
        let quoted = code.replacing("'", with: "''")
        let found = try await SharedRegister.reader().rows(
            "SELECT absence_of_municipality('\(quoted)', '2020-01-01'), (SELECT array_agg(code) FROM near_municipalities('\(quoted)'))")
        #expect(found[0][0]?.hasPrefix("No municipality has the code \(code). Codes near it: GM") == true)
        #expect(found[0][1]?.contains(nearest) == true, "\(found)")
    }

    @Test(arguments: [
        (
            "JZ43", "2019-06-01",
            "JZ43 (Midden-Limburg West) is not known to be valid on 2019-06-01: the register holds it from 2016-01-01 until 2017-01-01."
        ),
        // Two years that are known, and what lies between is not.
        (
            "AM33", "2020-01-01",
            "AM33 (Midden-Limburg) is not known to be valid on 2020-01-01: "
                + "the register holds it from 2016-01-01 until 2017-01-01, from 2026-01-01 until 2027-01-01."
        ),
        ("PV31", "2009-12-31", "PV31 (Limburg) is not known to be valid on 2009-12-31: the register holds it from 2010-01-01."),
        ("JZ99", "2016-01-01", "No region has the id JZ99."),
    ]) func aRegion(_ id: String, _ day: String, _ sentence: String) async throws {
        let date = try date(day)
        let (absence, found) = try await SharedRegister.reader().snapshot { db, moment in
            (try Regions.absence(db, id: id, on: date), try Regions.find(db, moment, id: id, on: date))
        }.value
        #expect(absence == sentence && found == nil)
    }

    @Test func asItWasKnownInAnEarlierRevision() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE municipality_name SET name = 'Beekdaelen-Nuth' WHERE municipality_code = 'GM1954'")
            let sql = "SELECT absence_of_municipality('GM0951', '2020-01-01'"
            #expect(try await register.reader.value(sql + ")")?.contains("GM1954 (Beekdaelen-Nuth)") == true)
            #expect(try await register.reader.value(sql + ", 1)")?.contains("GM1954 (Beekdaelen)") == true)
        }
    }
}

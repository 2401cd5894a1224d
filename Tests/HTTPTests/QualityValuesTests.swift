import Testing

@testable import HTTP

@Suite struct QualityValuesTests {
    private func read(_ fields: String...) -> [String] { QualityValues(fields).elements.map { "\($0.name) \($0.quality)" } }

    /// RFC 9110 section 12.4.2: up to three decimals, 1 where there is none.
    @Test(arguments: [
        ("gzip", 1000), ("gzip;q=1", 1000), ("gzip;q=1.", 1000), ("gzip;q=1.000", 1000), ("gzip;q=0", 0), ("gzip;q=0.", 0), ("gzip;q=0.000", 0),
        ("gzip;q=0.5", 500), ("gzip;q=0.05", 50), ("gzip;q=0.005", 5), ("gzip;q=0.123", 123), ("gzip;Q=0.7", 700), ("gzip ;\tq=0.7 ", 700),
        // Whoever writes no weight that can be read has named the thing all the same.
        ("gzip;q=", 1000), ("gzip;q", 1000), ("gzip;q=x", 1000), ("gzip;q=-0.5", 1000), ("gzip;q=1.5", 1000), ("gzip;q=2", 1000),
        ("gzip;q=0.1234", 123), ("gzip;q=.5", 500), ("gzip;q=.", 1000), ("gzip;q=0,5", 0), ("gzip;q=0.5.5", 1000), ("gzip;q=0x1", 1000),
        ("gzip;q=0.+1", 1000),
        ("gzip;q=00.5", 1000), ("gzip;q=0.٣", 1000), ("gzip;q=0.1;q=0.2", 100), ("gzip;", 1000), ("gzip;;q=0.1", 100),
    ]) func theWeight(text: String, quality: Int) {
        #expect(QualityValues([text]).elements.first == QualityValues.Element(name: "gzip", quality: quality))
    }

    @Test func theOrderIsThatOfTheClient() {
        #expect(read("b;q=0.1, a, c;q=0.5,a;q=0") == ["b 100", "a 1000", "c 500", "a 0"])
    }

    @Test func severalFieldsAreOneList() {
        #expect(read("b;q=0.1, a", "", "c;q=0.5", ",a;q=0,") == ["b 100", "a 1000", "c 500", "a 0"])
    }

    @Test func namesAreInSmallLettersAndWithoutParameters() {
        #expect(read("Text/HTML; Level=1;Q=0.4;ext=2 , */*") == ["text/html 400", "*/* 1000"])
    }

    @Test func whatHasNoNameIsPassedOver() {
        #expect(read(";q=0.5, ,;,a") == ["a 1000"])
    }

    @Test(
        arguments: [
            ([], true), ([""], true), ([","], true), ([" ,\t, "], true), (["", ", ,"], true), ([";"], false), (["a"], false), (["", "a"], false),
        ]
            as [([String], Bool)]) func silence(fields: [String], isSilent: Bool)
    {
        #expect(QualityValues(fields).isSilent == isSilent)
    }
}

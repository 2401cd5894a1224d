import Register
import Testing

@Suite struct CalendarDateTests {
    @Test(arguments: ["0001-01-01", "2000-02-29", "2016-02-29", "1900-02-28", "2013-12-31", "9999-12-31"]) func days(text: String) {
        #expect(CalendarDate(text)?.description == text)
        #expect(CalendarDate(pgText: text)?.pgText == text)
    }

    @Test(arguments: [
        "", "2013", "2013-02-29", "1900-02-29", "2100-02-29", "2013-02-30", "2013-04-31", "2013-00-10", "2013-13-10", "2013-10-00", "2013-10-32",
        "0000-01-01", "10000-01-01", "2013-1-01", " 2013-01-01", "2013-01-01 ", "2013_01_01", "+013-01-01", "-013-01-01", "2013-01-01T",
        "２０１３-01-01",
    ]) func noDays(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test func theLengthOfEachMonth() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for (month, length) in lengths.enumerated() {
            #expect(CalendarDate(year: 2013, month: month + 1, day: length) != nil)
            #expect(CalendarDate(year: 2013, month: month + 1, day: length + 1) == nil)
        }
        #expect(CalendarDate(year: .max, month: 1, day: 1) == nil && CalendarDate(year: 2013, month: 1, day: -1) == nil)
    }

    @Test func order() throws {
        let days = try ["0099-12-31", "0100-01-01", "2012-12-31", "2013-01-01", "2013-01-02", "2013-02-01"].map { try #require(CalendarDate($0)) }
        #expect(days.shuffled().sorted() == days)
    }
}

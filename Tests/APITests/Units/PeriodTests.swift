import Register
import Testing

@Suite struct PeriodTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func theEndIsTheFirstDayOnWhichItNoLongerHolds() throws {
        let period = Period(from: try day("2013-01-01"), to: try day("2014-01-01"))
        for (text, status) in [
            ("2012-12-31", Period.Status.future), ("2013-01-01", .current), ("2013-12-31", .current), ("2014-01-01", .ended), ("2020-01-01", .ended),
        ] {
            #expect(period.status(on: try day(text)) == status)
            #expect(period.contains(try day(text)) == (status == .current))
        }
    }

    @Test func openEnds() throws {
        let (first, last) = (try day("0001-01-01"), try day("9999-12-31"))
        #expect(Period(from: nil, to: nil).contains(first) && Period(from: nil, to: nil).contains(last))
        #expect(Period(from: nil, to: try day("2013-01-01")).status(on: last) == .ended)
        #expect(Period(from: try day("2013-01-01"), to: nil).status(on: first) == .future)
    }
}

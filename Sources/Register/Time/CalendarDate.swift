public import Postgres

/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31, without a time zone. Written `YYYY-MM-DD` (RFC 9557, full-date).
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    /// nil unless there is such a day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, ofYear: year) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// nil unless the text is exactly `YYYY-MM-DD` and names a day that exists.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let date = text.withUTF8({ Self(utf8: $0) }) else { return nil }
        self = date
    }

    private init?(utf8: UnsafeBufferPointer<UInt8>) {
        let dash = UInt8(ascii: "-")
        guard utf8.count == 10, utf8[4] == dash, utf8[7] == dash else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for index in range {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(utf8[index]) else { return nil }
                value = value * 10 + Int(utf8[index] - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var description: String {
        // Ten bytes fit into a String without an allocation.
        String(unsafeUninitializedCapacity: 10) { bytes in
            func write(_ value: Int, _ range: Range<Int>) {
                var value = value
                for index in range.reversed() {
                    bytes[index] = UInt8(ascii: "0") + UInt8(value % 10)
                    value /= 10
                }
            }
            write(year, 0..<4)
            write(month, 5..<7)
            write(day, 8..<10)
            (bytes[4], bytes[7]) = (UInt8(ascii: "-"), UInt8(ascii: "-"))
            return 10
        }
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Negative before 1970-01-01. (H. Hinnant's arithmetic over eras of 400 years, with the year beginning in March.)
    public var daysSince1970: Int {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Days outside the calendar are the nearest day within it.
    public init(daysSince1970 days: Int) {
        let (first, last) = (-719_162, 2_932_896)
        let (era, dayOfEra) = (Swift.min(Swift.max(days, first), last) + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    private static func days(inMonth month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: TextColumn {
    public init?(pgText: String) { self.init(pgText) }
    public var pgText: String { description }

    public static func decode(_ cell: borrowing Cell) throws(PGError) -> CalendarDate {
        if let date = cell.read({ Self(utf8: $0) }) ?? nil { return date }
        guard let text = cell.text else { throw .unexpectedNull(column: cell.name) }
        throw .mismatch(column: cell.name, expected: "CalendarDate", got: text)
    }
}

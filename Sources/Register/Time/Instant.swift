public import Postgres

/// A moment in time, to the microsecond, as PostgreSQL counts it. Read with any offset, written in UTC (RFC 9557, date-time).
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    public let microseconds: Int

    public init(microseconds: Int) { self.microseconds = microseconds }

    /// nil unless the text is `YYYY-MM-DDThh:mm:ss`, with or without a fraction, and `Z` or an offset such as `+01:00`. What a fraction says beyond a microsecond
    /// is dropped.
    public init?(_ text: some StringProtocol) {
        let parts = text.uppercased().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CalendarDate(parts[0]) else { return nil }
        let clock = parts[1]
        guard let end = clock.lastIndex(where: { $0 == "Z" || $0 == "+" || $0 == "-" }) else { return nil }
        guard let offset = Self.offset(clock[end...]), let time = Self.time(clock[..<end]) else { return nil }
        microseconds = (date.daysSince1970 * 86_400 - offset * 60) * 1_000_000 + time
    }

    public var description: String {
        let (days, rest) = (microseconds.flooredQuotient(86_400_000_000), microseconds.flooredRemainder(86_400_000_000))
        func padded(_ value: Int, _ width: Int) -> String { String(String(repeating: "0", count: width) + String(value)).suffix(width).description }
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(CalendarDate(daysSince1970: days))T\(clock)\(fraction == 0 ? "" : "." + padded(fraction, 6))Z"
    }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// In microseconds of the day.
    private static func time(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fields = parts[0].split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2) }
        guard fields.count == 3, let hour = fields[0], let minute = fields[1], let second = fields[2], hour < 24, minute < 60, second < 60 else {
            return nil
        }
        var fraction = 0
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(isDigit) else { return nil }
            fraction = Int((parts[1] + "00000").prefix(6)) ?? 0
        }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }

    /// In minutes.
    private static func offset(_ text: Substring) -> Int? {
        if text == "Z" { return 0 }
        let fields = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2) }
        guard fields.count == 2, let hours = fields[0], let minutes = fields[1], hours < 24, minutes < 60 else { return nil }
        return (text.first == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension Instant: TextColumn {
    /// As `to_char(…, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` writes it.
    public init?(pgText: String) { self.init(pgText) }
    public var pgText: String { description }
}

extension Int {
    fileprivate func flooredQuotient(_ divisor: Int) -> Int { (self - flooredRemainder(divisor)) / divisor }
    fileprivate func flooredRemainder(_ divisor: Int) -> Int {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

import Register
import Testing

/// SplitMix64: the same numbers for the same start, so that a failure can be repeated.
struct RandomSource: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A day of the given years, every third one a 1 January, since that is when things change.
    mutating func day(_ years: ClosedRange<Int>) throws -> CalendarDate {
        let year = Int.random(in: years, using: &self)
        if Int.random(in: 0..<3, using: &self) == 0 { return try #require(CalendarDate(year: year, month: 1, day: 1)) }
        let (month, day) = (Int.random(in: 1...12, using: &self), Int.random(in: 1...28, using: &self))
        return try #require(CalendarDate(year: year, month: month, day: day))
    }
}

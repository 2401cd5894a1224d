import Glibc
import Register

/// All that the register ever said, as a list of facts with the revisions in which they stood: kept in the plainest way, to hold the register to.
struct RecordedModel: Sendable {
    struct Record: Sendable {
        let fact: Fact
        let from: Int
        var to: Int?
    }

    private(set) var records: [Record] = []
    private(set) var newest = RegisterState()
    /// When each revision was recorded, from revision 1 on.
    private(set) var moments: [Instant] = []

    var revision: Int { moments.count }

    mutating func commit(_ state: RegisterState, at moment: Instant) {
        moments.append(moment)
        let (before, after) = (newest.everything, state.everything)
        for index in records.indices where records[index].to == nil && !after.contains(records[index].fact) { records[index].to = revision }
        for fact in after.subtracting(before) { records.append(Record(fact: fact, from: revision, to: nil)) }
        newest = state
    }

    /// As another clock had it.
    mutating func retime(_ moments: [Instant]) {
        precondition(moments.count == self.moments.count, "Each revision has a moment.")
        self.moments = moments
    }

    func state(_ revision: Int) -> RegisterState {
        RegisterState(records.lazy.filter { $0.from <= revision && ($0.to.map { $0 > revision } ?? true) }.map(\.fact))
    }

    /// The newest revision recorded by then.
    func revision(at moment: Instant) -> Int { moments.lastIndex { $0 <= moment }.map { $0 + 1 } ?? 0 }
}

extension Instant {
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1000)
    }

    static func + (instant: Instant, microseconds: Int) -> Instant { Instant(microseconds: instant.microseconds + microseconds) }

    /// The day that it is then in the Netherlands: an hour later than UTC, two from the last Sunday of March to the last of October, each at 01:00 UTC.
    var dutchDay: CalendarDate {
        let hours = Int((Double(microseconds) / 3_600_000_000).rounded(.down))
        let year = CalendarDate(daysSince1970: Int((Double(hours) / 24).rounded(.down))).year
        func change(_ month: Int) -> Int {
            guard let last = CalendarDate(year: year, month: month, day: 31)?.daysSince1970 else { preconditionFailure("Both months have 31 days.") }
            // 1970-01-01 was a Thursday, so day number 3 a Sunday.
            return (last - (last + 4) % 7) * 24 + 1
        }
        let offset = hours >= change(3) && hours < change(10) ? 2 : 1
        return CalendarDate(daysSince1970: Int((Double(hours + offset) / 24).rounded(.down)))
    }
}

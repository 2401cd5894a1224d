import Register
import Testing

@testable import RegisterAPI

@Suite struct ReplicaStateTests {
    private let start = ContinuousClock.now
    private let monday = CalendarDate("2026-11-23")!
    private let tuesday = CalendarDate("2026-11-24")!

    private func head(_ revision: Int, at seconds: Int? = nil) -> Head {
        Head(revision: revision, recordedAt: Instant(microseconds: (seconds ?? revision) * 1_000_000))
    }

    /// What is read of the newest state.
    private func read(_ head: Head, on day: CalendarDate? = nil) -> RecordedState {
        RecordedState(
            moment: Moment(revision: head.revision, today: day ?? monday, instant: Instant(microseconds: 0)), head: head)
    }

    /// A replica that can be asked, of a primary that has said at which revision it is.
    private func state(at revision: Int) -> ReplicaState {
        var state = ReplicaState(patience: .seconds(300))
        _ = state.become(up: true)
        state.connected()
        state.heard(head(revision), today: monday, since: state.beginning, at: start)
        return state
    }

    /// The state changes by being asked, which a macro does not like.
    private func expect(_ holds: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(holds, comment, sourceLocation: sourceLocation)
    }

    @Test func onlyWhatThePrimaryIsAtIsAnswered() {
        var state = state(at: 7)
        expect(state.admits(.now, at: start) && state.accepts(read(head(7)), of: .now, at: start))
        expect(!state.accepts(read(head(6)), of: .now, at: start) && !state.accepts(read(head(8)), of: .now, at: start))
        expect(!state.accepts(read(head(7, at: 99)), of: .now, at: start), "Of another history.")
        expect(!state.accepts(read(head(7), on: tuesday), of: .now, at: start), "By another clock.")
        expect(state.accepts(read(head(7), on: tuesday), of: .instant(Instant(microseconds: 1)), at: start), "A day that was asked for.")
        expect(state.isForeign(head(8)) && state.isForeign(head(7, at: 99)) && !state.isForeign(head(6)) && !state.isForeign(head(7)))
    }

    @Test func whatIsAnnouncedIsConfirmedByThePrimary() {
        var state = state(at: 7)
        state.announced(7)
        expect(state.admits(.now, at: start), "That was known.")
        state.announced(8)
        expect(!state.admits(.now, at: start) && !state.accepts(read(head(8)), of: .now, at: start))
        state.heard(head(7), today: monday, since: state.beginning, at: start)
        expect(!state.admits(.now, at: start), "It was read before.")
        state.heard(head(8), today: monday, since: state.beginning, at: start)
        expect(state.admits(.now, at: start) && state.accepts(read(head(8)), of: .now, at: start))
        state.heard(head(9), today: monday, since: state.beginning, at: start)
        expect(!state.accepts(read(head(8)), of: .now, at: start), "9 was answered.")
        state.heard(head(8), today: monday, since: state.beginning, at: start)
        expect(!state.accepts(read(head(8)), of: .now, at: start), "It does not go back.")
    }

    @Test func aPrimaryThatWasSetBackIsBelieved() {
        var state = state(at: 50)
        let before = state.beginning
        state.disconnected(at: start)
        expect(state.admits(.now, at: start) && state.accepts(read(head(50)), of: .now, at: start), "What was announced still counts.")
        state.connected()
        expect(!state.admits(.now, at: start))
        state.heard(head(10), today: monday, since: state.beginning, at: start)
        expect(state.floor == 10 && state.isForeign(head(50)) && !state.accepts(read(head(50)), of: .now, at: start))
        expect(state.accepts(read(head(10)), of: .now, at: start + .seconds(1)))
        // What was asked of it before it was set back comes in late: it has to say again what it is at.
        state.heard(head(50), today: monday, since: before, at: start)
        expect(!state.admits(.now, at: start + .seconds(1)) && state.floor == 0)
        state.heard(head(11), today: monday, since: state.beginning, at: start)
        expect(state.floor == 11 && state.admits(.now, at: start + .seconds(1)))
    }

    @Test func whatIsNotHeardOfIsNotTrustedForEver() {
        var state = state(at: 7)
        expect(state.admits(.now, at: start + .seconds(10_000)), "As long as announcements arrive.")
        state.disconnected(at: start + .seconds(10_000))
        expect(state.admits(.now, at: start + .seconds(10_299)) && !state.admits(.now, at: start + .seconds(10_300)))
        state.disconnected(at: start + .seconds(10_300))
        expect(!state.admits(.now, at: start + .seconds(10_301)), "Another attempt that failed.")
        state.heard(head(7), today: monday, since: state.beginning, at: start + .seconds(10_301))
        expect(state.admits(.now, at: start + .seconds(10_600)) && !state.admits(.now, at: start + .seconds(10_601)))
    }

    @Test func oneThatWasBehindRests() {
        var state = state(at: 7)
        expect(state.admits(.now, at: start) && !state.accepts(read(head(6)), of: .now, at: start))
        expect(state.standing == .behind && !state.admits(.now, at: start + .milliseconds(99)))
        expect(state.admits(.now, at: start + .milliseconds(100)) && !state.admits(.now, at: start + .milliseconds(101)), "One tries.")
        expect(state.accepts(read(head(7)), of: .now, at: start + .milliseconds(102)))
        expect(state.admits(.now, at: start + .milliseconds(103)) && state.standing == nil)
        expect(state.answered == 1 && state.fallbacks == [.behind: 3])
    }

    /// Who writes on the primary the replica does not see: a moment may still get a revision.
    @Test func aMomentThatIsNotSettledIsThePrimarys() {
        var state = state(at: 7)
        expect(state.admits(.instant(Instant(microseconds: 7_000_000)), at: start))
        expect(!state.admits(.instant(Instant(microseconds: 7_000_001)), at: start))
        expect(state.fallbacks == [.unconfirmed: 1])
    }

    @Test func oneThatIsLostIsNotAsked() {
        var state = state(at: 7)
        expect(state.become(up: false) && !state.become(up: false) && state.standing == .unavailable && !state.admits(.now, at: start))
        expect(state.become(up: true) && state.standing == nil && state.admits(.now, at: start))
    }
}

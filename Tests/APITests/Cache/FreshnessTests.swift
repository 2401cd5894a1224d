import Register
import Testing

@testable import RegisterAPI

@Suite struct FreshnessTests {
    private let start = ContinuousClock.now
    private let monday = CalendarDate("2026-11-23")!
    private let tuesday = CalendarDate("2026-11-24")!

    private func present(_ revision: Int, _ day: CalendarDate? = nil, for remaining: Duration = .seconds(100)) -> Present {
        Present(revision: revision, today: day ?? monday, remaining: remaining)
    }

    private func moment(_ revision: Int, _ day: CalendarDate? = nil) -> Moment {
        Moment(revision: revision, today: day ?? monday, instant: Instant(microseconds: 0))
    }

    private func connected(_ revision: Int) -> Freshness {
        var freshness = Freshness()
        freshness.connected(at: start)
        freshness.learned(present(revision), at: start)
        return freshness
    }

    @Test func nothingIsKnownBeforeTheDatabaseHasSaidIt() {
        var freshness = Freshness()
        #expect(!freshness.isKnown(at: start))
        freshness.learned(present(1), at: start)
        #expect(!freshness.isKnown(at: start), "It does not listen.")
        freshness.connected(at: start)
        #expect(!freshness.isKnown(at: start))
        freshness.announced(3)
        freshness.learned(present(2), at: start)
        #expect(freshness.isKnown(at: start) && freshness.revision == 3, "What was announced meanwhile is newer than what was read.")
    }

    @Test func eachAnnouncementBeginsAGeneration() {
        var freshness = connected(5)
        let generation = freshness.generation
        #expect(freshness.holds(generation, at: start))
        freshness.announced(5)
        freshness.announced(4)
        #expect(freshness.generation == generation)
        freshness.announced(6)
        #expect(freshness.generation == generation + 1 && !freshness.holds(generation, at: start) && freshness.revision == 6)
        #expect(freshness.holds(.max, at: start), "What is not of the register holds for ever.")
    }

    @Test func theDayEnds() {
        var freshness = connected(5)
        let generation = freshness.generation
        #expect(freshness.holds(generation, at: start + .seconds(99)) && !freshness.holds(generation, at: start + .seconds(100)))
        // Asked a moment too early, it says the same day again.
        freshness.learned(present(5, for: .seconds(1)), at: start + .seconds(99.5))
        #expect(freshness.holds(generation, at: start + .seconds(100)))
        // Nobody has said yet which day it is now.
        #expect(freshness.lastHeld(generation, of: moment(5), readAt: start, now: start + .seconds(99)) == nil)
        #expect(freshness.lastHeld(generation, of: moment(5), readAt: start, now: start + .seconds(150)) == start + .seconds(100.5))
        freshness.learned(present(5, tuesday), at: start + .seconds(101))
        #expect(freshness.generation == generation + 1 && freshness.isKnown(at: start + .seconds(150)))
    }

    @Test func anAnnouncementOfWhatIsNotIsNotBelievedForLong() {
        var freshness = connected(5)
        freshness.announced(999_999_999, at: start + .seconds(10))
        #expect(freshness.revision == 999_999_999)
        freshness.learned(present(5), at: start + .seconds(9))
        #expect(freshness.revision == 999_999_999, "It was asked before.")
        freshness.learned(present(5), at: start + .seconds(20))
        #expect(freshness.revision == 5)
    }

    @Test func whatIsReadIsKeptForTheRevisionItIsOf() {
        var freshness = connected(5)
        let began = freshness.beginning
        #expect(freshness.generation(of: moment(5), isOfNow: true, since: began) == began.generation)
        #expect(freshness.generation(of: moment(4), isOfNow: true, since: began) == nil, "Older than announced.")
        #expect(freshness.generation(of: moment(5, tuesday), isOfNow: true, since: began) == nil, "Of another day.")
        #expect(freshness.generation(of: nil, isOfNow: true, since: began) == .max)
        // Committed, and not announced yet.
        #expect(freshness.generation(of: moment(6), isOfNow: true, since: began) == began.generation + 1)
        #expect(freshness.revision == 6)
        #expect(freshness.generation(of: moment(2), isOfNow: false, since: began) == nil, "Something was announced while it was read.")
        #expect(freshness.generation(of: moment(2), isOfNow: false, since: freshness.beginning) == began.generation + 1)
    }

    @Test func whatHeldWhenTheConnectionWasLostIsKnown() {
        var freshness = connected(5)
        let old = freshness.generation
        freshness.announced(6)
        let last = freshness.generation
        freshness.disconnected(at: start + .seconds(10))
        #expect(!freshness.isKnown(at: start + .seconds(10)))
        #expect(freshness.lastHeld(last, of: nil, readAt: start, now: start) == start + .seconds(10))
        #expect(freshness.lastHeld(old, of: nil, readAt: start, now: start) == nil, "It was superseded before.")
        // What is read although nothing is announced holds for the moment in which it was.
        let down = freshness.generation(of: moment(7), isOfNow: true, since: freshness.beginning)
        #expect(down == freshness.generation)
        #expect(freshness.lastHeld(freshness.generation, of: nil, readAt: start + .seconds(20), now: start) == start + .seconds(20))
        freshness.disconnected(at: start + .seconds(25))
        #expect(down == freshness.generation, "Another attempt has failed.")
        // A connection that comes and goes changes nothing about that.
        freshness.connected(at: start)
        freshness.disconnected(at: start + .seconds(30))
        #expect(freshness.lastHeld(last, of: nil, readAt: start, now: start) == start + .seconds(10))
        freshness.connected(at: start + .seconds(40))
        freshness.learned(present(6), at: start + .seconds(39))
        #expect(!freshness.isKnown(at: start + .seconds(40)), "It was asked before.")
        freshness.learned(present(6), at: start + .seconds(40))
        #expect(
            freshness.lastHeld(last, of: nil, readAt: start, now: start) == nil && !freshness.holds(last, at: start + .seconds(40)),
            "It may be another database."
        )
    }

    /// What was read before the database had said what is newest is as good, if that turns out to be what it is of. But not from before another loss: that may
    /// have been another database.
    @Test func whatWasReadBeforeTheNewestWasKnownCountsToo() {
        var freshness = Freshness()
        let early = freshness.generation
        freshness.connected(at: start)
        freshness.learned(present(5), at: start)
        let known = freshness.generation
        #expect(
            !freshness.holds(early, at: start) && freshness.lastHeld(early, of: moment(5), readAt: start, now: start) == nil,
            "The database can be asked.")
        freshness.disconnected(at: start + .seconds(10))
        for generation in [early, known] {
            #expect(freshness.lastHeld(generation, of: moment(5), readAt: start, now: start) == start + .seconds(10))
        }
        #expect(freshness.lastHeld(early, of: moment(4), readAt: start, now: start) == nil)
        #expect(freshness.lastHeld(early, of: moment(5, tuesday), readAt: start, now: start) == nil)
        #expect(freshness.lastHeld(early, of: nil, readAt: start, now: start) == nil)
        freshness.connected(at: start + .seconds(15))
        freshness.learned(present(5), at: start + .seconds(20))
        freshness.disconnected(at: start + .seconds(30))
        #expect(freshness.lastHeld(known, of: moment(5), readAt: start, now: start) == nil)
    }

    /// Numbers of another history: the database was set back to revision 9 while somebody read its old 10.
    @Test func aReadingThatWasUnderWayAcrossALostConnectionIsForgotten() {
        var freshness = connected(10)
        let began = freshness.beginning
        freshness.disconnected(at: start)
        freshness.connected(at: start)
        #expect(freshness.generation(of: moment(10), isOfNow: true, since: began) == nil)
        freshness.learned(present(9), at: start)
        #expect(freshness.generation(of: moment(10), isOfNow: true, since: began) == nil && freshness.revision == 9)
        #expect(freshness.generation(of: nil, isOfNow: true, since: began) == .max)
    }

    @Test func anAttemptThatFailsChangesNothing() {
        var freshness = connected(5)
        freshness.disconnected(at: start)
        let generation = freshness.generation
        freshness.disconnected(at: start + .seconds(1))
        #expect(freshness.generation == generation)
    }
}

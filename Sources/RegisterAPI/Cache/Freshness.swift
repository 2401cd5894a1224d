import Register

/// A time in which nothing was announced: what was read in it stays true to its end.
typealias Generation = UInt64

/// What is known of the newest state of the register, by what the database announces.
///
/// Between a connection to it that was lost and the next answer of the database about its newest state, nothing is known, and nothing counts as fresh.
struct Freshness {
    private(set) var generation: Generation = 1
    /// Changes whenever announcements begin or cease to arrive: beyond that, numbers of revisions need not be those of one history.
    private(set) var connection = 0
    private var connectedAt: ContinuousClock.Instant?
    /// nil: not known.
    private(set) var revision: Int?
    private(set) var today: CalendarDate?
    /// When today is over.
    private(set) var end: ContinuousClock.Instant?
    /// Whether announcements arrive.
    private(set) var isConnected = false
    /// The newest that was announced over the connection there is.
    private var announced = 0
    private var announcedAt: ContinuousClock.Instant?
    /// What was known when a connection was lost.
    private struct Loss {
        /// Those since the loss before this one. The last was cut short.
        let generations: ClosedRange<Generation>
        let revision: Int
        let today: CalendarDate?
        let at: ContinuousClock.Instant
    }

    /// The last one at which anything was known.
    private var lost: Loss?
    /// The first generation after the last loss.
    private var first: Generation = 1

    func isKnown(at now: ContinuousClock.Instant) -> Bool {
        guard revision != nil, let end else { return false }
        return now < end
    }

    /// Whether what was kept for this generation still is the newest.
    func holds(_ kept: Generation, at now: ContinuousClock.Instant) -> Bool {
        kept == .max || (kept == generation && isKnown(at: now))
    }

    /// For which generation an answer may be kept; nil: for none. `.max` is for ever.
    ///
    /// What was read of a revision that was not announced yet counts as announced: it has been committed.
    /// - Parameter began: When somebody began to read it.
    mutating func generation(of moment: Moment?, isOfNow: Bool, since began: Beginning) -> Generation? {
        guard let moment else { return .max }
        guard began.connection == connection else { return nil }
        guard let known = revision else { return generation }
        if !isOfNow { return began.generation == generation ? generation : nil }
        guard moment.today == today, moment.revision >= known else { return nil }
        announced(moment.revision)
        return generation
    }

    /// Until when what was kept for a generation was known to be the newest, where that is not known now; nil: it was not, or is.
    ///
    /// What was read between two connections, of the very revision and day that turned out to be the newest, was so too.
    /// - Parameter moment: At which it was read.
    func lastHeld(_ kept: Generation, of moment: Moment?, readAt: ContinuousClock.Instant, now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if let lost {
            if kept == lost.generations.upperBound { return lost.at }
            if let moment, lost.generations.contains(kept), moment.revision == lost.revision, moment.today == lost.today { return lost.at }
        }
        guard kept == generation else { return nil }
        // A day that is over, and nobody has said what comes after it.
        return revision == nil ? readAt : end.flatMap { now < $0 ? nil : $0 }
    }

    /// Where a reading begins.
    struct Beginning: Hashable {
        let generation: Generation
        let connection: Int
    }

    var beginning: Beginning { Beginning(generation: generation, connection: connection) }

    mutating func connected(at now: ContinuousClock.Instant) {
        isConnected = true
        connectedAt = now
        (announced, announcedAt) = (0, nil)
        connection += 1
        forget()
    }

    mutating func disconnected(at now: ContinuousClock.Instant) {
        // Another attempt that failed takes nothing from what was read meanwhile.
        guard isConnected else { return }
        // Only what was known to hold until now can be answered as what held then.
        if let revision { lost = Loss(generations: first...generation, revision: revision, today: today, at: now) }
        isConnected = false
        connection += 1
        forget()
        first = generation
    }

    private mutating func forget() {
        (revision, today, end) = (nil, nil, nil)
        generation += 1
    }

    mutating func announced(_ number: Int, at now: ContinuousClock.Instant = .now) {
        if number > announced { (announced, announcedAt) = (number, now) }
        guard let known = revision, number > known else { return }
        revision = number
        generation += 1
    }

    /// The database has said what is newest.
    /// - Parameter now: From before it was asked.
    mutating func learned(_ present: Present, at now: ContinuousClock.Instant) {
        guard let connectedAt, isConnected, now >= connectedAt else { return }
        // Anybody may announce; what was before the question the answer knows of, if it is true.
        let newest = if let announcedAt, announcedAt >= now { max(announced, present.revision) } else { present.revision }
        if newest != revision || present.today != today { generation += 1 }
        (revision, today, end) = (newest, present.today, now + present.remaining)
        lost = nil
    }
}

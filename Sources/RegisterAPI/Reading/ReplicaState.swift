import Register

/// What is known of the primary's newest state, and whether the replica is to be asked. Plain values, changed under the replica's lock.
struct ReplicaState {
    /// Why the primary answered.
    enum Reason: String, CaseIterable {
        /// The replica had not come to the newest revision yet.
        case behind
        /// It could not be asked, or did not get to its end.
        case unavailable
        /// It had no good answer. Perhaps it does not know yet what the primary knows.
        case refused
        /// The primary had not said yet what it is at, or what was asked is newer than that.
        case unconfirmed
    }

    /// What the primary said last.
    private struct Told {
        let head: Head
        let today: CalendarDate
        let at: ContinuousClock.Instant
    }

    /// What is asked of the primary while nothing is heard of it has to be confirmed by it after so long.
    let patience: Duration
    /// For how long a replica that was behind, or in the way of its own recovery, is left alone.
    static let rest: Duration = .milliseconds(100)

    /// Changes whenever the primary may have become another one: what it said before does not count any more.
    private(set) var beginning = 0
    /// The newest revision that this process has announced or answered since then.
    private(set) var floor = 0
    /// Of the revision ``floor``; nil: the primary has to say.
    private var told: Told?
    private(set) var isListening = false
    private var lostAt = ContinuousClock.now

    /// Whether it can be asked at all.
    private(set) var isUp = false
    private var rest: (until: ContinuousClock.Instant, reason: Reason)?
    private(set) var answered = 0
    private(set) var fallbacks: [Reason: Int] = [:]

    init(patience: Duration) { self.patience = patience }

    var standing: Reason? { isUp ? rest?.reason : .unavailable }

    // MARK: The primary

    mutating func announced(_ revision: Int) {
        guard revision > floor else { return }
        (floor, told) = (revision, nil)
    }

    mutating func connected() {
        isListening = true
        beginAnew()
    }

    mutating func disconnected(at now: ContinuousClock.Instant) {
        if isListening { lostAt = now }
        isListening = false
    }

    /// The primary has answered.
    /// - Parameters:
    ///   - today: nil: it did not say.
    ///   - since: The ``beginning`` before it was asked, and the time.
    mutating func heard(_ head: Head, today: CalendarDate?, since beginning: Int, at now: ContinuousClock.Instant) {
        guard beginning == self.beginning else {
            // Of which primary this is, only its next answer can tell.
            if head.revision > floor { beginAnew() }
            return
        }
        guard head.revision >= floor else { return }
        floor = head.revision
        guard let today = today ?? told?.today else {
            told = nil
            return
        }
        told = Told(head: head, today: today, at: now)
    }

    private mutating func beginAnew() {
        beginning += 1
        (floor, told) = (0, nil)
    }

    // MARK: The replica

    /// Whether to ask the replica. Of those who come after a rest, only one does at first.
    mutating func admits(_ time: RecordedTime, at now: ContinuousClock.Instant) -> Bool {
        guard isUp else { return fallBack(.unavailable) }
        guard let told, isListening || now < max(told.at, lostAt) + patience else { return fallBack(.unconfirmed) }
        if case .instant(let instant) = time, !told.head.settles(instant) { return fallBack(.unconfirmed) }
        if let (until, reason) = rest {
            guard now >= until else { return fallBack(reason) }
            rest = (now + Self.rest, reason)
        }
        return true
    }

    private mutating func fallBack(_ reason: Reason) -> Bool {
        count(reason)
        return false
    }

    /// Whether what the replica has read may be answered.
    mutating func accepts(_ state: RecordedState, of time: RecordedTime, at now: ContinuousClock.Instant) -> Bool {
        guard let told else { return fallBack(.unconfirmed) }
        guard state.head == told.head else {
            let reason: Reason = state.head.revision < floor ? .behind : .unconfirmed
            rest = (now + Self.rest, reason)
            return fallBack(reason)
        }
        // Its clock need not be that of the primary.
        if Self.dependsOnClock(time, state), state.moment.today != told.today { return fallBack(.unconfirmed) }
        (rest, answered) = (nil, answered + 1)
        return true
    }

    /// For how long the primary has not said that what the replica has is the newest; nil: it would have been heard otherwise.
    func silence(at now: ContinuousClock.Instant) -> Duration? {
        guard !isListening, let told else { return nil }
        return now - max(told.at, lostAt)
    }

    private static func dependsOnClock(_ time: RecordedTime, _ state: RecordedState) -> Bool {
        switch time {
        case .now: true
        case .instant: false
        case .revision(let number): number == state.head.revision
        }
    }

    /// Whether a replica that is at `head` cannot be one of the primary.
    func isForeign(_ head: Head) -> Bool {
        guard let told else { return false }
        return head.revision == told.head.revision ? head != told.head : head.revision > told.head.revision
    }

    mutating func rests(_ reason: Reason, at now: ContinuousClock.Instant) { rest = (now + Self.rest, reason) }
    mutating func count(_ reason: Reason) { fallbacks[reason, default: 0] += 1 }

    /// - Returns: Whether it was otherwise.
    mutating func become(up: Bool) -> Bool {
        defer { (isUp, rest) = (up, nil) }
        return isUp != up
    }
}

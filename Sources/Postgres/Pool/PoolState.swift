/// The books of a pool: which connections there are and who waits for one. Plain values, changed under the pool's lock.
struct PoolState {
    struct Waiter {
        let continuation: CheckedContinuation<Connection, any Error>
        let since: ContinuousClock.Instant
    }

    let limit: Int
    /// Last in, first out: the same few connections stay warm.
    private var idle: [Connection] = []
    private var line = WaitingLine<Waiter>()
    /// Idle, lent and in the making.
    private(set) var open = 0
    private(set) var opening = 0
    private(set) var isClosed = false
    /// A task watches over the patience of those who wait.
    var isWatched = false
    private var closers: [CheckedContinuation<Void, Never>] = []
    private var tickets = 0
    /// Why the last attempt to make a connection failed, and until when there is no other.
    private var outage: (error: any Error, until: ContinuousClock.Instant)?
    private var lastAttempt = ContinuousClock.now
    private var backoff = Backoff()

    init(limit: Int) { self.limit = limit }

    var statistics: PoolStatistics { PoolStatistics(limit: limit, open: open - opening, opening: opening, idle: idle.count, waiting: line.count) }

    mutating func issueTicket() -> Int {
        tickets += 1
        return tickets
    }

    mutating func takeIdle() throws(PGError) -> Connection? {
        if isClosed { throw .poolClosed }
        return idle.popLast()
    }

    mutating func join(_ waiter: Waiter, ticket: Int) { line.append(waiter, ticket: ticket) }

    mutating func leave(ticket: Int) -> Waiter? { line.remove(ticket: ticket) }

    /// Why nobody needs to wait: there is no connection, the server was not to be reached a moment ago, and it is left alone for another.
    func refusal(_ now: ContinuousClock.Instant) -> (any Error)? {
        guard let outage, open == opening, now < outage.until else { return nil }
        // A server that is back needs no longer than this; an attempt that takes more is one that hangs.
        if opening > 0, now < lastAttempt + .milliseconds(250) { return nil }
        return outage.error
    }

    /// Whether another connection should be made now; counted from here on.
    mutating func shouldOpen(_ now: ContinuousClock.Instant) -> Bool {
        guard !isClosed, line.count > 0, open < limit else { return false }
        if let outage {
            // An attempt may hang for as long as connecting may take: the next one does not wait for it, or nobody would see that the server is back.
            guard open == 0 || now >= outage.until else { return false }
        } else {
            guard opening < line.count else { return false }
        }
        beginAttempt(now)
        return true
    }

    mutating func beginAttempt(_ now: ContinuousClock.Instant) {
        open += 1
        opening += 1
        lastAttempt = now
        if let outage { self.outage = (outage.error, now + backoff.pause()) }
    }

    /// A connection is free: the waiter who gets it, or nil if it is idle now. Not to be called when closed.
    mutating func free(_ connection: Connection) -> Waiter? {
        if let waiter = line.popFirst() { return waiter }
        idle.append(connection)
        return nil
    }

    mutating func opened() {
        opening -= 1
        outage = nil
        backoff.reset()
    }

    /// A connection could not be made: those who are told. Where there is no other one that is made, that is all who wait; else they get one that comes back, and the
    /// server, which may have no room for more, is left alone for a moment.
    mutating func failedToOpen(_ error: any Error, _ now: ContinuousClock.Instant) -> [Waiter] {
        opening -= 1
        open -= 1
        outage = (error, now + backoff.pause())
        return open == 0 ? line.removeAll() : []
    }

    /// A connection is no more.
    mutating func dropped() { open -= 1 }

    /// Those whose patience has ended at `now`, and when the next one's will.
    mutating func expire(_ now: ContinuousClock.Instant, patience: Duration) -> (expired: [Waiter], next: ContinuousClock.Instant?) {
        var expired: [Waiter] = []
        while let waiter = line.first {
            guard waiter.since + patience <= now else { return (expired, waiter.since + patience) }
            expired.append(waiter)
            _ = line.popFirst()
        }
        isWatched = false
        return (expired, nil)
    }

    mutating func close() -> (idle: [Connection], waiters: [Waiter]) {
        isClosed = true
        open -= idle.count
        defer { idle = [] }
        return (idle, line.removeAll())
    }

    /// nil if the last connection is gone already.
    mutating func awaitLast(_ closer: CheckedContinuation<Void, Never>) -> CheckedContinuation<Void, Never>? {
        if open == 0 { return closer }
        closers.append(closer)
        return nil
    }

    /// Those who wait for the end of the last connection, if it has come.
    mutating func closersIfEmpty() -> [CheckedContinuation<Void, Never>] {
        guard isClosed, open == 0 else { return [] }
        defer { closers = [] }
        return closers
    }
}

/// How a pool stands at a moment.
public struct PoolStatistics: Sendable, Hashable {
    public var limit: Int
    /// Connections that are made, lent or not.
    public var open: Int
    /// Connections in the making.
    public var opening: Int
    public var idle: Int
    /// Tasks that wait for a connection.
    public var waiting: Int

    public init(limit: Int, open: Int, opening: Int, idle: Int, waiting: Int) {
        (self.limit, self.open, self.opening, self.idle, self.waiting) = (limit, open, opening, idle, waiting)
    }
}

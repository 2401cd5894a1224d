public import HTTP
public import Postgres
import Register
import Synchronization

/// Answers that are ready to be sent, each for as long as the revision that it was read from is the newest one announced.
///
/// Finding one takes a lock for a part of a microsecond, on libmicrohttpd's own thread. What is not there is made by the first who asks, and those who ask the
/// same meanwhile wait for it.
public final class RevisionCache: Sendable {
    /// What somebody makes, for all who asked between the same two announcements: its maker may have looked before the next.
    private struct Fill: Hashable {
        let key: String
        let beginning: Freshness.Beginning
    }

    private struct State {
        var freshness = Freshness()
        var shelf: Shelf
        var fills: [Fill: [CheckedContinuation<Way, any Error>]] = [:]
        var counts = CacheCounts()
    }

    /// How an answer is come by.
    private enum Way: Sendable {
        case done(Complete)
        /// By the one who asks; others wait for him if it is shared.
        case make(Fill, isShared: Bool)
    }

    private let state: Mutex<State>
    private let patience: Duration

    /// - Parameters:
    ///   - limit: Bytes that answers may take together; 0 keeps none.
    ///   - patience: How long an answer may be given after it was last known to hold.
    public init(limit: Int, patience: Duration) {
        state = Mutex(State(shelf: Shelf(limit: limit)))
        self.patience = patience
    }

    /// How it stands.
    var statistics: CacheStatistics {
        state.withLock { state in
            CacheStatistics(
                counts: state.counts, entries: state.shelf.count, bytes: state.shelf.bytes, limit: state.shelf.limit,
                revision: state.freshness.revision, isConnected: state.freshness.isConnected)
        }
    }

    // MARK: What the database announces

    public func hear(_ event: Listener.Event) {
        switch event {
        case .connected: connected()
        case .notification(_, let payload, _): if let revision = Int(payload) { announced(revision) }
        case .disconnected: disconnected()
        }
    }

    func connected() { state.withLock { $0.freshness.connected(at: .now) } }
    func disconnected() { state.withLock { $0.freshness.disconnected(at: .now) } }
    func announced(_ revision: Int) { state.withLock { $0.freshness.announced(revision) } }

    /// Where a reading begins.
    var beginning: Freshness.Beginning { state.withLock { $0.freshness.beginning } }

    /// Somebody is told of a revision: it counts as announced, since it has been committed.
    /// - Parameter began: When it began to be read.
    func answered(_ revision: Int, since began: Freshness.Beginning) {
        state.withLock { state in
            if began.connection == state.freshness.connection { state.freshness.announced(revision) }
        }
    }

    /// - Parameter asked: When the database was asked.
    func learned(_ present: Present, asked: ContinuousClock.Instant) { state.withLock { $0.freshness.learned(present, at: asked) } }

    /// When the newest state is no longer known without asking; nil: it is not known.
    var end: ContinuousClock.Instant? { state.withLock { $0.freshness.end } }

    // MARK: Answers

    /// The answer that stands ready.
    public func find(_ view: borrowing RequestView) -> ReadyResponse? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard let entry = state.shelf.find(view), state.freshness.holds(entry.generation, at: now) else { return nil }
            state.shelf.touch(entry)
            state.counts.hits += 1
            if let tag = entry.complete.entityTag, view.alreadyHas(tag) { return entry.notModified }
            return entry.whole
        }
    }

    /// The answer that is kept, or that somebody makes just now, or that `make` makes.
    /// - Parameters:
    ///   - key: What is asked, in one spelling, with all on which its answer depends.
    ///   - isOfNow: Whether it asks about the newest state.
    func answer(_ request: Request, key: String, isOfNow: Bool, make: @Sendable () async throws -> Complete) async throws -> Complete {
        let now = ContinuousClock.now
        let way = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Way, any Error>) in
            if let known = self.way(to: request, key, now, otherwise: continuation) { continuation.resume(returning: known) }
        }
        let (fill, isShared): (Fill, Bool)
        switch way {
        case .done(let complete): return complete
        case .make(let new, let shared): (fill, isShared) = (new, shared)
        }
        let outcome: Result<Complete, any Error>
        do {
            outcome = .success(try await make())
        } catch {
            outcome = .failure(error)
        }
        let waiting = state.withLock { state in
            if case .success(let complete) = outcome { Self.keep(complete, of: request, key, isOfNow: isOfNow, fill, readAt: now, in: &state) }
            return isShared ? state.fills.removeValue(forKey: fill) ?? [] : []
        }
        for continuation in waiting { continuation.resume(with: outcome.map(Way.done)) }
        return try outcome.get()
    }

    /// nil: somebody else makes it, who will resume the continuation.
    private func way(
        to request: Request, _ key: String, _ now: ContinuousClock.Instant, otherwise continuation: CheckedContinuation<Way, any Error>
    ) -> Way? {
        state.withLock { state in
            if let entry = state.shelf.find(key), state.freshness.holds(entry.generation, at: now) {
                state.shelf.touch(entry)
                state.counts.hits += 1
                if let spelling = RequestKey(request) { state.shelf.learn(spelling, of: entry) }
                var found = entry.complete
                found.isFound = true
                return .done(found)
            }
            state.counts.misses += 1
            // Whoever wants no cache wants each answer made, and so does who measures how long that takes.
            let fill = Fill(key: key, beginning: state.freshness.beginning)
            guard state.shelf.limit > 0, state.freshness.isKnown(at: now) else { return .make(fill, isShared: false) }
            guard state.fills[fill] == nil else {
                state.fills[fill]?.append(continuation)
                return nil
            }
            state.fills[fill] = []
            return .make(fill, isShared: true)
        }
    }

    private static func keep(
        _ complete: Complete, of request: Request, _ key: String, isOfNow: Bool, _ fill: Fill, readAt: ContinuousClock.Instant, in state: inout State
    ) {
        guard complete.entityTag != nil, complete.moment?.silence == nil,
            let generation = state.freshness.generation(of: complete.moment, isOfNow: isOfNow, since: fill.beginning)
        else { return }
        let entry = state.shelf.put(key, complete, generation: generation, readAt: readAt)
        if let entry, let spelling = RequestKey(request) { state.shelf.learn(spelling, of: entry) }
    }

    /// The answer that held until nothing was heard of the database any more, and for how many seconds that has been so.
    func stale(_ key: String) -> (complete: Complete, seconds: Int)? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard let entry = state.shelf.find(key),
                let since = state.freshness.lastHeld(entry.generation, of: entry.complete.moment, readAt: entry.readAt, now: now),
                now - since <= patience
            else { return nil }
            state.counts.stale += 1
            return (entry.complete, Int((now - since).components.seconds) + 1)
        }
    }
}

/// What became of the requests that may be answered out of the cache.
struct CacheCounts: Sendable {
    var hits = 0
    var misses = 0
    /// Answered although it was not known whether it still held.
    var stale = 0
}

struct CacheStatistics: Sendable {
    let counts: CacheCounts
    let entries: Int
    let bytes: Int
    let limit: Int
    /// The newest one that was announced; nil: not known.
    let revision: Int?
    /// Whether announcements arrive.
    let isConnected: Bool
}

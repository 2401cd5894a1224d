import Postgres
import Synchronization

/// Those who follow the changes: how many there may be, and what wakes them.
///
/// One connection to the database listens for all of them. What it hears is only a hint that it is time to look: each client has a place of its own in the change
/// log, and reads on from there. A look at each heartbeat finds what was not announced.
final class ChangeStreams: Sendable {
    private struct State {
        var followers = 0
        /// How often it was announced that there may be something new.
        var announcements = 0
        var sleeping: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastSleeper = 0
    }

    let limit: Int
    private let heartbeat: Duration
    private let state = Mutex(State())
    /// Few of the connections to the database, so that however many follow, there are some left for those who ask.
    let readers = Turnstile(places: 2)

    init(_ settings: Settings) { (limit, heartbeat) = (settings.streamLimit, settings.heartbeat) }

    /// A place among the followers, which is free again when nobody holds it any more.
    final class Seat: Sendable {
        private let streams: ChangeStreams

        fileprivate init(_ streams: ChangeStreams) { self.streams = streams }

        deinit { streams.state.withLock { $0.followers -= 1 } }
    }

    /// - Throws: ``Problem`` when all places are taken.
    func seat() throws -> Seat {
        let isFree = state.withLock { state in
            guard state.followers < limit else { return false }
            state.followers += 1
            return true
        }
        guard isFree else {
            throw Problem(
                .overloaded, "\(limit) clients follow the changes already. Try again later, or ask GET /v1/changes now and then.", retryAfter: 30)
        }
        return Seat(self)
    }

    /// How many follow now.
    var followers: Int { state.withLock { $0.followers } }

    /// To be asked before looking, and given to ``sleep(since:)``.
    var announcements: Int { state.withLock { $0.announcements } }

    /// Returns when something was announced after that, with a heartbeat, or when the task is cancelled.
    func sleep(since announcements: Int) async {
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    guard state.announcements == announcements, !Task.isCancelled else { return false }
                    state.sleeping[number] = continuation
                    return true
                }
                if !sleeps { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleeping.removeValue(forKey: number) }?.resume()
        }
    }

    /// Wakes the followers with each heartbeat, until the task is cancelled.
    func beat() async {
        while (try? await Task.sleep(for: heartbeat)) != nil { wake(isAnnounced: false) }
    }

    /// Something may be new.
    func announce() { wake(isAnnounced: true) }

    private func wake(isAnnounced: Bool) {
        let sleeping = state.withLock { state in
            if isAnnounced { state.announcements += 1 }
            defer { state.sleeping = [:] }
            return state.sleeping
        }
        for continuation in sleeping.values { continuation.resume() }
    }
}

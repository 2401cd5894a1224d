import Logging
import Postgres
import Register

/// Passes on what the database announces to those who follow the changes, and tells the cache what is newest where it has to be asked for. What is announced the
/// cache has heard by then.
struct Announcements: Sendable {
    let cache: RevisionCache
    let streams: ChangeStreams
    let readers: Readers
    let logger: Logger

    /// Until the task is cancelled.
    func follow(_ events: AsyncStream<Listener.Event>) async {
        let (wanted, ask) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask {
                var trouble = Trouble.none
                for await event in events {
                    hear(event, &trouble)
                    if asksAfter(event) { ask.yield() }
                }
            }
            group.addTask { await streams.beat() }
            if let replica = readers.replica { group.addTask { await replica.watch() } }
            group.addTask { for await _ in wanted { await learn() } }
            group.addTask {
                // At the end of the day, and now and then, since a clock may be set.
                while !Task.isCancelled {
                    let now = ContinuousClock.now
                    let next = min(cache.end ?? now + .seconds(60), now + .seconds(60))
                    // A day that is over stays so until the database has said what comes after it.
                    try? await Task.sleep(until: max(next, now + .milliseconds(100)), clock: .continuous)
                    ask.yield()
                }
                ask.finish()
            }
        }
    }

    private func asksAfter(_ event: Listener.Event) -> Bool {
        switch event {
        case .connected: true
        // An announcement does not say all by which a replica can be told to have come so far.
        case .notification: readers.replica != nil
        case .disconnected: false
        }
    }

    /// What the log has said last.
    private enum Trouble: Equatable {
        case none
        case said(String)
    }

    private func hear(_ event: Listener.Event, _ trouble: inout Trouble) {
        switch event {
        case .connected:
            if trouble != .none { logger.notice("Changes are announced again.") }
            trouble = .none
            // What was committed while nobody listened was not heard.
            streams.announce()
        case .notification:
            streams.announce()
        case .disconnected(let error):
            let reason = Trouble.said("\(error)")
            // It is tried again for as long as it takes.
            guard reason != trouble else { return }
            trouble = reason
            logger.notice(
                "Changes are not announced: nothing is answered from the cache as fresh, and those who follow find them by looking. \(error)")
        }
    }

    /// Asks the database what is newest. Where it cannot say, again in a moment: as long as it announces anything it should be able to.
    private func learn() async {
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            if let present = try? await readers.present() { return cache.learned(present, asked: asked) }
            guard cache.statistics.isConnected else { return }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 50...250)))
        }
    }
}

import HTTP
import HTTPTypes
import Register
import Synchronization
import Testing

@testable import RegisterAPI

/// The cache by itself, with makers of answers that are told when to go on.
@Suite struct RevisionCacheTests {
    private static let day = CalendarDate("2026-11-23")!

    /// Of which a maker says which revision it read.
    private static func complete(_ revision: Int) -> Complete {
        Complete(
            whole: Response(status: .ok, body: Array("\(revision)".utf8)), entityTag: "\"\(revision)\"",
            moment: Moment(revision: revision, today: day, instant: Instant(microseconds: 0)))
    }

    private static func cache(at revision: Int, patience: Duration = .seconds(300)) -> RevisionCache {
        let cache = RevisionCache(limit: 1 << 20, patience: patience)
        cache.connected()
        cache.learned(Present(revision: revision, today: day, remaining: .seconds(3600)), asked: .now)
        return cache
    }

    private static let request = Request(target: Target(path: "/a"))

    /// What is answered, as the revision that it was read from.
    private static func ask(_ cache: RevisionCache, _ key: String = "a", make: @Sendable () async throws -> Int) async throws -> Int {
        let complete = try await cache.answer(request, key: key, isOfNow: true) { Self.complete(try await make()) }
        return try #require(complete.moment?.revision)
    }

    @Test func itIsMadeOnceAndThenFound() async throws {
        let cache = Self.cache(at: 5)
        #expect(try await Self.ask(cache) { 5 } == 5)
        #expect(try await Self.ask(cache) { throw CancellationError() } == 5)
        #expect(cache.statistics.counts.hits == 1 && cache.statistics.counts.misses == 1 && cache.statistics.entries == 1)
        cache.announced(6)
        #expect(try await Self.ask(cache) { 6 } == 6)
        // Read before the announcement, and late.
        cache.announced(7)
        #expect(try await Self.ask(cache) { 6 } == 6)
        #expect(try await Self.ask(cache) { 7 } == 7)
    }

    @Test func thoseWhoAskTogetherWaitForOne() async throws {
        let cache = Self.cache(at: 5)
        let made = Tally()
        let (gate, opener) = AsyncStream<Never>.makeStream()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...200 {
                group.addTask {
                    try await Self.ask(cache) {
                        made.add()
                        for await _ in gate {}
                        return 5
                    }
                }
            }
            _ = try await wait("all to ask") { cache.statistics.counts.misses == 200 ? true : nil }
            opener.finish()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [Int](repeating: 5, count: 200) && made.count == 1)
    }

    /// Whoever asks after an announcement does not wait for what was begun before it.
    @Test func anAnnouncementSeparates() async throws {
        let cache = Self.cache(at: 5)
        let (gate, opener) = AsyncStream<Never>.makeStream()
        async let early = Self.ask(cache) {
            for await _ in gate {}
            return 5
        }
        _ = try await wait("the first to ask") { cache.statistics.counts.misses == 1 ? true : nil }
        cache.announced(6)
        #expect(try await Self.ask(cache) { 6 } == 6)
        opener.finish()
        #expect(try await early == 5)
        #expect(try await Self.ask(cache) { throw CancellationError() } == 6, "The late one did not take the place of the newer.")
    }

    @Test func aFailureIsThatOfAllWhoWait() async throws {
        struct Failure: Error {}
        let cache = Self.cache(at: 5)
        let (gate, opener) = AsyncStream<Never>.makeStream()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...20 {
                group.addTask {
                    do {
                        _ = try await Self.ask(cache) {
                            for await _ in gate {}
                            throw Failure()
                        }
                        return false
                    } catch { return error is Failure }
                }
            }
            _ = try? await wait("all to ask") { cache.statistics.counts.misses == 20 ? true : nil }
            opener.finish()
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        #expect(try await Self.ask(cache) { 5 } == 5)
    }

    @Test func whileNothingIsHeardNothingIsFresh() async throws {
        let cache = Self.cache(at: 5)
        #expect(try await Self.ask(cache) { 5 } == 5)
        #expect(cache.stale("a") == nil, "It is fresh.")
        cache.disconnected()
        #expect(try await Self.ask(cache) { 5 } == 5)
        let stale = try #require(cache.stale("a"))
        #expect(stale.complete.moment?.revision == 5 && stale.seconds >= 1)
        #expect(cache.statistics.counts.hits == 0 && cache.statistics.counts.stale == 1)
        cache.connected()
        #expect(try await Self.ask(cache) { 5 } == 5)
        #expect(cache.statistics.counts.misses == 3)
    }

    @Test func whatIsTooOldIsNotEvenStale() async throws {
        let cache = Self.cache(at: 5, patience: .zero)
        #expect(try await Self.ask(cache) { 5 } == 5)
        cache.disconnected()
        try await Task.sleep(for: .milliseconds(1))
        #expect(cache.stale("a") == nil)
        let superseded = Self.cache(at: 5)
        #expect(try await Self.ask(superseded) { 5 } == 5)
        superseded.announced(6)
        superseded.disconnected()
        #expect(superseded.stale("a") == nil)
    }

    /// Writers and readers of a number, in random order over many threads: whoever begins after an announcement never gets what was before it.
    @Test func noReadIsOlderThanWhatWasAnnouncedWhenItBegan() async throws {
        let cache = Self.cache(at: 0)
        let committed = Tally()
        let reads = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...8 {
                group.addTask {
                    var random = SplitMix(seed: 11, number: number)
                    var reads = 0
                    for _ in 1...5_000 {
                        if random.chance(10) {
                            let revision = committed.add()
                            if random.chance(50) { await Task.yield() }
                            cache.announced(revision)
                            continue
                        }
                        let announced = try #require(cache.statistics.revision)
                        let pauses = random.below(3)
                        let read = try await Self.ask(cache, "\(random.below(3))") {
                            for _ in 0..<pauses { await Task.yield() }
                            let seen = committed.count
                            for _ in 0..<pauses { await Task.yield() }
                            return seen
                        }
                        try #require(read >= announced)
                        reads += 1
                    }
                    return reads
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(reads > 30_000 && cache.statistics.counts.hits > 1_000, "\(cache.statistics.counts)")
    }
}

/// A number that many count up.
final class Tally: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .sequentiallyConsistent) }

    /// The number after it.
    @discardableResult
    func add() -> Int { value.add(1, ordering: .sequentiallyConsistent).newValue }
}

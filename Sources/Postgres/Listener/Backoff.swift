/// Growing pauses between attempts, with jitter so that many clients of a restarted server do not come back in step.
struct Backoff {
    private var next: Duration = .milliseconds(100)
    private static let longest: Duration = .seconds(1)

    /// Between half of the current step and all of it. Steps double from 100 ms to a second.
    mutating func pause() -> Duration {
        defer { next = min(next * 2, Self.longest) }
        return next * Double.random(in: 0.5...1)
    }

    mutating func reset() { self = Backoff() }
}

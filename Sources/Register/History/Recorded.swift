/// When the register held something to be so.
public struct Recorded: Sendable, Hashable {
    /// A revision and its moment.
    public struct Stamp: Sendable, Hashable {
        public let revision: Int
        public let at: Instant
    }

    public let from: Stamp
    /// The revision that changed or deleted it; nil: it still stands.
    public let to: Stamp?

    init(_ from: Int, _ fromAt: Instant, _ to: Int?, _ toAt: Instant?) {
        self.from = Stamp(revision: from, at: fromAt)
        self.to = if let to, let toAt { Stamp(revision: to, at: toAt) } else { nil }
    }
}

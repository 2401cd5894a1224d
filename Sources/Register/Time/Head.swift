/// By what the newest state of one register is told from that of another: two histories that parted may have revisions of the same number, and not at the
/// same microsecond.
public struct Head: Sendable, Hashable {
    /// The newest revision; 0 in an empty register.
    public let revision: Int
    /// nil in an empty register.
    public let recordedAt: Instant?

    /// Whether no revision can get that moment any more: each gets a later one than those before it.
    public func settles(_ instant: Instant) -> Bool { recordedAt.map { instant <= $0 } ?? false }

    public init(revision: Int, recordedAt: Instant?) { (self.revision, self.recordedAt) = (revision, recordedAt) }
}

/// What somebody read.
public struct RecordedState: Sendable, Hashable {
    public var moment: Moment
    /// Of the database at that time, whatever revision of it was read.
    public let head: Head

    public init(moment: Moment, head: Head) { (self.moment, self.head) = (moment, head) }
}

/// One row of the register that was inserted, updated or deleted (wijziging).
public struct Change: Sendable, Hashable {
    public let revision: Int
    /// Ascending in commit order over all revisions, with gaps.
    public let ordinal: Int
    public let recordedAt: Instant
    /// The table.
    public let entity: String
    /// What names the row to a person, its parts joined by a slash.
    public let key: String
    /// `insert`, `update` or `delete`.
    public let operation: String
    /// On whose behalf; nil where the transaction named nobody.
    public let actor: String?
    /// The row as JSON, and as it was or is recorded; nil where there is none.
    public let before: String?
    public let after: String?

    /// Behind this change.
    public var cursor: ChangeCursor { ChangeCursor(revision: revision, ordinal: ordinal) }
}

/// A table whose every row and change is recorded (vastgelegde tabel).
public struct RecordedTable: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public let name: String
        /// `text`, `integer`, `boolean`, `date` or `list` (of text).
        public let type: String
        /// Whether it is of the primary key.
        public let isKey: Bool
        /// Begins with the Dutch term.
        public let description: String
    }

    public let name: String
    /// Begins with the Dutch term.
    public let description: String
    public let rowCount: Int
    /// Without those that are computed from others.
    public let columns: [Column]
}

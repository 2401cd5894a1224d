/// A place in the change log: behind a whole revision, or behind one change within it. Written `7`, or `7-12000`.
public struct ChangeCursor: Sendable, Hashable, CustomStringConvertible {
    public let revision: Int
    /// Of the change; nil: behind the last one of the revision.
    public let ordinal: Int?

    public init(revision: Int, ordinal: Int? = nil) { (self.revision, self.ordinal) = (revision, ordinal) }

    /// Before the first change.
    public static let start = ChangeCursor(revision: 0)

    /// nil unless the text is one or two whole numbers, in digits, with a hyphen between.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(Self.number)
        guard let revision = parts[0] else { return nil }
        guard parts.count == 2 else {
            self.init(revision: revision)
            return
        }
        guard let ordinal = parts[1] else { return nil }
        self.init(revision: revision, ordinal: ordinal)
    }

    public var description: String { ordinal.map { "\(revision)-\($0)" } ?? String(revision) }

    /// What the database compares with: no ordinal is greater than that of a whole revision.
    var position: Int { ordinal ?? .max }

    private static func number(_ text: Substring) -> Int? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        return Int(text)
    }
}

/// A municipality (gemeente) as it was on one day. Shape, codes and validity follow the CBS.
public struct Municipality: Sendable, Hashable {
    /// `GM` and four digits.
    public let code: String
    public let name: String
    /// nil where the register does not know it: before 2010.
    public let province: Named?
    public let validity: Period
    public let status: Period.Status
    /// The newest figure by that day; nil where there is none.
    public let inhabitants: Figure?
    public let source: String
    /// What it came from, and what came after it: one reorganisation away.
    public var predecessors: [Relative] = []
    public var successors: [Relative] = []

    public struct Named: Sendable, Hashable {
        public let code: String
        public let name: String

        public init(code: String, name: String) { (self.code, self.name) = (code, name) }
    }

    public struct Relative: Sendable, Hashable {
        public let code: String
        public let name: String
        public let on: CalendarDate
        /// `merger`, `split` or `rename`.
        public let kind: String
    }
}

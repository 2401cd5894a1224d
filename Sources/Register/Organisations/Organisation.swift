/// An organisation (organisatie) that takes part, carries out, supports or advises, as it was on one day; or a group of partners.
public struct Organisation: Sendable, Hashable {
    public let id: String
    /// `organisation` or `partner-group`.
    public let kind: String
    public let name: String
    public let parent: Link?
    public let validity: Period
    public let datePrecision: String
    public let status: Period.Status
    public let source: String
    public let day: CalendarDate
    public var subsidiaries: [Link] = []
    public var arrangements: [Involvement] = []

    /// An arrangement, and what the organisation is or does in it.
    public struct Involvement: Sendable, Hashable {
        public let arrangement: Link
        /// A participant's role, `carries-out`, `supports` or `advises`, `seat`, `milestone`.
        public let involvement: [String]
    }
}

/// What was agreed between municipalities (samenwerkingsregeling), as it was on one day.
public struct Arrangement: Sendable, Hashable {
    public let id: String
    public let name: String
    /// nil where the source does not state it.
    public let legalForm: LegalForm?
    /// Ids, in order.
    public let policyDomains: [String]
    public let purpose: String?
    public let description: String?
    /// Whether it is not free of obligation; nil where that is not stated.
    public let binding: Bool?
    public let term: Term
    /// The region that it serves.
    public let region: Link?
    /// The documents by which it works.
    public let instruments: [String]
    public let centreMunicipality: Municipality.Named?
    public let principal: Party?
    /// How many municipalities take part themselves.
    public let participantCount: Int
    /// Whether the source names all of them.
    public let participantsComplete: Bool
    public let validity: Period
    /// How far the dates may be trusted: `day`, `month`, `year` or `not-stated`.
    public let datePrecision: String
    public let status: Period.Status
    /// Ids of the sources of everything about it.
    public let sources: [String]
    /// The day that this version is of.
    public let day: CalendarDate

    public struct LegalForm: Sendable, Hashable {
        public let id: String
        public let name: String
        /// Its form in the national register of such arrangements; nil: it is not of a kind that is registered there.
        public let grRegisterForm: String?
    }

    /// For how long it was agreed.
    public struct Term: Sendable, Hashable {
        /// `indefinite`, `fixed` or `unknown`.
        public let kind: String
        public let from: CalendarDate?
        public let to: CalendarDate?
    }
}

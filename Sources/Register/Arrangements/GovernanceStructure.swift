/// How an arrangement is steered on one day: its bodies, those of other arrangements that they stand in a relation to, and the relations.
public struct GovernanceStructure: Sendable, Hashable {
    /// A body (overlegorgaan): regiegroep, stuurgroep, projectgroep, klankbordgroep …
    public struct Body: Sendable, Hashable {
        public let id: String
        public let name: String
        /// In Dutch, as a slug.
        public let kind: String
        public let tasks: [String]
        public let arrangement: Link
        public let validity: Period
        public let datePrecision: String
        public let source: String
        public var seats: [Seat] = []
    }

    /// A role in a body, and how many people hold it. Never a person.
    public struct Seat: Sendable, Hashable {
        /// In the singular.
        public let role: String
        /// nil where the source does not state it.
        public let count: Int?
        /// `full`, `adviser` or `on-call`.
        public let capacity: String
        /// nil where it represents nobody in particular, or the source does not state whom.
        public let represents: Party?
        public let note: String?
        public let source: String
    }

    public struct Relation: Sendable, Hashable {
        public enum Kind: String, Sendable {
            case steers
            /// Between equals: without a direction.
            case coordinates
            case belongsTo = "belongs-to"
        }

        public let from: String
        public let to: String
        public let kind: Kind
        public let source: String
    }

    public let bodies: [Body]
    public let relations: [Relation]
}

// A state of one row about a thing, with both its times. The number of the row stays the same when it is corrected.

/// A version of a municipality or a region: what it was called, and when.
public struct NameVersion: Sendable, Hashable {
    public let number: Int
    public let name: String
    public let validity: Period
    public let source: String
    public let recorded: Recorded
}

/// A version of an organisation.
public struct OrganisationVersion: Sendable, Hashable {
    public let number: Int
    public let name: String
    /// The id of the organisation that it belonged to.
    public let parent: String?
    public let validity: Period
    public let datePrecision: String
    public let source: String
    public let recorded: Recorded
}

/// A version of an arrangement.
public struct ArrangementVersion: Sendable, Hashable {
    public let number: Int
    public let name: String
    public let legalForm: String?
    public let purpose: String?
    public let description: String?
    public let isBinding: Bool?
    public let termKind: String
    public let term: Period
    /// The id of the region that it served.
    public let region: String?
    public let instruments: [String]
    public let participantsComplete: Bool
    public let validity: Period
    public let datePrecision: String
    public let source: String
    public let recorded: Recorded
}

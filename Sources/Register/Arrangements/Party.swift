/// Who takes part, works for an arrangement or is represented in a seat (partij).
public struct Party: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case municipality
        case organisation
        /// Partners that the source names together and not one by one.
        case partnerGroup = "partner-group"
    }

    public let kind: Kind
    /// The code of a municipality, the id of any other.
    public let id: String
    public let name: String

    /// nil unless there is a party, which has all three.
    init?(_ kind: String?, _ id: String?, _ name: String?) {
        guard let kind = kind.flatMap(Kind.init), let id, let name else { return nil }
        (self.kind, self.id, self.name) = (kind, id, name)
    }
}

/// Who takes part in an arrangement, or stands beside it as a partner (deelnemer), and since when until when.
public struct Participant: Sendable, Hashable {
    /// In the order of closeness.
    public static let roles = [
        "participant", "centre-municipality", "principal", "initiator", "development-partner", "cooperation-partner", "core-partner", "adviser",
    ]

    public let party: Party
    /// `participant`, `centre-municipality`, `principal` and `initiator` take part themselves; `development-partner`, `cooperation-partner`,
    /// `core-partner` and `adviser` stand beside it.
    public let role: String
    public let validity: Period
    public let datePrecision: String
    public let source: String
}

public import Postgres

/// What the participants bought together (inkoop).
public struct Procurement: Sendable, Hashable {
    /// nil: of all policy domains together.
    public let policyDomain: String?
    public let period: Period
    public let datePrecision: String
    /// How many providers were contracted; nil where it is not stated.
    public let providers: Amount?
    /// In whole euros; nil where it is not stated.
    public let amount: Amount?
    public let source: String

    public struct Amount: Sendable, Hashable {
        public let value: Int
        /// Whether the source says "circa".
        public let approximate: Bool
    }

    /// Those that had begun by the day (nil: all), oldest first, the whole before its parts.
    public static func list(_ db: isolated Connection, arrangement: String, by day: CalendarDate?) throws -> [Procurement] {
        try db.all(listed, arrangement, day)
    }

    static let listed = Statement(
        "procurements_listed",
        """
        SELECT policy_domain_id, valid_from, valid_to, date_precision, provider_count, providers_approximate, amount, amount_approximate, source_id
        FROM procurement_as_of(:as_of)
        WHERE arrangement_id = $1 AND ($2::date IS NULL OR valid_from <= $2)
        ORDER BY valid_from, policy_domain_id COLLATE "C" NULLS FIRST
        """, (String, CalendarDate?).self
    ) { row in
        let (domain, from, to, precision, providers, providersApproximate, amount, amountApproximate, source) = try row.decode(
            (String?, CalendarDate?, CalendarDate?, String, Int?, Bool, Int?, Bool, String).self)
        return Procurement(
            policyDomain: domain, period: Period(from: from, to: to), datePrecision: precision,
            providers: providers.map { .init(value: $0, approximate: providersApproximate) },
            amount: amount.map { .init(value: $0, approximate: amountApproximate) }, source: source)
    }
}

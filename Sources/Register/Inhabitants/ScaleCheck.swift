public import Postgres

/// Have these municipalities together enough inhabitants? The outcome is that of the database's own function.
public struct ScaleCheck: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let code: String
        public let name: String
        /// nil: the register has no figure by that day.
        public let figure: Figure?
    }

    /// The sum of what is known; nil where nothing is.
    public let inhabitants: Int?
    /// Whether every member has a figure, and there is a member.
    public let complete: Bool
    /// nil: undetermined, since what is known is below the threshold, and something is not known.
    public let meets: Bool?
    /// Above (or, negative, below) the threshold; nil unless complete.
    public let margin: Int?
    /// In order of name.
    public let members: [Member]

    /// For municipalities that exist on the day; others are left out, so check them before.
    public static func run(_ db: isolated Connection, codes: [String], on day: CalendarDate, threshold: Int) throws -> ScaleCheck {
        let rows = try db.all(members, codes, day, threshold)
        guard let first = rows.first else { return ScaleCheck(inhabitants: nil, complete: false, meets: nil, margin: nil, members: []) }
        return ScaleCheck(
            inhabitants: first.outcome.inhabitants, complete: first.outcome.complete, meets: first.outcome.meets, margin: first.outcome.margin,
            members: rows.map(\.member))
    }

    /// The same where these municipalities are known to be a part of those meant: the sum is then partial, however complete their figures are.
    public var ofAPart: ScaleCheck {
        ScaleCheck(inhabitants: inhabitants, complete: false, meets: meets == true ? true : nil, margin: nil, members: members)
    }

    struct Line: Sendable {
        let member: Member
        let outcome: (inhabitants: Int?, complete: Bool, meets: Bool?, margin: Int?)
    }

    static let members = Statement(
        "scale_check_members",
        """
        SELECT code, name, count, reference_date, precision, status, source_id, inhabitants, complete, meets, margin
        FROM scale_check_members($1, $2, $3, :as_of)
        ORDER BY search_key(name) COLLATE "C", code COLLATE "C"
        """, ([String], CalendarDate, Int).self
    ) { row in
        let (code, name, count, referenceDate, precision, status, source, inhabitants, complete, meets, margin) = try row.decode(
            (String, String, Int?, CalendarDate?, String?, String?, String?, Int?, Bool, Bool?, Int?).self)
        return Line(
            member: Member(code: code, name: name, figure: Figure(count, referenceDate, precision, status, source)),
            outcome: (inhabitants, complete, meets, margin))
    }
}

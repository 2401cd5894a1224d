public import Postgres

/// The inhabitants, on a reference date, of the territory that a municipality or region has on another day.
public struct FigureWithin: Sendable, Hashable {
    public let referenceDate: CalendarDate
    /// nil where it cannot be added up; ``gap`` says why.
    public let count: Int?
    /// Whether it is a sum of the figures of others than those that hold the territory on the other day.
    public let isCalculated: Bool
    /// Those that held the territory on the reference date.
    public let from: [String]
    /// Those of them without a figure of exactly that date.
    public let missing: [String]
    /// Those of them of which a part lies elsewhere, or nobody knows where.
    public let divided: [String]
    public let gap: Gap?
    /// `rounded-to-5` where one of the figures is; nil without a count.
    public let precision: String?
    /// The least certain of the figures: `provisional`, then `derived`, then `published`; nil without a count.
    public let status: String?
    public let sources: [String]

    /// Why there is no count; of several reasons the first of these.
    public enum Gap: String, Sendable, CaseIterable {
        /// Before that the register does not know every municipality and succession.
        case beforeCoverage = "before-coverage"
        /// It is not recorded who held a part of the territory.
        case originUnknown = "origin-unknown"
        case divided
        case noFigure = "no-figure"
    }
}

/// Figures over the years within the boundaries of one day, oldest first.
public enum FiguresWithin {
    /// Figures with a reference date from `from` on, before `to`, and not after the day.
    public static func ofMunicipality(
        _ db: isolated Connection, code: String, boundariesOn day: CalendarDate, from: CalendarDate?, to: CalendarDate?
    ) throws -> [FigureWithin] {
        try db.all(ofMunicipality, code, day, from, to)
    }

    /// The same for the members that the region has on the day.
    public static func ofRegion(
        _ db: isolated Connection, id: String, boundariesOn day: CalendarDate, from: CalendarDate?, to: CalendarDate?
    ) throws -> [FigureWithin] {
        try db.all(ofRegion, id, day, from, to)
    }

    static let ofMunicipality = Statement(
        "inhabitants_within_municipality",
        """
        SELECT i.reference_date, i.count, i.calculated, i.from_codes, i.missing, i.divided, i.reason, i.precision, i.status, i.sources
        FROM inhabitants_within(ARRAY[$1::text], $2::date, :as_of) i
        WHERE ($3::date IS NULL OR i.reference_date >= $3)
          AND ($4::date IS NULL OR i.reference_date < $4)
        ORDER BY i.reference_date
        """, (String, CalendarDate, CalendarDate?, CalendarDate?).self, decode: figure)

    static let ofRegion = Statement(
        "inhabitants_within_region",
        """
        SELECT i.reference_date, i.count, i.calculated, i.from_codes, i.missing, i.divided, i.reason, i.precision, i.status, i.sources
        FROM inhabitants_within(ARRAY(SELECT m.code FROM region_members_on($1, $2::date, :as_of) m), $2::date, :as_of) i
        WHERE ($3::date IS NULL OR i.reference_date >= $3)
          AND ($4::date IS NULL OR i.reference_date < $4)
        ORDER BY i.reference_date
        """, (String, CalendarDate, CalendarDate?, CalendarDate?).self, decode: figure)

    @Sendable private static func figure(_ row: borrowing Row) throws -> FigureWithin {
        let (referenceDate, count, isCalculated, from, missing, divided, gap, precision, status, sources) = try row.decode(
            (CalendarDate, Int?, Bool, [String], [String], [String], String?, String?, String?, [String]).self)
        return FigureWithin(
            referenceDate: referenceDate, count: count, isCalculated: isCalculated, from: from, missing: missing, divided: divided,
            gap: gap.flatMap(FigureWithin.Gap.init), precision: precision, status: status, sources: sources)
    }
}

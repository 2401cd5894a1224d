public import Postgres

/// The inhabitants of a region's members on one reference date, from figures of exactly that date.
public struct RegionTotal: Sendable, Hashable {
    public let referenceDate: CalendarDate
    public let count: Int
    public let complete: Bool
    /// The codes of the members without a figure of that date.
    public let missing: [String]
}

/// Figures over the years, oldest first.
public enum InhabitantsSeries {
    /// Figures with a reference date from `from` on, before `to`, and not after `validOn`.
    public static func ofMunicipality(
        _ db: isolated Connection, code: String, from: CalendarDate?, to: CalendarDate?, by validOn: CalendarDate?
    ) throws -> [Figure] {
        try db.all(municipality, code, from, to, validOn)
    }

    public static func ofRegion(
        _ db: isolated Connection, id: String, from: CalendarDate?, to: CalendarDate?, by validOn: CalendarDate?
    ) throws -> [RegionTotal] {
        try db.all(region, id, from, to, validOn)
    }

    static let municipality = Statement(
        "inhabitants_of_municipality",
        """
        SELECT i.count, i.reference_date, i.precision, i.status, i.source_id
        FROM inhabitants_as_of(:as_of) i
        WHERE i.municipality_code = $1
          AND ($2::date IS NULL OR i.reference_date >= $2)
          AND ($3::date IS NULL OR i.reference_date < $3)
          AND ($4::date IS NULL OR i.reference_date <= $4)
        ORDER BY i.reference_date
        """, (String, CalendarDate?, CalendarDate?, CalendarDate?).self
    ) { row in
        let (count, referenceDate, precision, status, source) = try row.decode((Int, CalendarDate, String, String, String).self)
        return Figure(count: count, referenceDate: referenceDate, precision: precision, status: status, source: source)
    }

    static let region = Statement(
        "inhabitants_of_region",
        """
        SELECT r.reference_date, r.count, r.complete, r.missing
        FROM region_inhabitants($1, :as_of) r
        WHERE ($2::date IS NULL OR r.reference_date >= $2)
          AND ($3::date IS NULL OR r.reference_date < $3)
          AND ($4::date IS NULL OR r.reference_date <= $4)
        ORDER BY r.reference_date
        """, (String, CalendarDate?, CalendarDate?, CalendarDate?).self
    ) { row in
        let (referenceDate, count, complete, missing) = try row.decode((CalendarDate, Int, Bool, [String]).self)
        return RegionTotal(referenceDate: referenceDate, count: count, complete: complete, missing: missing)
    }
}

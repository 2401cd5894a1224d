public import Postgres

/// Since when the register knows the whole country: a list of municipalities of an earlier day has only those that it happens to know.
public enum Coverage {
    /// The first day of the country as a region; nil in an empty register.
    public static func start(_ db: isolated Connection) throws -> CalendarDate? { try db.one(startFound) }

    public static func coversCountry(_ db: isolated Connection, on day: CalendarDate) throws -> Bool { try start(db).map { $0 <= day } ?? false }

    /// coverage_start(), written out: a function that reads a table is planned anew each time.
    static let startFound = Statement(
        "coverage_start",
        """
        SELECT min(n.valid_from)
        FROM region_type_as_of(:as_of) t
        CROSS JOIN LATERAL (SELECT x.id FROM region_as_of(:as_of) x WHERE x.type_id = t.id OFFSET 0) r
        CROSS JOIN LATERAL (SELECT x.valid_from FROM region_name_as_of(:as_of) x WHERE x.region_id = r.id OFFSET 0) n
        WHERE t.scale_level_id = 'country'
        """, Void.self, (CalendarDate?).self)
}

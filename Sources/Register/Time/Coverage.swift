public import Postgres

/// Since when the register knows the whole country: a list of municipalities of an earlier day has only those that it happens to know.
public enum Coverage {
    /// The first day of the country as a region; nil in an empty register.
    public static func start(_ db: isolated Connection) throws -> CalendarDate? { try db.one(startFound) }

    public static func coversCountry(_ db: isolated Connection, on day: CalendarDate) throws -> Bool { try start(db).map { $0 <= day } ?? false }

    static let startFound = Statement("coverage_start", "SELECT coverage_start(:as_of)", Void.self, (CalendarDate?).self)
}

public import Postgres

/// Since when there is a register.
public enum RegisterStart {
    /// The moment of the first revision; nil in an empty register.
    public static func find(_ db: isolated Connection) throws -> Instant? { try db.first(found) }

    static let found = Statement(
        "register_start", "SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM revision WHERE number = 1",
        Void.self,
        (Instant).self)
}

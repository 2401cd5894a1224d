public import Postgres

/// The newest state of the register, and how long its day goes on.
public struct Present: Sendable {
    public let revision: Int
    /// In the Netherlands.
    public let today: CalendarDate
    /// Until today is another day. By the clock of the database, whose today it is.
    public let remaining: Duration
    /// When the revision was recorded; nil in an empty register.
    public let recordedAt: Instant?

    public init(revision: Int, today: CalendarDate, remaining: Duration, recordedAt: Instant? = nil) {
        (self.revision, self.today, self.remaining, self.recordedAt) = (revision, today, remaining, recordedAt)
    }

    public var head: Head { Head(revision: revision, recordedAt: recordedAt) }

    static let read = Statement(
        "present",
        """
        SELECT coalesce(r.number, 0), today(),
               extract(epoch FROM (today() + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam' - statement_timestamp())::float8,
               (extract(epoch FROM r.recorded_at) * 1000000)::bigint
        FROM (SELECT) one
        LEFT JOIN (SELECT number, recorded_at FROM revision ORDER BY number DESC LIMIT 1) r ON true
        """, Void.self
    ) { row in
        let (revision, today, seconds, recorded) = try row.decode((Int, CalendarDate, Double, Int?).self)
        return Present(revision: revision, today: today, remaining: .seconds(seconds), recordedAt: recorded.map(Instant.init(microseconds:)))
    }
}

extension Pool {
    public func present() async throws -> Present { try await run { db in try db.one(Present.read) } }
}

public import Postgres

/// The newest state of the register, and how long its day goes on.
public struct Present: Sendable {
    public let revision: Int
    /// In the Netherlands.
    public let today: CalendarDate
    /// Until today is another day. By the clock of the database, whose today it is.
    public let remaining: Duration

    public init(revision: Int, today: CalendarDate, remaining: Duration) {
        (self.revision, self.today, self.remaining) = (revision, today, remaining)
    }

    static let read = Statement(
        "present",
        """
        SELECT latest_revision(), today(), extract(epoch FROM (today() + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam' - statement_timestamp())::float8
        """, Void.self
    ) { row in
        let (revision, today, seconds) = try row.decode((Int, CalendarDate, Double).self)
        return Present(revision: revision, today: today, remaining: .seconds(seconds))
    }
}

extension Pool {
    public func present() async throws -> Present { try await run { db in try db.one(Present.read) } }
}

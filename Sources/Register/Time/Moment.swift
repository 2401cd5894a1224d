import Postgres

/// What an answer is read from: a revision of the register, and the day that is today.
public struct Moment: Sendable, Hashable {
    /// The newest revision that counts.
    public let revision: Int
    /// In the Netherlands.
    public let today: CalendarDate
    /// The moment that, asked for (``RecordedTime/instant(_:)``), gives both again.
    public let instant: Instant

    public init(revision: Int, today: CalendarDate, instant: Instant) {
        (self.revision, self.today, self.instant) = (revision, today, instant)
    }

    private static func decode(_ row: borrowing Row) throws -> (moment: Moment, latest: Int) {
        let (revision, today, instant, latest) = try row.decode((Int, CalendarDate, Instant, Int).self)
        return (Moment(revision: revision, today: today, instant: instant), latest)
    }

    static let now = Statement(
        "moment_now",
        """
        SELECT l.number, today(), to_char(moment_of(l.number, today()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), l.number
        FROM latest_revision() l (number)
        """, Void.self, decode: decode)

    static let recorded = Statement(
        "moment_recorded",
        """
        SELECT r.number, d.day, to_char(moment_of(r.number, d.day) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), latest_revision()
        FROM coalesce($2::timestamptz, last_moment_of($1::bigint)) i (instant), coalesce($1::bigint, revision_at(i.instant)) r (number),
             recorded_day(i.instant) d (day)
        """, (Int?, Instant?).self, decode: decode)
}

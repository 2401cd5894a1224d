import Postgres

/// What an answer is read from: a revision of the register, and the day that is today.
public struct Moment: Sendable, Hashable {
    /// The newest revision that counts.
    public let revision: Int
    /// In the Netherlands.
    public let today: CalendarDate
    /// The moment that, asked for (``RecordedTime/instant(_:)``), gives both again.
    public let instant: Instant
    /// For how long it has not been known whether this still is the newest; nil: it is, or was not asked for.
    public var silence: Duration?

    public init(revision: Int, today: CalendarDate, instant: Instant) {
        (self.revision, self.today, self.instant) = (revision, today, instant)
    }

    /// latest_revision() and moment_of(), written out: a function that reads a table is planned anew each time, which takes longer than all of this. OFFSET 0
    /// keeps the day from being worked out twice: to look up a time zone takes longer than to look up a revision.
    static let now = Statement(
        "moment_now",
        """
        SELECT coalesce(r.number, 0), d.day, (extract(epoch FROM d.day::timestamp AT TIME ZONE 'Europe/Amsterdam') * 1000000)::bigint,
               (extract(epoch FROM r.recorded_at) * 1000000)::bigint
        FROM (SELECT today() AS day OFFSET 0) d
        LEFT JOIN (SELECT number, recorded_at FROM revision ORDER BY number DESC LIMIT 1) r ON true
        """, Void.self
    ) { row in
        let (revision, today, midnight, recorded) = try row.decode((Int, CalendarDate, Int, Int?).self)
        return RecordedState(
            moment: Moment(revision: revision, today: today, instant: Instant(microseconds: max(midnight, recorded ?? midnight))),
            head: Head(revision: revision, recordedAt: recorded.map(Instant.init(microseconds:))))
    }

    /// last_moment_of(), revision_at() and moment_of(), likewise.
    static let recorded = Statement(
        "moment_recorded",
        """
        SELECT n.number, n.day,
               (extract(epoch FROM greatest(
                   n.day::timestamp AT TIME ZONE 'Europe/Amsterdam', (SELECT r.recorded_at FROM revision r WHERE r.number = n.number))) * 1000000)::bigint,
               coalesce(l.number, 0), (extract(epoch FROM l.recorded_at) * 1000000)::bigint
        FROM (
            SELECT recorded_day(i.instant) AS day, coalesce(
                $1::bigint, (SELECT r.number FROM revision r WHERE r.recorded_at <= i.instant ORDER BY r.recorded_at DESC LIMIT 1), 0) AS number
            FROM (
                SELECT coalesce(
                    $2::timestamptz, (SELECT r.recorded_at - interval '1 microsecond' FROM revision r WHERE r.number = $1::bigint + 1),
                    statement_timestamp()) AS instant
                OFFSET 0
            ) i
            OFFSET 0
        ) n
        LEFT JOIN (SELECT r.number, r.recorded_at FROM revision r ORDER BY r.number DESC LIMIT 1) l ON true
        """, (Int?, Instant?).self
    ) { row in
        let (revision, today, microseconds, latest, recorded) = try row.decode((Int, CalendarDate, Int, Int, Int?).self)
        return RecordedState(
            moment: Moment(revision: revision, today: today, instant: Instant(microseconds: microseconds)),
            head: Head(revision: latest, recordedAt: recorded.map(Instant.init(microseconds:))))
    }
}

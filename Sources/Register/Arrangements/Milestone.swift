public import Postgres

/// An event of an arrangement (mijlpaal).
public struct Milestone: Sendable, Hashable {
    /// nil where the source does not state the date.
    public let on: CalendarDate?
    /// `day`, `month` or `year` (the first day stands for it), or `not-stated`.
    public let datePrecision: String
    /// `decision`, `letter`, `agreement`, `evaluation`, `study`, `notice`, `target`, `start` or `end`.
    public let kind: String
    public let title: String
    public let description: String?
    /// nil: by the participants, or not stated.
    public let by: Party?
    public let source: String

    /// Those that had happened by the day (nil: all), oldest first; those without a date come last, and are never left out.
    public static func list(_ db: isolated Connection, arrangement: String, by day: CalendarDate?) throws -> [Milestone] {
        try db.all(listed, arrangement, day)
    }

    static let listed = Statement(
        "milestones_listed",
        """
        SELECT m.happened_on, m.date_precision, m.kind, m.title, m.description, o.kind, m.organisation_id, v.name, m.source_id
        FROM milestone_as_of(:as_of) m
        LEFT JOIN organisation_as_of(:as_of) o ON o.id = m.organisation_id
        -- As it is called in its latest version: an event without a date has no day of its own.
        LEFT JOIN LATERAL (
            SELECT x.name FROM organisation_version_as_of(:as_of) x WHERE x.organisation_id = m.organisation_id ORDER BY x.validity DESC LIMIT 1
        ) v ON true
        WHERE m.arrangement_id = $1 AND ($2::date IS NULL OR m.happened_on IS NULL OR m.happened_on <= $2)
        ORDER BY m.happened_on NULLS LAST, m.title COLLATE "C", m.id
        """, (String, CalendarDate?).self
    ) { row in
        let (on, precision, kind, title, description, partyKind, partyID, partyName, source) = try row.decode(
            (CalendarDate?, String, String, String, String?, String?, String?, String?, String).self)
        return Milestone(
            on: on, datePrecision: precision, kind: kind, title: title, description: description, by: Party(partyKind, partyID, partyName),
            source: source)
    }
}

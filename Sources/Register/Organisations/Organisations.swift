public import Postgres

/// The organisations of the register. Every function reads within the caller's snapshot.
public enum Organisations {
    /// What a list leaves out. nil: nothing.
    public struct Filter: Sendable {
        public var kind: String?
        /// Only its subsidiaries.
        public var parent: String?
        /// Only those that have to do with this arrangement.
        public var arrangement: String?
        /// A part of the name, whatever its case and accents.
        public var name: String?

        public init() {}
    }

    /// Those that exist on the day, in order of name, given to `take` some at a time.
    public static func list(
        _ db: isolated Connection, on day: CalendarDate, _ filter: Filter, _ delivery: Delivery = .atOnce, _ take: ([Organisation]) throws -> Void
    ) throws {
        try db.deliver(delivery, listed, day, filter.kind, filter.parent, filter.arrangement, filter.name, nil) {
            try take(withRelations(db, $0, asked: day, on: day))
        }
    }

    /// The organisation on a day, or, without one, in its latest version. nil: no such id, or not on that day (``absence(_:id:on:)`` says which).
    public static func find(_ db: isolated Connection, _ moment: Moment, id: String, on validOn: CalendarDate?) throws -> Organisation? {
        guard let day = try validOn ?? db.first(moments, id, moment.today), let row = try db.first(listed, day, nil, nil, nil, nil, id) else {
            return nil
        }
        return try withRelations(db, [row], asked: validOn ?? moment.today, on: day)[0]
    }

    /// A sentence that says why the organisation was not there on the day; nil where it was there.
    public static func absence(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> String? {
        try db.one(absent, id, day)
    }

    private static func withRelations(
        _ db: isolated Connection, _ rows: [Record], asked: CalendarDate, on day: CalendarDate
    ) throws -> [Organisation] {
        let ids = rows.map(\.id)
        var subsidiaries: [String: [Link]] = [:]
        for pair in try db.all(subsidiariesFound, ids, day) { subsidiaries[pair.parent, default: []].append(pair.child) }
        var involvements: [String: [Organisation.Involvement]] = [:]
        for found in try db.all(involvementsFound, ids, day) { involvements[found.organisation, default: []].append(found.involvement) }
        return rows.map { row in
            Organisation(
                id: row.id, kind: row.kind, name: row.name, parent: row.parent, validity: row.validity, datePrecision: row.datePrecision,
                status: row.validity.status(on: asked), source: row.source, day: day, subsidiaries: subsidiaries[row.id] ?? [],
                arrangements: involvements[row.id] ?? [])
        }
    }

    /// The columns of organisations_on.
    struct Record: Sendable {
        let id, kind, name, datePrecision, source: String
        let parent: Link?
        let validity: Period
    }

    static let listed = Statement(
        "organisations_listed",
        """
        SELECT o.id, o.kind, o.name, o.parent_id, o.parent_name, o.valid_from, o.valid_to, o.date_precision, o.source_id
        FROM organisations_on($1::date, :as_of) o
        WHERE ($2::text IS NULL OR o.kind = $2)
          AND ($3::text IS NULL OR o.parent_id = $3)
          AND ($4::text IS NULL OR o.id IN (SELECT i.organisation_id FROM organisations_involved($4, $1::date, :as_of) i))
          AND ($5::text IS NULL OR name_matches(o.name, $5))
          AND ($6::text IS NULL OR o.id = $6)
        ORDER BY search_key(o.name) COLLATE "C", o.id COLLATE "C"
        """, (CalendarDate, String?, String?, String?, String?, String?).self
    ) { row in
        let (id, kind, name, parentID, parentName, from, to, precision, source) = try row.decode(
            (String, String, String, String?, String?, CalendarDate?, CalendarDate?, String, String).self)
        let parent: Link? = if let parentID, let parentName { .init(id: parentID, name: parentName) } else { nil }
        return Record(
            id: id, kind: kind, name: name, datePrecision: precision, source: source, parent: parent, validity: Period(from: from, to: to))
    }

    static let subsidiariesFound = Statement(
        "organisation_subsidiaries",
        "SELECT o.parent_id, o.id, o.name FROM organisations_on($2::date, :as_of) o WHERE o.parent_id = ANY ($1) ORDER BY o.id COLLATE \"C\"",
        ([String], CalendarDate).self
    ) { row in
        let (parent, id, name) = try row.decode((String, String, String).self)
        return (parent: parent, child: Link(id: id, name: name))
    }

    static let involvementsFound = Statement(
        "organisation_involvements",
        """
        SELECT i.organisation_id, i.arrangement_id, i.arrangement_name, array_agg(i.involvement COLLATE "C" ORDER BY i.involvement COLLATE "C")
        FROM organisation_involvements($1, $2, :as_of) i
        GROUP BY i.organisation_id, i.arrangement_id, i.arrangement_name ORDER BY i.organisation_id COLLATE "C", i.arrangement_id COLLATE "C"
        """, ([String], CalendarDate).self
    ) { row in
        let (organisation, id, name, involvement) = try row.decode((String, String, String, [String]).self)
        return (organisation: organisation, involvement: Organisation.Involvement(arrangement: .init(id: id, name: name), involvement: involvement))
    }

    static let moments = Statement(
        "organisation_moment", "SELECT moment FROM organisation_moments($2::date, :as_of) WHERE id = $1", (String, CalendarDate).self,
        (CalendarDate).self)

    static let absent = Statement(
        "organisation_absence", "SELECT absence_of_organisation($1, $2, :as_of)", (String, CalendarDate).self, (String?).self)
}

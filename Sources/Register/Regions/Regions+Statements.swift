import Postgres

extension Regions {
    /// The columns of regions_on, and the day.
    struct Record: Sendable {
        let id, name, type, scaleLevel, source: String
        let validity: Period
        let memberCount: Int
        let day: CalendarDate

        init(_ row: borrowing Row) throws {
            let from: CalendarDate?
            let to: CalendarDate?
            (id, name, type, scaleLevel, from, to, memberCount, source, day) = try row.decode(
                (String, String, String, String, CalendarDate?, CalendarDate?, Int, String, CalendarDate).self)
            validity = Period(from: from, to: to)
        }

        func region(on asked: CalendarDate) -> Region {
            Region(
                id: id, name: name, type: type, scaleLevel: scaleLevel, validity: validity, status: validity.status(on: asked),
                memberCount: memberCount, source: source, day: day)
        }
    }

    /// OFFSET 0: without it the planner expects of each condition that it leaves a few, and of the past it then compares all names with all regions.
    static let listed = Statement(
        "regions_listed",
        """
        SELECT r.id, r.name, r.type_id, r.scale_level_id, r.valid_from, r.valid_to, r.member_count, r.source_id, $1::date
        FROM (SELECT * FROM regions_on($1::date, :as_of) OFFSET 0) r
        WHERE ($2::text IS NULL OR r.type_id = $2)
          AND ($3::text IS NULL OR r.scale_level_id = $3)
          AND ($4::text IS NULL OR r.id IN (
              SELECT m.region_id FROM region_member_as_of(:as_of) m WHERE m.municipality_code = $4 AND holds_on(m.valid_from, m.valid_to, $1::date)))
          AND ($5::text IS NULL OR r.id IN (
              SELECT n.region_id FROM region_nesting_as_of(:as_of) n WHERE n.within_id = $5 AND holds_on(n.valid_from, n.valid_to, $1::date)))
          AND ($6::text IS NULL OR name_matches(r.name, $6))
        ORDER BY search_key(r.name) COLLATE "C", r.id COLLATE "C"
        """, (CalendarDate, String?, String?, String?, String?, String?).self
    ) { row in try Record(row) }

    static let foundOn = Statement(
        "region_found_on",
        """
        SELECT r.id, r.name, r.type_id, r.scale_level_id, r.valid_from, r.valid_to, r.member_count, r.source_id, $2::date
        FROM regions_on($2::date, :as_of) r WHERE r.id = $1
        """, (String, CalendarDate).self
    ) { row in try Record(row) }

    static let moments = Statement(
        "region_moment", "SELECT moment FROM region_moments($2::date, :as_of) WHERE id = $1", (String, CalendarDate).self, (CalendarDate).self)

    static let absent = Statement("region_absence", "SELECT absence_of_region($1, $2, :as_of)", (String, CalendarDate).self, (String?).self)

    static let members = Statement(
        "region_members",
        "SELECT code, name, valid_from, valid_to, source_id FROM region_members_on($1, $2, :as_of) ORDER BY search_key(name) COLLATE \"C\", code COLLATE \"C\"",
        (String, CalendarDate).self
    ) { row in
        let (code, name, from, to, source) = try row.decode((String, String, CalendarDate?, CalendarDate?, String).self)
        return RegionMember(code: code, name: name, validity: Period(from: from, to: to), source: source)
    }

    static let nestings = Statement(
        "region_nestings",
        """
        SELECT n.region_id, i.name, n.within_id, o.name
        FROM region_nesting_as_of(:as_of) n
        JOIN region_name_as_of(:as_of) i ON i.region_id = n.region_id AND holds_on(i.valid_from, i.valid_to, $2::date)
        JOIN region_name_as_of(:as_of) o ON o.region_id = n.within_id AND holds_on(o.valid_from, o.valid_to, $2::date)
        WHERE (n.region_id = ANY ($1) OR n.within_id = ANY ($1)) AND holds_on(n.valid_from, n.valid_to, $2::date)
        ORDER BY n.region_id, n.within_id
        """, ([String], CalendarDate).self
    ) { row in
        let (innerID, innerName, outerID, outerName) = try row.decode((String, String, String, String).self)
        return (inner: Link(id: innerID, name: innerName), outer: Link(id: outerID, name: outerName))
    }
}

import Postgres

/// What things are called on a day, for answers that are put together from codes and ids.
enum Names {
    struct Named: Sendable {
        let link: Link
        /// Of a region.
        var type: String?
    }

    static func municipalities(_ db: isolated Connection, on day: CalendarDate) throws -> [String: String] {
        Dictionary(try db.all(municipalitiesFound, day).map { ($0.id, $0.name) }) { first, _ in first }
    }

    static func arrangements(_ db: isolated Connection, on day: CalendarDate) throws -> [String: Named] {
        Dictionary(try db.all(arrangementsFound, day).map { ($0.link.id, $0) }) { first, _ in first }
    }

    static func regions(_ db: isolated Connection, on day: CalendarDate) throws -> [String: Named] {
        Dictionary(try db.all(regionsFound, day).map { ($0.link.id, $0) }) { first, _ in first }
    }

    static let municipalitiesFound = Statement(
        "names_of_municipalities",
        "SELECT municipality_code, name FROM municipality_name_as_of(:as_of) WHERE holds_on(valid_from, valid_to, $1::date)",
        (CalendarDate).self
    ) { row in
        let (id, name) = try row.decode((String, String).self)
        return Link(id: id, name: name)
    }

    static let arrangementsFound = Statement(
        "names_of_arrangements",
        "SELECT arrangement_id, name FROM arrangement_version_as_of(:as_of) WHERE holds_on(valid_from, valid_to, $1::date)",
        (CalendarDate).self
    ) { row in
        let (id, name) = try row.decode((String, String).self)
        return Named(link: Link(id: id, name: name))
    }

    static let regionsFound = Statement(
        "names_of_regions",
        """
        SELECT r.id, n.name, r.type_id
        FROM region_as_of(:as_of) r JOIN region_name_as_of(:as_of) n ON n.region_id = r.id AND holds_on(n.valid_from, n.valid_to, $1::date)
        """, (CalendarDate).self
    ) { row in
        let (id, name, type) = try row.decode((String, String, String).self)
        return Named(link: Link(id: id, name: name), type: type)
    }
}

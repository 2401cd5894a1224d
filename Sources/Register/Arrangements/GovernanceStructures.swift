public import Postgres

public enum GovernanceStructures {
    /// Of one arrangement, with what its bodies are related to: its own bodies first, then in order of name.
    public static func find(_ db: isolated Connection, arrangement: String, on day: CalendarDate) throws -> GovernanceStructure {
        let found = try withSeats(db, db.all(bodiesFound, arrangement, day), on: day)
        let bodies = found.filter { $0.arrangement.id == arrangement } + found.filter { $0.arrangement.id != arrangement }
        return GovernanceStructure(bodies: bodies, relations: try db.all(relationsFound, bodies.map(\.id), day))
    }

    /// The bodies of the arrangement itself.
    public static func bodies(_ db: isolated Connection, arrangement: String, on day: CalendarDate) throws -> [GovernanceStructure.Body] {
        try withSeats(db, db.all(bodiesFound, arrangement, day).filter { $0.arrangement.id == arrangement }, on: day)
    }

    private static func withSeats(
        _ db: isolated Connection, _ bodies: [GovernanceStructure.Body], on day: CalendarDate
    ) throws -> [GovernanceStructure.Body] {
        var seats: [String: [GovernanceStructure.Seat]] = [:]
        for found in try db.all(seatsFound, bodies.map(\.id), day) { seats[found.body, default: []].append(found.seat) }
        return bodies.map { body in
            var body = body
            body.seats = seats[body.id] ?? []
            return body
        }
    }

    static let bodiesFound = Statement(
        "bodies_found",
        """
        SELECT id, name, kind, tasks, arrangement_id, arrangement_name, valid_from, valid_to, date_precision, source_id
        FROM bodies_on($1, $2, :as_of) ORDER BY search_key(name) COLLATE "C", id COLLATE "C"
        """, (String, CalendarDate).self
    ) { row in
        let (id, name, kind, tasks, arrangement, arrangementName, from, to, precision, source) = try row.decode(
            (String, String, String, [String], String, String, CalendarDate?, CalendarDate?, String, String).self)
        return GovernanceStructure.Body(
            id: id, name: name, kind: kind, tasks: tasks, arrangement: .init(id: arrangement, name: arrangementName),
            validity: Period(from: from, to: to), datePrecision: precision, source: source)
    }

    static let seatsFound = Statement(
        "seats_found",
        "SELECT body_id, role, count, capacity, party_kind, party_id, party_name, note, source_id FROM seats_on($1, $2, :as_of)",
        ([String], CalendarDate).self
    ) { row in
        let (body, role, count, capacity, kind, id, name, note, source) = try row.decode(
            (String, String, Int?, String, String?, String?, String?, String?, String).self)
        return (
            body: body,
            seat: GovernanceStructure.Seat(
                role: role, count: count, capacity: capacity, represents: Party(kind, id, name), note: note, source: source)
        )
    }

    static let relationsFound = Statement(
        "body_relations_found",
        """
        SELECT from_body_id, to_body_id, kind, source_id FROM body_relations_on($1, $2, :as_of)
        ORDER BY kind COLLATE "C", from_body_id COLLATE "C", to_body_id COLLATE "C"
        """, ([String], CalendarDate).self
    ) { row in
        let (from, to, text, source) = try row.decode((String, String, String, String).self)
        guard let kind = GovernanceStructure.Relation.Kind(rawValue: text) else { throw UnknownKind(text: text) }
        return GovernanceStructure.Relation(from: from, to: to, kind: kind, source: source)
    }
}

public import Postgres

/// What a municipality came from and what became of it (stamboom), over any number of reorganisations.
public struct Lineage: Sendable, Hashable {
    /// The municipality itself, its ancestors and its descendants, the eldest first.
    public let nodes: [Node]
    /// In order of date and codes.
    public let edges: [Correspondence.Step]

    public struct Node: Sendable, Hashable {
        public let code: String
        public let name: String
        public let validity: Period
    }

    /// Each municipality as on the day, or on the day nearest to it on which it exists.
    public static func find(_ db: isolated Connection, code: String, on day: CalendarDate) throws -> Lineage {
        let edges = try db.all(stepsFound, code)
        let codes = Set(edges.flatMap { [$0.from, $0.to] } + [code])
        return Lineage(nodes: try db.all(nodesFound, codes.sorted(), day), edges: edges)
    }

    static let stepsFound = Statement(
        "lineage_steps",
        """
        SELECT s.takes_effect_on, s.kind, s.from_code, s.to_code FROM municipality_lineage($1, :as_of) s
        ORDER BY s.takes_effect_on, s.from_code COLLATE "C", s.to_code COLLATE "C"
        """, (String).self
    ) { row in
        let (on, kind, from, to) = try row.decode((CalendarDate, String, String, String).self)
        return Correspondence.Step(on: on, kind: kind, from: from, to: to)
    }

    static let nodesFound = Statement(
        "lineage_nodes",
        """
        SELECT m.code, n.name, lower(m.lifetime), upper(m.lifetime)
        FROM municipality_moments($2::date, :as_of) m
        JOIN municipality_name_as_of(:as_of) n ON n.municipality_code = m.code AND holds_on(n.valid_from, n.valid_to, m.moment)
        WHERE m.code = ANY ($1)
        ORDER BY lower(m.lifetime) NULLS FIRST, m.code COLLATE "C"
        """, ([String], CalendarDate).self
    ) { row in
        let (code, name, from, to) = try row.decode((String, String, CalendarDate?, CalendarDate?).self)
        return Node(code: code, name: name, validity: Period(from: from, to: to))
    }
}

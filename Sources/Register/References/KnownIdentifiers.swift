public import Postgres

/// Whether what a request refers to is in the register at all, at whatever time.
public enum KnownIdentifiers {
    public enum Kind: String, Sendable, Hashable {
        case region
        case province
        case regionType = "region_type"
        case scaleLevel = "scale_level"
        case norm
        case policyDomain = "policy_domain"
        case legalForm = "legal_form"
        case organisation
        case arrangement
    }

    /// A municipality of a request that cannot be taken, and why.
    public struct Refused: Sendable, Hashable {
        /// Its place in the list, from 0.
        public let index: Int
        public let isKnown: Bool
        /// A sentence that names the nearest codes, or what came after or before it.
        public let reason: String
    }

    /// The ids of one kind, in order.
    public static func all(_ db: isolated Connection, _ kind: Kind) throws -> [String] { try db.all(identifiers, kind.rawValue) }

    public static func exists(_ db: isolated Connection, _ kind: Kind, _ id: String) throws -> Bool { try db.one(exists, kind.rawValue, id) }

    /// Those of the codes that no municipality has, or, given a day, none on that day.
    public static func refusedMunicipalities(
        _ db: isolated Connection, _ moment: Moment, codes: [String], on day: CalendarDate?
    ) throws -> [Refused] {
        try db.all(refused, codes, day, moment.today)
    }

    /// Those of the codes that no municipality ever had.
    public static func unknownMunicipalities(_ db: isolated Connection, codes: [String]) throws -> Set<String> {
        codes.isEmpty ? [] : Set(try db.all(unknown, codes))
    }

    static let unknown = Statement(
        "municipalities_unknown",
        "SELECT c.code FROM unnest($1::text[]) c (code) WHERE NOT EXISTS (SELECT FROM municipality_name_as_of(:as_of) n WHERE n.municipality_code = c.code)",
        ([String]).self, (String).self)

    static let identifiers = Statement(
        "identifiers",
        """
        SELECT id COLLATE "C" FROM region_as_of(:as_of) WHERE $1 = 'region' OR ($1 = 'province' AND type_id = 'provincie')
        UNION ALL SELECT id COLLATE "C" FROM region_type_as_of(:as_of) WHERE $1 = 'region_type'
        UNION ALL SELECT id COLLATE "C" FROM scale_level WHERE $1 = 'scale_level'
        UNION ALL SELECT id COLLATE "C" FROM norm_as_of(:as_of) WHERE $1 = 'norm'
        UNION ALL SELECT id COLLATE "C" FROM policy_domain_as_of(:as_of) WHERE $1 = 'policy_domain'
        UNION ALL SELECT id COLLATE "C" FROM legal_form_as_of(:as_of) WHERE $1 = 'legal_form'
        UNION ALL SELECT id COLLATE "C" FROM organisation_as_of(:as_of) WHERE $1 = 'organisation'
        UNION ALL SELECT id COLLATE "C" FROM arrangement_as_of(:as_of) WHERE $1 = 'arrangement'
        ORDER BY 1
        """, (String).self, (String).self)

    static let exists = Statement(
        "identifier_exists",
        """
        SELECT CASE $1
            WHEN 'region' THEN EXISTS (SELECT FROM region_as_of(:as_of) r WHERE r.id = $2)
            WHEN 'province' THEN EXISTS (SELECT FROM region_as_of(:as_of) r WHERE r.id = $2 AND r.type_id = 'provincie')
            WHEN 'region_type' THEN EXISTS (SELECT FROM region_type_as_of(:as_of) t WHERE t.id = $2)
            WHEN 'scale_level' THEN EXISTS (SELECT FROM scale_level l WHERE l.id = $2)
            WHEN 'policy_domain' THEN EXISTS (SELECT FROM policy_domain_as_of(:as_of) d WHERE d.id = $2)
            WHEN 'legal_form' THEN EXISTS (SELECT FROM legal_form_as_of(:as_of) f WHERE f.id = $2)
            WHEN 'organisation' THEN EXISTS (SELECT FROM organisation_as_of(:as_of) o WHERE o.id = $2)
            WHEN 'arrangement' THEN EXISTS (SELECT FROM arrangement_as_of(:as_of) a WHERE a.id = $2)
            ELSE EXISTS (SELECT FROM norm_as_of(:as_of) n WHERE n.id = $2) END
        """, (String, String).self, (Bool).self)

    static let refused = Statement(
        "municipalities_refused",
        """
        -- To look for codes near one takes a while, and who has hundreds of unknown ones has another problem.
        SELECT r.ordinal - 1, r.is_known, CASE WHEN r.is_known OR r.unknown_so_far <= 5 THEN absence_of_municipality(r.code, coalesce($2::date, $3::date), :as_of)
            ELSE format('No municipality has the code %s.', r.code) END
        FROM (
            SELECT k.ordinal, k.code, k.is_known, count(*) FILTER (WHERE NOT k.is_known) OVER (ORDER BY k.ordinal) AS unknown_so_far
            FROM (
                SELECT u.ordinal, u.code, EXISTS (SELECT FROM municipality_as_of(:as_of) m WHERE m.code = u.code) AS is_known
                FROM unnest($1::text[]) WITH ORDINALITY u (code, ordinal)
                -- NOT EXISTS would be joined with the names of all municipalities.
                WHERE (
                    SELECT true FROM municipality_name_as_of(:as_of) n
                    WHERE n.municipality_code = u.code AND ($2::date IS NULL OR holds_on(n.valid_from, n.valid_to, $2::date)) LIMIT 1) IS NULL
            ) k
        ) r
        ORDER BY r.ordinal
        """, ([String], CalendarDate?, CalendarDate).self
    ) { row in
        let (index, isKnown, reason) = try row.decode((Int, Bool, String).self)
        return Refused(index: index, isKnown: isKnown, reason: reason)
    }
}

public import Postgres

/// A rung of the ladder from municipality to country (schaalniveau).
public struct ScaleLevel: Sendable, Hashable {
    public let id: String
    /// 1 is the smallest.
    public let rank: Int
    public let name: String
    public let dutchName: String
    /// How many there are on the day.
    public let units: Int
}

/// A municipality or region at a scale level, with its inhabitants.
public struct ScaleLevelUnit: Sendable, Hashable {
    public let id: String
    public let name: String
    /// The region type; nil for a municipality.
    public let type: String?
    public let members: Int
    /// The sum of what is known; nil where nothing is.
    public let inhabitants: Int?
    public let complete: Bool
    public let meets: Bool?
    public let margin: Int?
    public let missing: [String]
    /// How many members' figures are of which reference date, oldest first.
    public let figures: [FigureCount]
}

/// How many municipalities count with a figure of this reference date.
public struct FigureCount: Sendable, Hashable {
    public let referenceDate: CalendarDate
    public let municipalities: Int

    public init(referenceDate: CalendarDate, municipalities: Int) {
        (self.referenceDate, self.municipalities) = (referenceDate, municipalities)
    }
}

public enum ScaleLevels {
    /// From municipality to country.
    public static func list(_ db: isolated Connection, on day: CalendarDate) throws -> [ScaleLevel] {
        try db.all(listed, day)
    }

    /// In order of name.
    public static func units(
        _ db: isolated Connection, level: String, on day: CalendarDate, threshold: Int, regionType: String?,
        _ delivery: Delivery = .atOnce, _ take: ([ScaleLevelUnit]) throws -> Void
    ) throws {
        try db.deliver(delivery, units, level, day, threshold, regionType, to: take)
    }

    static let listed = Statement(
        "scale_levels_listed",
        """
        SELECT l.id, l.rank, l.name, l.dutch_name, CASE WHEN l.id = 'municipality'
            THEN (SELECT count(*) FROM municipality_name_as_of(:as_of) n WHERE holds_on(n.valid_from, n.valid_to, $1::date))
            ELSE coalesce(c.regions, 0) END
        FROM scale_level l
        LEFT JOIN (SELECT t.scale_level_id, count(*) AS regions
                   FROM region_type_as_of(:as_of) t JOIN region_as_of(:as_of) r ON r.type_id = t.id
                   JOIN region_name_as_of(:as_of) n ON n.region_id = r.id AND holds_on(n.valid_from, n.valid_to, $1::date)
                   GROUP BY t.scale_level_id) c ON c.scale_level_id = l.id
        WHERE coalesce(:as_of, 1) > 0
        ORDER BY l.rank
        """, (CalendarDate).self
    ) { row in
        let (id, rank, name, dutchName, units) = try row.decode((String, Int, String, String, Int).self)
        return ScaleLevel(id: id, rank: rank, name: name, dutchName: dutchName, units: units)
    }

    static let units = Statement(
        "scale_level_units",
        """
        SELECT id, name, type_id, members, inhabitants, complete, meets, margin, missing, reference_dates, reference_counts
        FROM scale_level_units_on($1, $2, $3, $4, :as_of)
        ORDER BY search_key(name) COLLATE "C", id COLLATE "C"
        """, (String, CalendarDate, Int, String?).self
    ) { row in
        let (id, name, type, members, inhabitants, complete, meets, margin, missing, dates, counts) = try row.decode(
            (String, String, String?, Int, Int?, Bool, Bool?, Int?, [String], [CalendarDate], [Int]).self)
        return ScaleLevelUnit(
            id: id, name: name, type: type, members: members, inhabitants: inhabitants, complete: complete, meets: meets, margin: margin,
            missing: missing, figures: zip(dates, counts).map { FigureCount(referenceDate: $0, municipalities: $1) })
    }
}

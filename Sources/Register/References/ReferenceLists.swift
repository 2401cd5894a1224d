public import Postgres

/// Where a fact comes from (bron).
public struct Source: Sendable, Hashable {
    public let id: String
    public let title: String
    public let publisher: String
    public let publishedOn: CalendarDate?
    public let licence: String?
    public let url: String?
    public let note: String?
}

/// A kind of region (regio-indeling).
public struct RegionType: Sendable, Hashable {
    public let id: String
    /// In Dutch.
    public let name: String
    /// In English.
    public let description: String
    public let scaleLevel: String
    /// Whether each municipality is in exactly one region of the type.
    public let partitions: Bool
    public let source: String
    /// How many regions of the type are valid on the day.
    public let regionCount: Int
}

/// A minimum scale that somebody set (norm).
public struct Norm: Sendable, Hashable {
    public let id: String
    public let name: String
    /// The least number of inhabitants that meets it.
    public let threshold: Int
    public let validity: Period
    public let source: String

    /// What a scale check is held against when nothing else is asked for.
    public static let decentralisation2013 = "decentralisation-2013"
}

/// The lists that other resources refer to. In order of id.
public enum ReferenceLists {
    public static func sources(_ db: isolated Connection) throws -> [Source] { try db.all(sourcesListed) }

    public static func regionTypes(_ db: isolated Connection, on day: CalendarDate) throws -> [RegionType] { try db.all(regionTypesListed, day) }

    /// Those valid on the day, or all.
    public static func norms(_ db: isolated Connection, on day: CalendarDate?) throws -> [Norm] { try db.all(normsListed, day) }

    static let sourcesListed = Statement(
        "sources_listed", "SELECT id, title, publisher, published_on, licence, url, note FROM source_as_of(:as_of) ORDER BY id COLLATE \"C\"",
        Void.self
    ) { row in
        let (id, title, publisher, publishedOn, licence, url, note) = try row.decode(
            (String, String, String, CalendarDate?, String?, String?, String?).self)
        return Source(id: id, title: title, publisher: publisher, publishedOn: publishedOn, licence: licence, url: url, note: note)
    }

    static let regionTypesListed = Statement(
        "region_types_listed",
        """
        SELECT t.id, t.name, t.description, t.scale_level_id, t.partitions, t.source_id, coalesce(c.regions, 0)
        FROM region_type_as_of(:as_of) t
        LEFT JOIN (SELECT r.type_id, count(*) AS regions
                   FROM region_as_of(:as_of) r JOIN region_name_as_of(:as_of) n ON n.region_id = r.id AND holds_on(n.valid_from, n.valid_to, $1::date)
                   GROUP BY r.type_id) c ON c.type_id = t.id
        ORDER BY t.id COLLATE "C"
        """, (CalendarDate).self
    ) { row in
        let (id, name, description, scaleLevel, partitions, source, regionCount) = try row.decode(
            (String, String, String, String, Bool, String, Int).self)
        return RegionType(
            id: id, name: name, description: description, scaleLevel: scaleLevel, partitions: partitions, source: source, regionCount: regionCount)
    }

    static let normsListed = Statement(
        "norms_listed",
        """
        SELECT id, name, threshold, valid_from, valid_to, source_id
        FROM norm_as_of(:as_of)
        WHERE $1::date IS NULL OR holds_on(valid_from, valid_to, $1)
        ORDER BY id COLLATE "C"
        """, (CalendarDate?).self
    ) { row in
        let (id, name, threshold, from, to, source) = try row.decode((String, String, Int, CalendarDate?, CalendarDate?, String).self)
        return Norm(id: id, name: name, threshold: threshold, validity: Period(from: from, to: to), source: source)
    }
}

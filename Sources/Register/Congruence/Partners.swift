public import Postgres

/// Another municipality with which one shares arrangements or regions on a day.
public struct Partner: Sendable, Hashable {
    public let code: String
    public let name: String
    public let arrangements: [Link]
    public let regions: [Shared]

    /// A region of which both are members.
    public struct Shared: Sendable, Hashable {
        public let region: Link
        public let type: String
    }

    /// How many they share.
    public var count: Int { arrangements.count + regions.count }
}

public enum Partners {
    /// In order of name.
    /// - Parameter types: Only regions of these types count; empty: of all.
    public static func list(_ db: isolated Connection, of code: String, on day: CalendarDate, regionTypes types: [String]) throws -> [Partner] {
        let arrangements = try Names.arrangements(db, on: day)
        let regions = try Names.regions(db, on: day)
        let partners = try db.all(found, code, day).map { row in
            Partner(
                code: row.code, name: row.name, arrangements: row.arrangements.compactMap { arrangements[$0]?.link },
                regions: row.regions.compactMap { id in
                    guard let region = regions[id], let type = region.type, types.isEmpty || types.contains(type) else { return nil }
                    return Partner.Shared(region: region.link, type: type)
                })
        }
        return partners.filter { $0.count > 0 }
    }

    static let found = Statement(
        "partners_found",
        """
        SELECT code, name, arrangements, regions FROM municipality_partners($1, $2, :as_of) ORDER BY search_key(name) COLLATE "C", code COLLATE "C"
        """, (String, CalendarDate).self
    ) { row in
        let (code, name, arrangements, regions) = try row.decode((String, String, [String], [String]).self)
        return (code: code, name: name, arrangements: arrangements, regions: regions)
    }
}

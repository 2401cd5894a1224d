public import Postgres

/// The regions of the register, by what one may ask of them. Every function reads within the caller's snapshot.
public enum Regions {
    /// What a list leaves out. nil: nothing.
    public struct Filter: Sendable {
        public var type: String?
        public var scaleLevel: String?
        /// Only regions that this municipality is a member of.
        public var municipality: String?
        /// Only regions that lie directly within this one.
        public var within: String?
        /// A part of the name, whatever its case and accents.
        public var name: String?

        public init() {}
    }

    /// Those valid on the day, in order of name, given to `take` some at a time.
    public static func list(
        _ db: isolated Connection, on day: CalendarDate, _ filter: Filter, _ delivery: Delivery = .atOnce, _ take: ([Region]) throws -> Void
    ) throws {
        try db.deliver(delivery, listed, day, filter.type, filter.scaleLevel, filter.municipality, filter.within, filter.name) {
            try take(withNesting(db, $0.map { $0.region(on: day) }, on: day))
        }
    }

    /// The region on a day, or, without one, in its latest version. nil: no such id, or not on that day (``absence(_:id:on:)`` says which).
    public static func find(_ db: isolated Connection, _ moment: Moment, id: String, on validOn: CalendarDate?) throws -> Region? {
        guard let day = try validOn ?? db.first(moments, id, moment.today), let row = try db.first(foundOn, id, day) else { return nil }
        return try withNesting(db, [row.region(on: validOn ?? moment.today)], on: day)[0]
    }

    /// A sentence that says why the region was not there on the day; nil where it was there.
    public static func absence(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> String? {
        try db.one(absent, id, day)
    }

    /// In order of name.
    public static func members(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> [RegionMember] {
        try db.all(members, id, day)
    }

    /// In order of name, given to `take` some at a time.
    public static func members(
        _ db: isolated Connection, id: String, on day: CalendarDate, _ delivery: Delivery, _ take: ([RegionMember]) throws -> Void
    ) throws {
        try db.deliver(delivery, members, id, day, to: take)
    }

    private static func withNesting(_ db: isolated Connection, _ regions: [Region], on day: CalendarDate) throws -> [Region] {
        var within: [String: [Link]] = [:]
        var contains: [String: [Link]] = [:]
        for pair in try db.all(nestings, regions.map(\.id), day) {
            within[pair.inner.id, default: []].append(pair.outer)
            contains[pair.outer.id, default: []].append(pair.inner)
        }
        return regions.map { region in
            var region = region
            region.within = within[region.id] ?? []
            region.contains = contains[region.id] ?? []
            return region
        }
    }
}

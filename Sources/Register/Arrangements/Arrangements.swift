public import Postgres

/// The arrangements of the register, by what one may ask of them. Every function reads within the caller's snapshot.
public enum Arrangements {
    /// What a list leaves out. nil: nothing.
    public struct Filter: Sendable {
        public var policyDomain: String?
        public var legalForm: String?
        /// Only those in which this municipality takes part, in whatever role.
        public var municipality: String?
        public var centreMunicipality: String?
        /// Only those in which this organisation takes part, for which it works, or in which it holds a seat or had a milestone.
        public var organisation: String?
        public var region: String?
        /// A part of the name, whatever its case and accents.
        public var name: String?

        public init() {}
    }

    /// Those valid on the day, in order of name, given to `take` some at a time.
    public static func list(
        _ db: isolated Connection, on day: CalendarDate, _ filter: Filter, _ delivery: Delivery = .atOnce, _ take: ([Arrangement]) throws -> Void
    ) throws {
        try db.deliver(
            delivery, listed, day, filter.policyDomain, filter.legalForm, filter.municipality, filter.centreMunicipality, filter.organisation,
            filter.region,
            filter.name
        ) { try take($0.map { $0.arrangement(on: day) }) }
    }

    /// The arrangement on a day, or, without one, in its latest version. nil: no such id, or not on that day (``absence(_:id:on:)`` says which).
    public static func find(_ db: isolated Connection, _ moment: Moment, id: String, on validOn: CalendarDate?) throws -> Arrangement? {
        guard let day = try validOn ?? db.first(moments, id, moment.today), let row = try db.first(foundOn, id, day) else { return nil }
        return row.arrangement(on: validOn ?? moment.today)
    }

    /// A sentence that says why the arrangement was not there on the day; nil where it was there.
    public static func absence(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> String? {
        try db.one(absent, id, day)
    }

    /// In order of name.
    public static func participants(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> [Participant] {
        try db.all(participants, id, day)
    }

    /// The municipalities that take part themselves.
    public static func members(_ db: isolated Connection, id: String, on day: CalendarDate) throws -> [String] {
        try db.all(members, id, day)
    }

    /// As what a municipality takes part on the day, by arrangement.
    public static func roles(_ db: isolated Connection, of code: String, on day: CalendarDate) throws -> [String: String] {
        Dictionary(try db.all(roles, code, day).map { ($0.arrangement, $0.role) }) { first, _ in first }
    }
}

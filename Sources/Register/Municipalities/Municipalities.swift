public import Postgres

/// The municipalities of the register, by what one may ask of them. Every function reads within the caller's snapshot.
public enum Municipalities {
    /// What a list leaves out. nil: nothing.
    public struct Filter: Sendable {
        /// A part of the name, whatever its case and accents.
        public var name: String?
        public var province: String?
        /// A region that it is a member of: on the day, or, in a list of latest versions, ever.
        public var region: String?
        /// An arrangement in which it takes part itself: on the day, or, in a list of latest versions, ever.
        public var arrangement: String?
        public var minInhabitants: Int?
        public var maxInhabitants: Int?

        public init() {}

        var isEmpty: Bool {
            name == nil && province == nil && region == nil && arrangement == nil && minInhabitants == nil && maxInhabitants == nil
        }
    }

    public enum Scope: Sendable, Hashable {
        /// Those that exist on the day.
        case valid(on: CalendarDate)
        /// Those that no longer exist, each in its last version.
        case ended
        /// All that the register knows, each in its latest version.
        case all
    }

    /// In order of name, given to `take` some at a time.
    public static func list(
        _ db: isolated Connection, _ moment: Moment, _ scope: Scope, _ filter: Filter, _ delivery: Delivery = .atOnce,
        _ take: ([Municipality]) throws -> Void
    ) throws {
        switch scope {
        case .valid(let day) where filter.isEmpty:
            try db.deliver(delivery, allOn, day) { try take(withRelatives(db, $0.map { $0.municipality(on: day) })) }
        case .valid(let day):
            try db.deliver(
                delivery, listedOn, day, filter.name, filter.province, filter.region, filter.minInhabitants, filter.maxInhabitants, filter.arrangement
            ) { try take(withRelatives(db, $0.map { $0.municipality(on: day) })) }
        case .ended, .all:
            try db.deliver(
                delivery, listedLatest, moment.today, filter.name, filter.province, filter.region, filter.minInhabitants, filter.maxInhabitants,
                scope == .ended, filter.arrangement
            ) { try take(withRelatives(db, $0.map { $0.municipality(on: moment.today) })) }
        }
    }

    /// The municipality on a day, or, without one, in its latest version. nil: no such code, or not on that day (``absence(_:_:code:on:)`` says which).
    public static func find(_ db: isolated Connection, _ moment: Moment, code: String, on validOn: CalendarDate?) throws -> Municipality? {
        guard let row = try db.first(found, code, validOn, moment.today) else { return nil }
        return withRelatives([row.record.municipality(on: validOn ?? moment.today)], row.steps)[0]
    }

    /// A sentence that says why the municipality was not there on the day, and what came after or before it; nil where it was there.
    public static func absence(_ db: isolated Connection, code: String, on day: CalendarDate) throws -> String? {
        try db.one(absent, code, day)
    }

    /// The day on which to see the latest version of a municipality: today, or the last (or first) day of its existence. nil: no such code.
    public static func latestDay(_ db: isolated Connection, _ moment: Moment, code: String) throws -> CalendarDate? {
        try db.first(moments, code, moment.today)
    }

    private static func withRelatives(_ db: isolated Connection, _ municipalities: [Municipality]) throws -> [Municipality] {
        try withRelatives(municipalities, Successions.touching(db, codes: municipalities.map(\.code)))
    }

    private static func withRelatives(_ municipalities: [Municipality], _ steps: [Step]) -> [Municipality] {
        if steps.isEmpty { return municipalities }
        var before: [String: [Municipality.Relative]] = [:]
        var after: [String: [Municipality.Relative]] = [:]
        for step in steps {
            after[step.from.code, default: []].append(.init(code: step.to.code, name: step.to.name, on: step.on, kind: step.kind))
            before[step.to.code, default: []].append(.init(code: step.from.code, name: step.from.name, on: step.on, kind: step.kind))
        }
        // In place: nine in ten have neither, and to copy one takes as long as to read it.
        var municipalities = municipalities
        for index in municipalities.indices {
            if let relatives = before[municipalities[index].code] { municipalities[index].predecessors = relatives }
            if let relatives = after[municipalities[index].code] { municipalities[index].successors = relatives }
        }
        return municipalities
    }
}

public import Postgres

/// Which municipalities hold, on another day, the territory of one (omzetting van gemeentecodes).
public struct Correspondence: Sendable, Hashable {
    public let code: String
    public let name: String
    /// The day on which it was that municipality.
    public let day: CalendarDate
    /// Those that are there on the other day. Empty where nothing is recorded of what came next.
    public let targets: [Municipality.Named]
    /// Whether all of it lies in one of them. nil: a day is before what the register covers, so it cannot be said.
    public let lossless: Bool?
    /// What happened between the two days, in order of date and codes.
    public let steps: [Step]

    public struct Step: Sendable, Hashable {
        public let on: CalendarDate
        /// `merger`, `split` or `rename`.
        public let kind: String
        public let from: String
        public let to: String

        init(on: CalendarDate, kind: String, from: String, to: String) { (self.on, self.kind, self.from, self.to) = (on, kind, from, to) }
    }
}

public enum Correspondences {
    /// In order of code. Where `to` is before `from`, whose territory it was.
    /// - Parameters:
    ///   - from: nil: each code on the day nearest to `to` on which it exists: the last one, of those that have ended by then.
    ///   - codes: Each once; those that do not exist on the day are left out. nil: all.
    public static func list(
        _ db: isolated Connection, from: CalendarDate?, to: CalendarDate, codes: [String]?, _ delivery: Delivery = .atOnce,
        _ take: ([Correspondence]) throws -> Void
    ) throws {
        try db.deliver(delivery, found, from, to, codes, to: take)
    }

    static let found = Statement(
        "correspondences",
        """
        SELECT c.code, c.name, c.taken_on, c.lossless, c.target_codes, c.target_names, c.step_dates, c.step_kinds, c.step_from, c.step_to
        FROM municipality_correspondences($1::date, $2::date, $3::text[], :as_of) c
        ORDER BY c.code COLLATE "C"
        """, (CalendarDate?, CalendarDate, [String]?).self
    ) { row in
        let (code, name, day, lossless, targets, names, dates, kinds, from, to) = try row.decode(
            (String, String, CalendarDate, Bool?, [String], [String], [CalendarDate], [String], [String], [String]).self)
        return Correspondence(
            code: code, name: name, day: day, targets: zip(targets, names).map { .init(code: $0, name: $1) }, lossless: lossless,
            steps: dates.indices.map { .init(on: dates[$0], kind: kinds[$0], from: from[$0], to: to[$0]) })
    }
}

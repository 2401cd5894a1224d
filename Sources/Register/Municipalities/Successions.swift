public import Postgres

/// A step of a reorganisation (herindeling): on a day, from one code to another.
public struct Succession: Sendable, Hashable {
    public let on: CalendarDate
    public let from: Municipality.Named
    public let to: Municipality.Named
    /// `merger`, `split` or `rename`.
    public let kind: String
    public let source: String
}

public enum Successions {
    /// Those that take effect from `from` on and before `to`, of one municipality (as the old or the new one) or of all. In order of date and codes.
    public static func list(
        _ db: isolated Connection, from: CalendarDate?, to: CalendarDate?, by validOn: CalendarDate?, code: String?,
        _ delivery: Delivery = .atOnce, _ take: ([Succession]) throws -> Void
    ) throws {
        try db.deliver(delivery, listed, from, to, validOn, code, to: take)
    }

    static func touching(_ db: isolated Connection, codes: [String]) throws -> [Municipalities.Step] {
        try db.all(touching, codes)
    }

    @Sendable private static func succession(_ row: borrowing Row) throws -> Succession {
        let (on, fromCode, fromName, toCode, toName, kind, source) = try row.decode(
            (CalendarDate, String, String, String, String, String, String).self)
        return Succession(on: on, from: .init(code: fromCode, name: fromName), to: .init(code: toCode, name: toName), kind: kind, source: source)
    }

    static let listed = Statement(
        "successions_listed",
        """
        SELECT s.takes_effect_on, s.from_code, f.name, s.to_code, t.name, s.kind, s.source_id
        FROM municipality_succession_as_of(:as_of) s
        JOIN municipality_name_as_of(:as_of) f ON f.municipality_code = s.from_code AND holds_on(f.valid_from, f.valid_to, s.takes_effect_on - 1)
        JOIN municipality_name_as_of(:as_of) t ON t.municipality_code = s.to_code AND holds_on(t.valid_from, t.valid_to, s.takes_effect_on)
        WHERE ($1::date IS NULL OR s.takes_effect_on >= $1)
          AND ($2::date IS NULL OR s.takes_effect_on < $2)
          AND ($3::date IS NULL OR s.takes_effect_on <= $3)
          AND ($4::text IS NULL OR $4 IN (s.from_code, s.to_code))
        ORDER BY s.takes_effect_on, s.from_code, s.to_code
        """, (CalendarDate?, CalendarDate?, CalendarDate?, String?).self, past: .eachTime, decode: succession)

    /// The codes stand in a subquery, for whose rows the server makes a table of hashes; an array it would search from one end to the other.
    static let touching = Statement(
        "successions_touching",
        """
        SELECT s.takes_effect_on, s.from_code, f.name, s.to_code, t.name, s.kind
        FROM municipality_succession_as_of(:as_of) s
        JOIN municipality_name_as_of(:as_of) f ON f.municipality_code = s.from_code AND holds_on(f.valid_from, f.valid_to, s.takes_effect_on - 1)
        JOIN municipality_name_as_of(:as_of) t ON t.municipality_code = s.to_code AND holds_on(t.valid_from, t.valid_to, s.takes_effect_on)
        WHERE s.from_code IN (SELECT unnest($1::text[])) OR s.to_code IN (SELECT unnest($1::text[]))
        ORDER BY s.takes_effect_on, s.from_code, s.to_code
        """, ([String]).self
    ) { row in
        let (on, fromCode, fromName, toCode, toName, kind) = try row.decode((CalendarDate, String, String, String, String, String).self)
        return Municipalities.Step(on: on, from: .init(code: fromCode, name: fromName), to: .init(code: toCode, name: toName), kind: kind)
    }
}

import Register

/// One fact as a person would write it down: of what it is, what it says, and when that is so in the world.
struct Fact: Hashable, Sendable {
    /// By the names of the register's tables.
    enum Kind: String, CaseIterable, Sendable {
        case municipality
        case municipalityName = "municipality_name"
        case inhabitants
        case succession = "municipality_succession"
        case region
        case regionName = "region_name"
        case regionMember = "region_member"
        case arrangement
        case arrangementVersion = "arrangement_version"
        case participant
        case norm
    }

    var kind: Kind
    /// The id of the thing: a municipality, a region, an arrangement, a norm.
    var subject: String
    /// The municipality that is a member of it, takes part in it, or comes after it.
    var other = ""
    /// A name, a role, a kind or a type.
    var text = ""
    var number = 0
    /// Also the day of something that happens, or is counted, on one.
    var from: CalendarDate?
    /// The first day on which it is no longer so.
    var to: CalendarDate?

    func holds(on day: CalendarDate) -> Bool { (from.map { $0 <= day } ?? true) && (to.map { day < $0 } ?? true) }

    func overlaps(_ fact: Fact) -> Bool {
        let beginsBeforeItsEnd = from.flatMap { from in fact.to.map { from < $0 } } ?? true
        let endsAfterItsBeginning = to.flatMap { to in fact.from.map { $0 < to } } ?? true
        return beginsBeforeItsEnd && endsAfterItsBeginning
    }
}

/// What an editor does with one row.
enum Edit: Sendable {
    case insert(Fact)
    case update(Fact, Fact)
    case delete(Fact)
}

// As an editor types it.

extension Fact.Kind {
    private typealias Columns = (subject: String, other: String?, text: String?, number: String?, from: String?, to: String?)

    private var columns: Columns {
        switch self {
        case .municipality: ("code", nil, nil, nil, nil, nil)
        case .municipalityName: ("municipality_code", nil, "name", nil, "valid_from", "valid_to")
        case .inhabitants: ("municipality_code", nil, nil, "count", "reference_date", nil)
        case .succession: ("from_code", "to_code", "kind", nil, "takes_effect_on", nil)
        case .region: ("id", nil, "type_id", nil, nil, nil)
        case .regionName: ("region_id", nil, "name", nil, "valid_from", "valid_to")
        case .regionMember: ("region_id", "municipality_code", nil, nil, "valid_from", "valid_to")
        case .arrangement: ("id", nil, nil, nil, nil, nil)
        case .arrangementVersion: ("arrangement_id", nil, "name", nil, "valid_from", "valid_to")
        case .participant: ("arrangement_id", "municipality_code", "role", nil, "valid_from", "valid_to")
        case .norm: ("id", nil, "name", "threshold", nil, nil)
        }
    }

    /// Column and value. Which row it is, and what it says.
    fileprivate func values(_ fact: Fact) -> (key: [(String, String)], rest: [(String, String)]) {
        func day(_ date: CalendarDate?) -> String { date.map { "'\($0)'" } ?? "NULL" }
        var key = [(columns.subject, "'\(fact.subject)'")]
        if let other = columns.other { key.append((other, "'\(fact.other)'")) }
        if let from = columns.from { key.append((from, day(fact.from))) }
        var rest: [(String, String)] = []
        if let text = columns.text { rest.append((text, "'\(fact.text)'")) }
        if let number = columns.number { rest.append((number, String(fact.number))) }
        if let to = columns.to { rest.append((to, day(fact.to))) }
        return (key, rest)
    }
}

extension Edit {
    var sql: String {
        switch self {
        case .insert(let fact):
            let (key, rest) = fact.kind.values(fact)
            let columns = (key + rest).map(\.0) + ["source_id"]
            let values = (key + rest).map(\.1) + ["'proef'"]
            return "INSERT INTO \(fact.kind.rawValue) (\(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
        case .update(let old, let new):
            let (key, rest) = new.kind.values(new)
            let set = (key + rest).map { "\($0.0) = \($0.1)" }.joined(separator: ", ")
            return "UPDATE \(new.kind.rawValue) SET \(set) WHERE \(Self.condition(old))"
        case .delete(let fact): return "DELETE FROM \(fact.kind.rawValue) WHERE \(Self.condition(fact))"
        }
    }

    private static func condition(_ fact: Fact) -> String {
        fact.kind.values(fact).key.map { "\($0.0) IS NOT DISTINCT FROM \($0.1)" }.joined(separator: " AND ")
    }
}

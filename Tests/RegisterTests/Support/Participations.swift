import Register
import Testing

/// Who takes part in what, and on which policy domains, from the files of the seed and computed with in Swift alone.
struct Participations: Sendable {
    struct Fact: Sendable {
        let arrangement: String
        /// A municipality, or a policy domain.
        let subject: String
        let period: Period
    }

    /// Municipalities that take part themselves.
    let municipalities: [Fact]
    let domains: [Fact]

    init() throws {
        municipalities = try Self.facts("participant", "municipality_code") {
            ["participant", "centre-municipality", "principal", "initiator"].contains($0)
        }
        domains = try Self.facts("arrangement_policy_domain", "policy_domain_id") { _ in true }
    }

    private static func facts(_ table: String, _ subject: String, _ isMeant: (String) -> Bool) throws -> [Fact] {
        let file = try SeedFile(table)
        func column(_ name: String) -> Int? { file.columns.firstIndex(of: name) }
        let (key, arrangement, role) = (try #require(column(subject)), try #require(column("arrangement_id")), column("role"))
        let (from, to) = (try #require(column("valid_from")), try #require(column("valid_to")))
        return try file.rows.compactMap { row in
            guard let subject = row[key], isMeant(role.flatMap { row[$0] } ?? "") else { return nil }
            let period = Period(from: try row[from].map(date), to: try row[to].map(date))
            return Fact(arrangement: try #require(row[arrangement]), subject: subject, period: period)
        }
    }

    func members(of arrangement: String, on day: CalendarDate) -> Set<String> {
        Set(municipalities.filter { $0.arrangement == arrangement && $0.period.contains(day) }.map(\.subject))
    }

    func arrangements(of code: String, on day: CalendarDate) -> Set<String> {
        Set(municipalities.filter { $0.subject == code && $0.period.contains(day) }.map(\.arrangement))
    }

    func arrangements(on domain: String, on day: CalendarDate) -> Set<String> {
        Set(domains.filter { $0.subject == domain && $0.period.contains(day) }.map(\.arrangement))
    }
}

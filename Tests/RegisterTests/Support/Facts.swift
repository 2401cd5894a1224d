import Register
import Testing

/// The seed's facts, computed with in Swift alone: what the database answers is held against this.
struct Facts: Sendable {
    struct Figure: Sendable, Hashable {
        let date: CalendarDate
        let count: Int
    }

    struct Total: Sendable, Hashable {
        /// nil where no figure is known.
        var sum: Int?
        var complete = false
        var members = 0
        var missing: [String] = []
        var dates: [CalendarDate: Int] = [:]
    }

    let names: [(code: String, name: String, period: Period)]
    /// Per region.
    let members: [String: [(code: String, period: Period)]]
    /// Per municipality, oldest first.
    let figures: [String: [Figure]]
    let regions: [(id: String, type: String, period: Period)]

    static let seeded = Task { try Facts() }

    private init() throws {
        func day(_ text: String?) throws -> CalendarDate? { try text.map { try #require(CalendarDate($0)) } }
        names = try SeedFile("municipality").rows.map { row in
            (try #require(row[0]), try #require(row[1]), Period(from: try day(row[2]), to: try day(row[3])))
        }
        var members: [String: [(code: String, period: Period)]] = [:]
        for row in try SeedFile("region_member").rows {
            members[try #require(row[0]), default: []].append((try #require(row[1]), Period(from: try day(row[2]), to: try day(row[3]))))
        }
        self.members = members
        var figures: [String: [Figure]] = [:]
        for row in try SeedFile("inhabitants").rows {
            let figure = Figure(date: try #require(try day(row[1])), count: try #require(row[2].flatMap { Int($0) }))
            figures[try #require(row[0]), default: []].append(figure)
        }
        self.figures = figures.mapValues { $0.sorted { $0.date < $1.date } }
        regions = try SeedFile("region").rows.map { row in
            (try #require(row[0]), try #require(row[1]), Period(from: try day(row[3]), to: try day(row[4])))
        }
    }

    /// The codes of those that exist.
    func municipalities(on day: CalendarDate) -> Set<String> { Set(names.filter { $0.period.contains(day) }.map(\.code)) }

    func members(of region: String, on day: CalendarDate) -> Set<String> {
        let existing = municipalities(on: day)
        return Set((members[region] ?? []).filter { $0.period.contains(day) }.map(\.code)).intersection(existing)
    }

    func newest(_ code: String, by day: CalendarDate) -> Figure? { figures[code]?.last { $0.date <= day } }

    func total(_ codes: Set<String>, on day: CalendarDate) -> Total {
        var total = Total()
        let existing = municipalities(on: day)
        for code in codes {
            total.members += 1
            if existing.contains(code), let figure = newest(code, by: day) {
                total.sum = (total.sum ?? 0) + figure.count
                total.dates[figure.date, default: 0] += 1
            } else {
                total.missing.append(code)
            }
        }
        total.missing.sort()
        total.complete = total.members > 0 && total.missing.isEmpty
        return total
    }
}

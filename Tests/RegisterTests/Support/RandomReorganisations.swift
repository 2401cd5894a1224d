import Register
import Testing

/// Mergers, splits, renames, ends without a successor and codes that come back, of two dozen municipalities over as many years.
struct RandomReorganisations {
    private(set) var territory = Territory(lives: [:], steps: [])
    private var random: RandomSource
    private var next = 1

    init(start: UInt64) {
        random = RandomSource(state: start)
        for _ in 0..<12 { begin(nil) }
        for year in 2011...2034 { for _ in 0..<Int.random(in: 0...2, using: &random) { reorganise(in: year) } }
    }

    /// What lays them into an empty register.
    var sql: String {
        var lines = ["BEGIN", "INSERT INTO source (id, title, publisher) VALUES ('s', 'S', 'P')"]
        func quoted(_ day: CalendarDate?) -> String { day.map { "'\($0)'" } ?? "NULL" }
        for (code, lives) in territory.lives.sorted(by: { $0.key < $1.key }) {
            lines.append("INSERT INTO municipality VALUES ('\(code)', 's')")
            for life in lives {
                lines.append(
                    """
                    INSERT INTO municipality_name (municipality_code, name, valid_from, valid_to, source_id)
                    VALUES ('\(code)', 'N\(code)', \(quoted(life.from)), \(quoted(life.to)), 's')
                    """)
            }
        }
        for step in territory.steps {
            lines.append("INSERT INTO municipality_succession VALUES ('\(step.on)', '\(step.from)', '\(step.to)', '\(step.kind)', 's')")
        }
        return (lines + ["COMMIT"]).joined(separator: ";\n")
    }

    @discardableResult
    private mutating func begin(_ day: CalendarDate?) -> String {
        let code = "GM" + String(String(10_000 + next).dropFirst())
        next += 1
        territory.lives[code] = [Period(from: day, to: nil)]
        return code
    }

    private mutating func end(_ code: String, _ day: CalendarDate) {
        guard let last = territory.lives[code]?.popLast() else { return }
        territory.lives[code]?.append(Period(from: last.from, to: day))
    }

    private mutating func pass(_ from: String, _ to: String, _ day: CalendarDate, _ kind: String) {
        territory.steps.append(.init(on: day, from: from, to: to, kind: kind))
    }

    private mutating func reorganise(in year: Int) {
        guard let day = CalendarDate(year: year, month: 1 + Int.random(in: 0..<12, using: &random), day: 1) else { return }
        let eve = CalendarDate(daysSince1970: day.daysSince1970 - 1)
        // Those that nothing else happens to on that day.
        var here = territory.codes(on: eve).filter { code in
            territory.exists(code, day) && territory.lives[code]?.last?.to == nil
                && !territory.steps.contains { $0.on >= day && [$0.from, $0.to].contains(code) }
        }
        here.shuffle(using: &random)
        guard here.count > 4 else { return }
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            let new = begin(day)
            for code in here.prefix(Int.random(in: 2...4, using: &random)) {
                end(code, day)
                pass(code, new, day, "merger")
            }
        case 1:
            end(here[1], day)
            pass(here[1], here[0], day, "merger")
        case 2, 3:
            let new = begin(day)
            end(here[0], day)
            for code in [new, here[1], here[2]].prefix(Int.random(in: 2...3, using: &random)) { pass(here[0], code, day, "split") }
        case 4:
            let new = begin(day)
            end(here[0], day)
            pass(here[0], new, day, "rename")
        case 5: end(here[0], day)
        default:
            // One that ended comes back, and takes in another.
            let ended = territory.lives.keys.sorted().filter { territory.lives[$0]?.last?.to.map { $0 < eve } ?? false }
            guard let code = ended.randomElement(using: &random) else { return }
            territory.lives[code]?.append(Period(from: day, to: nil))
            end(here[0], day)
            pass(here[0], code, day, "rename")
        }
    }
}

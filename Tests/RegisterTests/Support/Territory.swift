import Register
import Testing

/// Who held what, computed in another way than the register does: day by day over all successions, and not from one municipality to the next.
struct Territory: Sendable {
    struct Step: Sendable, Hashable {
        let on: CalendarDate
        let from: String
        let to: String
        let kind: String
    }

    struct Outcome: Sendable, Hashable {
        var holders: Set<String>
        /// Of a part, or of all, it is not recorded who came next.
        var isLost = false
        var steps: Set<Step> = []

        var isLossless: Bool { !isLost && holders.count == 1 }
    }

    var lives: [String: [Period]]
    var steps: [Step]

    static let seeded = Task {
        var territory = Territory(lives: [:], steps: [])
        for entry in try await Facts.seeded.value.names { territory.lives[entry.code, default: []].append(entry.period) }
        territory.steps = try SeedFile("municipality_succession").rows.map { row in
            Step(
                on: try date(try #require(row[0])), from: try #require(row[1]), to: try #require(row[2]), kind: try #require(row[3]))
        }
        return territory
    }

    func exists(_ code: String, _ day: CalendarDate) -> Bool { lives[code]?.contains { $0.contains(day) } ?? false }

    func codes(on day: CalendarDate) -> [String] { lives.keys.filter { exists($0, day) }.sorted() }

    /// Every day on which something begins or ends.
    private var days: [CalendarDate] {
        Set(steps.map(\.on) + lives.values.joined().flatMap { [$0.from, $0.to].compactMap { $0 } }).sorted()
    }

    /// Who holds on `to` what these hold on `from`.
    func outcome(_ codes: Set<String>, from: CalendarDate, to: CalendarDate) -> Outcome {
        var outcome = Outcome(holders: codes)
        if from <= to {
            for day in days where day > from && day <= to {
                let eve = CalendarDate(daysSince1970: day.daysSince1970 - 1)
                outcome.replace { code in
                    (stays: exists(code, eve) && exists(code, day), steps: steps.filter { $0.on == day && $0.from == code })
                } by: {
                    $0.to
                }
            }
        } else {
            for day in days.reversed() where day > to && day <= from {
                let eve = CalendarDate(daysSince1970: day.daysSince1970 - 1)
                outcome.replace { code in
                    (stays: exists(code, eve), steps: steps.filter { $0.on == day && $0.to == code })
                } by: {
                    $0.from
                }
            }
        }
        return outcome
    }
}

extension Territory.Outcome {
    fileprivate mutating func replace(_ fate: (String) -> (stays: Bool, steps: [Territory.Step]), by next: (Territory.Step) -> String) {
        var after: Set<String> = []
        for code in holders {
            let (stays, taken) = fate(code)
            if stays { after.insert(code) }
            for step in taken {
                after.insert(next(step))
                steps.insert(step)
            }
            if !stays && taken.isEmpty { isLost = true }
        }
        holders = after
    }
}

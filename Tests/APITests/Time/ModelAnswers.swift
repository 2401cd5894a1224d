import Register

@testable import RegisterAPI

/// What the model answers: the register as it was known at one moment, with the day that was today then.
struct ModelAnswers: Sendable {
    let state: RegisterState
    let today: CalendarDate
    /// Whether the register held nothing yet: then a filter names nothing, and nothing is found.
    let isBeforeTheFirst: Bool

    /// Without a date one sees the latest version: as of today, or of the day nearest to it.
    func latestDay(_ kind: Fact.Kind, _ subject: String) -> CalendarDate? {
        let runs = state.runs(kind, subject)
        guard let run = runs.last(where: { $0.from.map { $0 <= today } ?? true }) ?? runs.first else { return nil }
        if run.contains(today) { return today }
        if let end = run.to, end <= today { return CalendarDate(daysSince1970: end.daysSince1970 - 1) }
        return run.from
    }

    func run(_ kind: Fact.Kind, _ subject: String, on day: CalendarDate) -> RegisterState.Run? {
        state.runs(kind, subject).first { $0.contains(day) }
    }

    func name(_ kind: Fact.Kind, _ subject: String, on day: CalendarDate) -> String? {
        state.all(kind, subject).first { $0.holds(on: day) }?.text
    }

    static func status(_ run: RegisterState.Run, on day: CalendarDate) -> JSON {
        if run.contains(day) { return "current" }
        return run.to.map { $0 <= day } ?? false ? "ended" : "future"
    }

    func figure(_ code: String, by day: CalendarDate) -> Fact? {
        state.all(.inhabitants, code).filter { $0.from.map { $0 <= day } ?? false }.max { ($0.from ?? day) < ($1.from ?? day) }
    }

    func byName(_ kind: Fact.Kind, _ subjects: some Sequence<String>, on day: CalendarDate) -> [String] {
        subjects.map { (name(kind, $0, on: day) ?? "", $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    }
}

extension ModelAnswers {
    /// - Parameter asked: The day that the status is of.
    func municipality(_ code: String, on day: CalendarDate, asked: CalendarDate) -> JSON? {
        guard let run = run(.municipalityName, code, on: day), let name = name(.municipalityName, code, on: day) else { return nil }
        let province = state.all(.regionMember).first { $0.other == code && $0.holds(on: day) && RandomEdits.types[$0.subject] == "provincie" }
        let provinceName: JSON = province.flatMap { self.name(.regionName, $0.subject, on: day) }.map { .string($0) } ?? .null
        let figure: JSON = figure(code, by: day).map { ["count": .int($0.number), "referenceDate": $0.from.json] } ?? .null
        return [
            "code": .string(code), "name": .string(name), "validFrom": run.from.json, "validTo": run.to.json, "status": Self.status(run, on: asked),
            "province": province.map { ["code": .string($0.subject), "name": provinceName] } ?? .null, "inhabitants": figure,
            "predecessors": relatives(state.all(.succession).filter { $0.other == code }) { ($0.subject, -1) },
            "successors": relatives(state.all(.succession, code)) { ($0.other, 0) },
        ]
    }

    /// Each by its name at the time: the old one's on the day before.
    private func relatives(_ steps: [Fact], _ who: (Fact) -> (code: String, days: Int)) -> JSON {
        let sorted = steps.sorted { ($0.from ?? today, $0.subject, $0.other) < ($1.from ?? today, $1.subject, $1.other) }
        return .array(
            sorted.compactMap { step in
                guard let on = step.from else { return nil }
                let (code, days) = who(step)
                let name = name(.municipalityName, code, on: CalendarDate(daysSince1970: on.daysSince1970 + days))
                return ["code": .string(code), "name": name.json, "on": on.json, "kind": .string(step.text)]
            })
    }

    func region(_ id: String, on day: CalendarDate, asked: CalendarDate) -> JSON? {
        guard let run = run(.regionName, id, on: day), let type = state.all(.region, id).first?.text else { return nil }
        return [
            "id": .string(id), "name": name(.regionName, id, on: day).json, "type": .string(type), "validFrom": run.from.json, "validTo": run.to.json,
            "status": Self.status(run, on: asked), "memberCount": .int(members(id, on: day).count),
        ]
    }

    func members(_ region: String, on day: CalendarDate) -> [Fact] { state.all(.regionMember, region).filter { $0.holds(on: day) } }

    /// Of a list of members or of participants.
    func parties(_ facts: [Fact], on day: CalendarDate, _ item: (Fact, String) -> JSON) -> JSON {
        let order = byName(.municipalityName, facts.map(\.other), on: day)
        return .array(
            order.compactMap { code in
                facts.first { $0.other == code }.map { item($0, name(.municipalityName, code, on: day) ?? "") }
            })
    }

    /// - Parameter codes: Each of them exists on the day.
    func scaleCheck(_ codes: [String], on day: CalendarDate, threshold: Int) -> JSON {
        let codes = byName(.municipalityName, codes, on: day)
        let figures = codes.map { (code: $0, figure: figure($0, by: day)) }
        let known = figures.compactMap(\.figure)
        let sum = known.isEmpty ? nil : known.reduce(0) { $0 + $1.number }
        let isComplete = !codes.isEmpty && known.count == codes.count
        let meets: JSON = sum ?? 0 >= threshold ? true : isComplete ? false : .null
        let members = figures.compactMap { code, figure -> JSON? in
            figure.map { ["code": .string(code), "inhabitants": .int($0.number), "referenceDate": $0.from.json] }
        }
        return [
            "validOn": day.json, "threshold": .int(threshold), "inhabitants": sum.json, "complete": .bool(isComplete), "meets": meets,
            "margin": isComplete ? .int((sum ?? 0) - threshold) : .null, "members": .array(members),
            "missing": .array(figures.filter { $0.figure == nil }.map { .string($0.code) }),
        ]
    }

    func arrangement(_ id: String, on day: CalendarDate, asked: CalendarDate) -> JSON? {
        guard let run = run(.arrangementVersion, id, on: day) else { return nil }
        let participants = participants(id, on: day)
        func leading(_ role: String) -> (code: String, name: JSON)? {
            participants.first { $0.text == role }.map { ($0.other, name(.municipalityName, $0.other, on: day).json) }
        }
        let principal = leading("principal")
        return [
            "id": .string(id), "name": name(.arrangementVersion, id, on: day).json, "validFrom": run.from.json, "validTo": run.to.json,
            "status": Self.status(run, on: asked), "participantCount": .int(participants.count { $0.text != "adviser" }),
            "centreMunicipality": leading("centre-municipality").map { ["code": .string($0.code), "name": $0.name] } ?? .null,
            "principal": principal.map { ["kind": "municipality", "code": .string($0.code), "name": $0.name] } ?? .null,
        ]
    }

    func participants(_ arrangement: String, on day: CalendarDate) -> [Fact] {
        state.all(.participant, arrangement).filter { $0.holds(on: day) }
    }
}

import Register

// Things that begin, and municipalities that merge.

extension RandomEdits {
    /// What there is from the first revision on.
    static func setUp(_ edits: [Edit]) -> String {
        let types = types.values.reduce(into: Set<String>()) { $0.insert($1) }.sorted().map { type in
            let level = type == "provincie" ? "province" : "region"
            return "INSERT INTO region_type VALUES ('\(type)', '\(type)', '', '\(level)', \(RegisterState.partitioning.contains(type)), 'proef')"
        }
        return (["BEGIN", "INSERT INTO source (id, title, publisher) VALUES ('proef', 'Proef', 'Niemand')"] + types + edits.map(\.sql) + ["COMMIT"])
            .joined(separator: "; ")
    }

    mutating func beginnings() -> [Edit] {
        var facts = [Fact(kind: .norm, subject: "decentralisation-2013", text: "Norm", number: 100_000)]
        let first = CalendarDate(year: 2010, month: 1, day: 1)
        for (region, type) in Self.types.sorted(by: { $0.key < $1.key }) {
            facts.append(Fact(kind: .region, subject: region, text: type))
            facts.append(Fact(kind: .regionName, subject: region, text: name(), from: type == "provincie" ? nil : first))
        }
        for number in 0..<12 {
            let code = newCode()
            facts.append(Fact(kind: .municipality, subject: code))
            facts.append(Fact(kind: .municipalityName, subject: code, text: name(), from: number < 6 ? nil : first))
            facts.append(Fact(kind: .regionMember, subject: "PV0\(1 + number % 2)", other: code, from: first))
            facts.append(Fact(kind: .regionMember, subject: "JZ0\(1 + number % 3)", other: code, from: first))
            facts.append(Fact(kind: .inhabitants, subject: code, number: 20_000 + random.below(90_000), from: first))
        }
        for _ in 0..<3 {
            let id = newArrangement()
            facts.append(Fact(kind: .arrangement, subject: id))
            facts.append(Fact(kind: .arrangementVersion, subject: id, text: name(), from: first))
        }
        return facts.map { .insert($0) }
    }

    /// A municipality that was not known.
    mutating func found(_ draft: inout Draft) {
        found(newCode(), from: random.chance(20) ? nil : day(), &draft)
    }

    private mutating func found(_ code: String, from: CalendarDate?, _ draft: inout Draft) {
        draft.apply(.insert(Fact(kind: .municipality, subject: code)))
        draft.apply(.insert(Fact(kind: .municipalityName, subject: code, text: name(), from: from)))
        for region in [random.pick(["PV01", "PV02"]), random.pick(["JZ01", "JZ02", "JZ03"])] {
            guard let run = draft.state.runs(.regionName, region).last, random.chance(80) else { continue }
            let begins = [from, run.from].compactMap { $0 }.max()
            draft.apply(.insert(Fact(kind: .regionMember, subject: region, other: code, from: begins, to: run.to)))
        }
    }

    mutating func agree(_ draft: inout Draft) {
        let id = newArrangement()
        let (from, to) = period(within: [])
        draft.apply(.insert(Fact(kind: .arrangement, subject: id)))
        draft.apply(.insert(Fact(kind: .arrangementVersion, subject: id, text: name(), from: from, to: to)))
        for (index, named) in living(draft.state).shuffled(using: &random).prefix(3).enumerated() {
            let begins = max(from, named.from ?? from)
            guard to.map({ begins < $0 }) ?? true else { continue }
            let role = index == 0 ? "centre-municipality" : "participant"
            draft.apply(.insert(Fact(kind: .participant, subject: id, other: named.subject, text: role, from: begins, to: to)))
        }
    }

    /// Two or three into a new one, or into one of them. Now and then an editor forgets what belonged to those that end.
    mutating func merge(_ draft: inout Draft) {
        let living = living(draft.state)
        guard living.count > 8 else { return found(&draft) }
        var chosen = Array(living.shuffled(using: &random).prefix(2 + random.below(2)))
        let latest = chosen.compactMap(\.from).max()
        var day = day()
        if let latest, day <= latest, random.chance(90) { day = CalendarDate(daysSince1970: latest.daysSince1970 + 1 + random.below(900)) }
        let successor: String
        if random.chance(40) {
            successor = chosen.removeLast().subject
        } else {
            successor = newCode()
            found(successor, from: day, &draft)
        }
        for name in chosen {
            end(name, on: day, &draft)
            draft.apply(.insert(Fact(kind: .succession, subject: name.subject, other: successor, text: "merger", from: day)))
        }
    }

    private mutating func end(_ name: Fact, on day: CalendarDate, _ draft: inout Draft) {
        var ended = name
        ended.to = day
        draft.apply(.update(name, ended))
        let isForgotten = random.chance(6)
        for kind in [Fact.Kind.regionMember, .participant] {
            let own = draft.state.all(kind).filter { $0.other == name.subject && ($0.to.map { day < $0 } ?? true) }
            for fact in own.sorted(by: { "\($0)" < "\($1)" }) where !isForgotten {
                var ended = fact
                ended.to = day
                draft.apply(fact.from.map { $0 >= day } ?? false ? .delete(fact) : .update(fact, ended))
            }
        }
        for figure in draft.state.all(.inhabitants, name.subject).sorted(by: { "\($0)" < "\($1)" }) where figure.from.map({ $0 >= day }) ?? false {
            draft.apply(.delete(figure))
        }
    }
}

import Register

extension RandomEdits {
    private static let named: [Fact.Kind] = [.municipalityName, .municipalityName, .municipalityName, .regionName, .arrangementVersion]
    private static let roles = ["participant", "participant", "centre-municipality", "principal", "initiator", "adviser"]

    /// In place: it never was so.
    mutating func correctName(_ draft: inout Draft) {
        guard let old = pick(random.pick(Self.named), in: draft.state) else { return }
        var new = old
        // Now and then nothing else than it was.
        if !random.chance(5) { new.text = name() }
        draft.apply(.update(old, new))
    }

    /// From a day on.
    mutating func changeName(_ draft: inout Draft) {
        guard let old = pick(random.pick(Self.named), in: draft.state) else { return }
        var (first, second) = (old, old)
        let day = day()
        (first.to, second.from, second.text) = (day, day, name())
        draft.apply(.update(old, first))
        draft.apply(.insert(second))
    }

    /// Its beginning or its end is another.
    mutating func shift(_ draft: inout Draft) {
        guard let old = pick(random.pick(Self.named), in: draft.state) else { return }
        var new = old
        if random.chance(50) { new.from = day() } else { new.to = random.chance(60) ? nil : day() }
        draft.apply(.update(old, new))
    }

    /// What stays must have a name at some time.
    mutating func deleteName(_ draft: inout Draft) {
        guard let old = pick(random.pick(Self.named), in: draft.state), draft.state.all(old.kind, old.subject).count > 1 else { return }
        draft.apply(.delete(old))
    }

    mutating func changeFigure(_ draft: inout Draft) {
        guard random.chance(50), let old = pick(.inhabitants, in: draft.state) else {
            guard let named = pick(.municipalityName, in: draft.state) else { return }
            let code = random.chance(2) ? "GM9998" : named.subject
            let day = period(within: draft.state.runs(.municipalityName, code)).from
            return draft.apply(
                .insert(Fact(kind: .inhabitants, subject: code, number: random.below(200_000) - (random.chance(2) ? 300_000 : 0), from: day)))
        }
        if random.chance(30) { return draft.apply(.delete(old)) }
        var new = old
        if random.chance(20) { new.from = day() } else { new.number = random.below(200_000) }
        draft.apply(.update(old, new))
    }

    mutating func changeMember(_ draft: inout Draft) {
        guard random.chance(55), let old = pick(.regionMember, in: draft.state) else {
            guard let named = pick(.municipalityName, in: draft.state), let region = pick(.regionName, in: draft.state) else { return }
            return draft.apply(.insert(membership(.regionMember, named.subject, of: region, draft.state)))
        }
        change(old, &draft)
    }

    mutating func changeParticipant(_ draft: inout Draft) {
        guard random.chance(60), let old = pick(.participant, in: draft.state) else {
            guard let named = pick(.municipalityName, in: draft.state), let version = pick(.arrangementVersion, in: draft.state) else { return }
            var fact = membership(.participant, named.subject, of: version, draft.state)
            fact.text = random.pick(Self.roles)
            return draft.apply(.insert(fact))
        }
        guard random.chance(40) else { return change(old, &draft) }
        var new = old
        new.text = random.pick(Self.roles)
        draft.apply(.update(old, new))
    }

    private mutating func membership(_ kind: Fact.Kind, _ code: String, of whole: Fact, _ state: RegisterState) -> Fact {
        let runs = state.runs(random.chance(50) ? .municipalityName : whole.kind, random.chance(50) ? code : whole.subject)
        let (from, to) = period(within: runs)
        return Fact(kind: kind, subject: whole.subject, other: random.chance(2) ? "GM9998" : code, from: from, to: to)
    }

    /// Ends it, corrects when it was, or takes it out.
    private mutating func change(_ old: Fact, _ draft: inout Draft) {
        var new = old
        switch random.below(4) {
        case 0: return draft.apply(.delete(old))
        case 1: new.from = day()
        case 2: new.to = day()
        default: new.to = nil
        }
        draft.apply(.update(old, new))
    }

    mutating func changeNorm(_ draft: inout Draft) {
        guard let old = pick(.norm, in: draft.state) else { return }
        var new = old
        new.number = 20_000 + random.below(200_000)
        draft.apply(.update(old, new))
    }

    mutating func changeSuccession(_ draft: inout Draft) {
        guard random.chance(70), let old = pick(.succession, in: draft.state) else {
            guard let one = pick(.municipalityName, in: draft.state), let other = pick(.municipalityName, in: draft.state) else { return }
            return draft.apply(.insert(Fact(kind: .succession, subject: one.subject, other: other.subject, text: "split", from: one.to ?? day())))
        }
        if random.chance(30) { return draft.apply(.delete(old)) }
        var new = old
        if random.chance(80) { new.text = random.pick(["merger", "split", "rename"]) } else { new.from = day() }
        draft.apply(.update(old, new))
    }
}

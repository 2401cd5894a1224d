import Register

/// What the register says at one moment, as plain values.
struct RegisterState: Sendable {
    private var facts: [Fact.Kind: [String: [Fact]]] = [:]

    /// A stretch of time. nil: without that end.
    struct Run: Hashable, Sendable {
        var from: CalendarDate?
        var to: CalendarDate?

        func contains(_ day: CalendarDate) -> Bool { (from.map { $0 <= day } ?? true) && (to.map { day < $0 } ?? true) }
        func contains(_ fact: Fact) -> Bool {
            (from.map { from in fact.from.map { from <= $0 } ?? false } ?? true) && (to.map { to in fact.to.map { $0 <= to } ?? false } ?? true)
        }
    }

    init(_ facts: some Sequence<Fact> = []) { for fact in facts { insert(fact) } }

    func all(_ kind: Fact.Kind, _ subject: String) -> [Fact] { facts[kind]?[subject] ?? [] }
    func all(_ kind: Fact.Kind) -> [Fact] { facts[kind].map { $0.values.flatMap { $0 } } ?? [] }
    func subjects(_ kind: Fact.Kind) -> [String] { facts[kind].map { $0.keys.sorted() } ?? [] }
    var everything: Set<Fact> { Set(facts.values.flatMap { $0.values.joined() }) }

    mutating func insert(_ fact: Fact) { facts[fact.kind, default: [:]][fact.subject, default: []].append(fact) }

    mutating func remove(_ fact: Fact) {
        facts[fact.kind]?[fact.subject]?.removeAll { $0 == fact }
        if all(fact.kind, fact.subject).isEmpty { facts[fact.kind]?[fact.subject] = nil }
    }

    /// - Returns: Whether it changes anything.
    mutating func apply(_ edit: Edit) -> Bool {
        switch edit {
        case .insert(let fact): insert(fact)
        case .delete(let fact): remove(fact)
        case .update(let old, let new):
            guard old != new else { return false }
            remove(old)
            insert(new)
        }
        return true
    }

    /// The stretches without a gap in which a thing exists, which is while it has a name, in order.
    func runs(_ kind: Fact.Kind, _ subject: String) -> [Run] {
        var runs: [Run] = []
        let sorted = all(kind, subject).sorted { one, other in other.from.map { later in one.from.map { $0 < later } ?? true } ?? false }
        for fact in sorted {
            if let last = runs.last, last.to == fact.from {
                runs[runs.count - 1].to = fact.to
            } else {
                runs.append(Run(from: fact.from, to: fact.to))
            }
        }
        return runs
    }

    func exists(_ kind: Fact.Kind, _ subject: String, on day: CalendarDate) -> Bool { all(kind, subject).contains { $0.holds(on: day) } }
}

// What the register refuses.

extension RegisterState {
    /// What a statement that does this would be refused for at once; nil: it is not.
    func refusal(of edit: Edit) -> String? {
        let fact: Fact
        var others = self
        switch edit {
        case .delete: return nil
        case .insert(let new): fact = new
        case .update(let old, let new):
            fact = new
            others.remove(old)
        }
        if let from = fact.from, let to = fact.to, from >= to { return "it ends before it begins" }
        for code in [fact.kind.isOfMunicipality ? fact.subject : nil, fact.other].compactMap({ $0 }) where !code.isEmpty {
            if all(.municipality, code).isEmpty { return "there is no \(code)" }
        }
        let same = others.all(fact.kind, fact.subject).filter { $0.other == fact.other }
        switch fact.kind {
        case .municipalityName, .regionName, .regionMember, .arrangementVersion, .participant:
            return same.contains { $0.overlaps(fact) } ? "it is there twice at a time" : nil
        case .inhabitants:
            if fact.number < 0 { return "nobody can be less than nobody" }
            guard let day = fact.from, exists(.municipalityName, fact.subject, on: day) else { return "a figure of a day without the municipality" }
            return same.contains { $0.from == day } ? "two figures of one day" : nil
        case .succession:
            if fact.subject == fact.other { return "a successor of itself" }
            return same.contains { $0.from == fact.from } ? "the same step twice" : nil
        case .municipality, .region, .arrangement, .norm: return same.isEmpty ? nil : "it is there already"
        }
    }

    /// What a transaction that leaves this behind is refused for; nil: nothing is wrong.
    func fault() -> String? {
        for fact in all(.inhabitants) {
            if let day = fact.from, !exists(.municipalityName, fact.subject, on: day) { return "a figure of a day without the municipality: \(fact)" }
        }
        for step in all(.succession) {
            guard let day = step.from else { continue }
            let before = CalendarDate(daysSince1970: day.daysSince1970 - 1)
            if exists(.municipalityName, step.subject, on: day) || !exists(.municipalityName, step.subject, on: before) {
                return "the old one does not end on that day: \(step)"
            }
            if !exists(.municipalityName, step.other, on: day) { return "the new one does not exist on that day: \(step)" }
        }
        for (kind, of) in [(Fact.Kind.regionMember, Fact.Kind.regionName), (.participant, .arrangementVersion)] {
            for fact in all(kind) {
                if !runs(of, fact.subject).contains(where: { $0.contains(fact) }) { return "outside the time of what it belongs to: \(fact)" }
                if !runs(.municipalityName, fact.other).contains(where: { $0.contains(fact) }) {
                    return "outside the time of the municipality: \(fact)"
                }
            }
        }
        return partitionFault() ?? leadingFault()
    }

    /// A type that partitions the country has each municipality once at a time.
    private func partitionFault() -> String? {
        var members: [String: [Fact]] = [:]
        for member in all(.regionMember) {
            guard let type = all(.region, member.subject).first?.text, Self.partitioning.contains(type) else { continue }
            let key = "\(type) \(member.other)"
            if members[key, default: []].contains(where: { $0.overlaps(member) }) { return "in two regions of one type: \(member)" }
            members[key, default: []].append(member)
        }
        return nil
    }

    private func leadingFault() -> String? {
        for arrangement in subjects(.participant) {
            for role in ["centre-municipality", "principal"] {
                let leading = all(.participant, arrangement).filter { $0.text == role }
                for (index, one) in leading.enumerated() where leading[(index + 1)...].contains(where: { $0.overlaps(one) }) {
                    return "two in the role of \(role): \(one)"
                }
            }
        }
        return nil
    }

    static let partitioning: Set = ["provincie", "jeugdregio"]
}

extension Fact.Kind {
    fileprivate var isOfMunicipality: Bool { self == .municipalityName || self == .inhabitants || self == .succession }
}

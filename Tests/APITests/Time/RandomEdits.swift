import Register

/// Makes transactions as editors do: some of one change, some of a dozen, some taken back in whole or in part, some that the register has to refuse.
struct RandomEdits: Sendable {
    /// What an editor sends, and what the register has to make of it.
    struct Transaction: Sendable {
        enum Outcome: Sendable {
            case committed(RegisterState)
            case changesNothing
            case rolledBack
            case refused(String)
        }

        let sql: String
        let outcome: Outcome
        /// Rows that it changes.
        let changes: Int
    }

    /// A transaction while it is made.
    struct Draft {
        var state: RegisterState
        var statements: [String] = []
        var changes = 0
        /// Nothing is done after the first statement that is refused.
        var refusal: String?

        mutating func apply(_ edit: Edit) {
            guard refusal == nil else { return }
            statements.append(edit.sql)
            refusal = state.refusal(of: edit)
            if refusal == nil, state.apply(edit) { changes += 1 }
        }
    }

    var random: SplitMix
    /// So that no name is given twice, and no code.
    private var counter = 0

    init(seed: UInt64) { random = SplitMix(seed: seed, number: 0) }

    mutating func transaction(on state: RegisterState) -> Transaction {
        var draft = Draft(state: state)
        for _ in 0..<(random.chance(60) ? 1 : 1 + random.below(4)) {
            if random.chance(6) { taken(back: &draft) } else { act(&draft) }
        }
        let isCommitted = !random.chance(8)
        let sql = (["BEGIN"] + draft.statements + [isCommitted ? "COMMIT" : "ROLLBACK"]).joined(separator: "; ")
        if let refusal = draft.refusal { return Transaction(sql: sql, outcome: .refused(refusal), changes: 0) }
        guard isCommitted else { return Transaction(sql: sql, outcome: .rolledBack, changes: 0) }
        if draft.changes == 0 { return Transaction(sql: sql, outcome: .changesNothing, changes: 0) }
        if let fault = draft.state.fault() { return Transaction(sql: sql, outcome: .refused(fault), changes: 0) }
        return Transaction(sql: sql, outcome: .committed(draft.state), changes: draft.changes)
    }

    /// To a savepoint.
    private mutating func taken(back draft: inout Draft) {
        let kept = draft
        draft.statements.append("SAVEPOINT here")
        act(&draft)
        guard draft.refusal == nil else { return }
        (draft.state, draft.changes) = (kept.state, kept.changes)
        draft.statements.append("ROLLBACK TO here")
    }

    private mutating func act(_ draft: inout Draft) {
        switch random.below(100) {
        case ..<12: correctName(&draft)
        case ..<20: changeName(&draft)
        case ..<27: shift(&draft)
        case ..<30: deleteName(&draft)
        case ..<50: changeFigure(&draft)
        case ..<64: changeMember(&draft)
        case ..<84: changeParticipant(&draft)
        case ..<90: merge(&draft)
        case ..<93: found(&draft)
        case ..<95: agree(&draft)
        case ..<98: changeSuccession(&draft)
        default: changeNorm(&draft)
        }
    }
}

// What the actions choose from.

extension RandomEdits {
    static let types = [
        "PV01": "provincie", "PV02": "provincie", "JZ01": "jeugdregio", "JZ02": "jeugdregio", "JZ03": "jeugdregio", "kring-a": "kring",
    ]

    mutating func name() -> String {
        counter += 1
        return "Plaats \(padded(counter, 5))"
    }

    mutating func newCode() -> String {
        counter += 1
        return "GM\(padded(counter, 4))"
    }

    mutating func newArrangement() -> String {
        counter += 1
        return "regeling-\(counter)"
    }

    private func padded(_ number: Int, _ width: Int) -> String { String(repeating: "0", count: width - String(number).count) + String(number) }

    /// Few days, so that facts meet.
    mutating func day() -> CalendarDate {
        let (month, day) = random.pick([(1, 1), (1, 1), (1, 1), (7, 1), (3, 15)])
        guard let date = CalendarDate(year: 2010 + random.below(18), month: month, day: day) else {
            preconditionFailure("Every year has these days.")
        }
        return date
    }

    /// A part of the time of something, mostly.
    mutating func period(within runs: [RegisterState.Run]) -> (from: CalendarDate, to: CalendarDate?) {
        let run = runs.isEmpty ? RegisterState.Run() : random.pick(runs)
        var from = day()
        if random.chance(90), let start = run.from, from < start { from = start }
        if random.chance(40) { return (from, run.to) }
        var to = CalendarDate(daysSince1970: from.daysSince1970 + 1 + random.below(2500))
        if random.chance(90), let end = run.to, end < to { to = end }
        return (from, to)
    }

    mutating func pick(_ kind: Fact.Kind, in state: RegisterState) -> Fact? {
        let subjects = state.subjects(kind)
        guard !subjects.isEmpty else { return nil }
        // In an order that is the same each time.
        return random.pick(state.all(kind, random.pick(subjects)).sorted { "\($0)" < "\($1)" })
    }

    /// Of those that do not end.
    func living(_ state: RegisterState) -> [Fact] {
        state.subjects(.municipalityName).compactMap { code in state.all(.municipalityName, code).first { $0.to == nil } }
    }
}

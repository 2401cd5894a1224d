import Register

@testable import RegisterAPI

extension RandomQuestions {
    mutating func question(_ answers: ModelAnswers, _ revision: Int, _ moment: String?) -> Question {
        let found: (target: String, query: [String], status: Int, body: JSON) =
            switch random.below(100) {
            case ..<14: municipalities(answers)
            case ..<20: latestMunicipalities(answers)
            case ..<34: municipality(answers)
            case ..<44: series(answers)
            case ..<52: region(answers)
            case ..<60: members(answers)
            case ..<72: scaleCheck(answers)
            case ..<78: regionScaleCheck(answers)
            case ..<84: arrangements(answers)
            case ..<92: arrangement(answers)
            default: participants(answers)
            }
        let query = (found.query + [moment].compactMap { $0 }).shuffled(using: &random).joined(separator: "&")
        return Question(target: query.isEmpty ? found.target : "\(found.target)?\(query)", revision: revision, status: found.status, body: found.body)
    }

    typealias Asked = (target: String, query: [String], status: Int, body: JSON)

    private static func query(_ day: CalendarDate?) -> [String] { day.map { ["validOn=\($0)"] } ?? [] }

    // MARK: Lists

    private mutating func municipalities(_ answers: ModelAnswers) -> Asked {
        let asked = day()
        let day = asked ?? answers.today
        var query = Self.query(asked) + ["pageSize=1000"]
        var codes = answers.state.subjects(.municipalityName).filter { answers.state.exists(.municipalityName, $0, on: day) }
        switch random.below(6) {
        case 0:
            let region = subject(.region, unknown: "kring-z")
            query.append("region=\(region)")
            if answers.state.all(.region, region).isEmpty, !answers.isBeforeTheFirst {
                return ("/v1/municipalities", query, 400, Self.refused("region region-unknown"))
            }
            let members = Set(answers.members(region, on: day).map(\.other))
            codes.removeAll { !members.contains($0) }
        case 1:
            let least = random.below(150_000)
            query.append("minInhabitants=\(least)")
            codes.removeAll { answers.figure($0, by: day).map { $0.number < least } ?? true }
        case 2:
            let part = "\(random.below(10))\(random.below(10))"
            query.append("name=\(part)")
            codes.removeAll { !(answers.name(.municipalityName, $0, on: day) ?? "").contains(part) }
        case 3:
            let arrangement = subject(.arrangement, unknown: "regeling-0")
            query.append("arrangement=\(arrangement)")
            if answers.state.all(.arrangement, arrangement).isEmpty, !answers.isBeforeTheFirst {
                return ("/v1/municipalities", query, 400, Self.refused("arrangement arrangement-unknown"))
            }
            let parties = Set(answers.participants(arrangement, on: day).filter { $0.text != "adviser" }.map(\.other))
            codes.removeAll { !parties.contains($0) }
        default: break
        }
        let items = answers.byName(.municipalityName, codes, on: day).compactMap { answers.municipality($0, on: day, asked: day) }
        return ("/v1/municipalities", query, 200, ["items": .array(items), "page": ["total": .int(items.count)], "validOn": day.json])
    }

    private mutating func latestMunicipalities(_ answers: ModelAnswers) -> Asked {
        let status = random.pick(["ended", "all"])
        let items = answers.state.subjects(.municipalityName).compactMap { code in
            answers.latestDay(.municipalityName, code).flatMap { answers.municipality(code, on: $0, asked: answers.today) }
        }.filter { status == "all" || $0["status"] == "ended" }
        return ("/v1/municipalities", ["status=\(status)", "sort=code", "pageSize=1000"], 200, ["items": .array(items), "validOn": .null])
    }

    private mutating func arrangements(_ answers: ModelAnswers) -> Asked {
        let asked = day()
        let day = asked ?? answers.today
        var query = Self.query(asked) + ["pageSize=1000"]
        var ids = answers.state.subjects(.arrangementVersion).filter { answers.state.exists(.arrangementVersion, $0, on: day) }
        if random.chance(50) {
            let code = subject(.municipality, unknown: "GM9998")
            query.append("municipality=\(code)")
            if answers.state.all(.municipality, code).isEmpty, !answers.isBeforeTheFirst {
                return ("/v1/arrangements", query, 400, Self.refused("municipality municipality-unknown"))
            }
            ids.removeAll { id in !answers.participants(id, on: day).contains { $0.other == code } }
        }
        let items = answers.byName(.arrangementVersion, ids, on: day).compactMap { answers.arrangement($0, on: day, asked: day) }
        return ("/v1/arrangements", query, 200, ["items": .array(items), "validOn": day.json])
    }

    // MARK: One thing

    private mutating func municipality(_ answers: ModelAnswers) -> Asked {
        let (code, asked) = (subject(.municipality, unknown: "GM9998"), day())
        let found = (asked ?? answers.latestDay(.municipalityName, code)).flatMap {
            answers.municipality(code, on: $0, asked: asked ?? answers.today)
        }
        return single("/v1/municipalities/\(code)", asked, found, isKnown: !answers.state.all(.municipality, code).isEmpty, "municipality")
    }

    private mutating func series(_ answers: ModelAnswers) -> Asked {
        let (code, asked, from, to) = (
            subject(.municipality, unknown: "GM9998"), day(), random.chance(30) ? day() : nil, random.chance(30) ? day() : nil
        )
        let day = asked ?? answers.latestDay(.municipalityName, code)
        var found: JSON?
        if let day, answers.state.exists(.municipalityName, code, on: day) {
            let figures = answers.state.all(.inhabitants, code).compactMap { fact in fact.from.map { (on: $0, count: fact.number) } }
                .filter { figure in
                    (asked.map { figure.on <= $0 } ?? true) && (from.map { $0 <= figure.on } ?? true) && (to.map { figure.on < $0 } ?? true)
                }
            let items: [JSON] = figures.sorted { $0.on < $1.on }.map { ["referenceDate": $0.on.json, "count": .int($0.count)] }
            found = ["items": .array(items), "validOn": asked.json]
        }
        let isKnown = !answers.state.all(.municipality, code).isEmpty
        var question = single("/v1/municipalities/\(code)/inhabitants", asked, found, isKnown: isKnown, "municipality")
        question.query += [from.map { "from=\($0)" }, to.map { "to=\($0)" }, "pageSize=1000"].compactMap { $0 }
        if let from, let to, from > to { return (question.target, question.query, 400, Self.refused("to range-reversed")) }
        return question
    }

    private mutating func region(_ answers: ModelAnswers) -> Asked {
        let (id, asked) = (subject(.region, unknown: "kring-z"), day())
        let found = (asked ?? answers.latestDay(.regionName, id)).flatMap { answers.region(id, on: $0, asked: asked ?? answers.today) }
        return single("/v1/regions/\(id)", asked, found, isKnown: !answers.state.all(.region, id).isEmpty, "region")
    }

    private mutating func members(_ answers: ModelAnswers) -> Asked {
        let (id, asked) = (subject(.region, unknown: "kring-z"), day())
        let day = asked ?? answers.latestDay(.regionName, id)
        var found: JSON?
        if let day, answers.state.exists(.regionName, id, on: day) {
            let items = answers.parties(answers.members(id, on: day), on: day) { fact, name in
                ["code": .string(fact.other), "name": .string(name), "validFrom": fact.from.json, "validTo": fact.to.json]
            }
            found = ["items": items, "validOn": day.json]
        }
        return single("/v1/regions/\(id)/members", asked, found, isKnown: !answers.state.all(.region, id).isEmpty, "region")
    }

    private mutating func arrangement(_ answers: ModelAnswers) -> Asked {
        let (id, asked) = (subject(.arrangement, unknown: "regeling-0"), day())
        let found = (asked ?? answers.latestDay(.arrangementVersion, id)).flatMap { answers.arrangement(id, on: $0, asked: asked ?? answers.today) }
        return single("/v1/arrangements/\(id)", asked, found, isKnown: !answers.state.all(.arrangement, id).isEmpty, "arrangement")
    }

    private mutating func participants(_ answers: ModelAnswers) -> Asked {
        let (id, asked) = (subject(.arrangement, unknown: "regeling-0"), day())
        let day = asked ?? answers.latestDay(.arrangementVersion, id)
        var found: JSON?
        if let day, answers.state.exists(.arrangementVersion, id, on: day) {
            let items = answers.parties(answers.participants(id, on: day), on: day) { fact, name in
                [
                    "party": ["kind": "municipality", "code": .string(fact.other), "name": .string(name)], "role": .string(fact.text),
                    "validFrom": fact.from.json, "validTo": fact.to.json,
                ]
            }
            found = ["items": items, "validOn": day.json]
        }
        return single("/v1/arrangements/\(id)/participants", asked, found, isKnown: !answers.state.all(.arrangement, id).isEmpty, "arrangement")
    }

    // MARK: Sums

    private mutating func scaleCheck(_ answers: ModelAnswers) -> Asked {
        let asked = day()
        let day = asked ?? answers.today
        var codes: [String] = []
        let existing = answers.state.subjects(.municipalityName).filter { answers.state.exists(.municipalityName, $0, on: day) }
        for _ in 0..<(1 + random.below(4)) {
            let code = existing.isEmpty || random.chance(10) ? subject(.municipality, unknown: "GM9998") : random.pick(existing)
            if !codes.contains(code) { codes.append(code) }
        }
        let (threshold, bar) = bar(answers)
        let query = Self.query(asked) + bar + ["municipality=\(codes.joined(separator: ","))"]
        let absent = codes.filter { !existing.contains($0) }
        guard absent.isEmpty else {
            let faults = absent.map {
                "municipality \(answers.state.all(.municipality, $0).isEmpty ? "municipality-unknown" : "municipality-not-valid")"
            }
            return ("/v1/scale-check", query, 400, Self.refused(faults))
        }
        return ("/v1/scale-check", query, 200, answers.scaleCheck(codes, on: day, threshold: threshold))
    }

    private mutating func regionScaleCheck(_ answers: ModelAnswers) -> Asked {
        let (id, asked) = (subject(.region, unknown: "kring-z"), day())
        let (threshold, bar) = bar(answers)
        let day = asked ?? answers.latestDay(.regionName, id)
        var found: JSON?
        if let day, answers.state.exists(.regionName, id, on: day) {
            found = answers.scaleCheck(answers.members(id, on: day).map(\.other), on: day, threshold: threshold)
        }
        var question = single("/v1/regions/\(id)/scale-check", asked, found, isKnown: !answers.state.all(.region, id).isEmpty, "region")
        question.query += bar
        return question
    }

    private mutating func bar(_ answers: ModelAnswers) -> (threshold: Int, query: [String]) {
        if let norm = answers.state.all(.norm).first, random.chance(60) { return (norm.number, []) }
        let threshold = 1 + random.below(300_000)
        return (threshold, ["threshold=\(threshold)"])
    }

    // MARK: Absence

    private func single(_ target: String, _ asked: CalendarDate?, _ found: JSON?, isKnown: Bool, _ kind: String) -> Asked {
        if let found { return (target, Self.query(asked), 200, found) }
        return (target, Self.query(asked), 404, ["status": 404, "code": .string("\(kind)-\(isKnown ? "not-valid" : "unknown")")])
    }

    private static func refused(_ faults: String...) -> JSON { refused(faults) }

    private static func refused(_ faults: [String]) -> JSON {
        let errors: [JSON] = faults.map { fault in
            let parts = fault.split(separator: " ")
            return ["location": .string(String(parts[0])), "code": .string(String(parts[1]))]
        }
        return ["status": 400, "errors": .array(errors)]
    }
}

import Testing

@testable import Register

/// What is congruent, on sets made by hand.
@Suite struct CongruenceTests {
    /// - Parameter sets: By criterion and municipality: the groups, and the other municipalities.
    private func compare(
        _ criteria: Congruence.Criteria, scope: [String], _ sets: [String: [String: ([String], [String])]], incomplete: Set<String> = [],
        absent: Set<String> = []
    ) -> Congruence {
        let found = sets.flatMap { criterion, lines in
            lines.map { CooperationSet.Found(criterion: criterion, municipality: $0, set: CooperationSet(groups: $1.0, partners: $1.1)) }
        }
        let groups = Set(found.flatMap(\.set.groups))
        let codes = Set(found.flatMap { [$0.municipality] + $0.set.partners } + scope).subtracting(absent)
        let uncertain: Set<String> =
            switch criteria {
            case .policyDomains: Set(found.filter { !incomplete.isDisjoint(with: $0.set.groups) }.map(\.criterion))
            case .regionTypes(let ids): Set(ids).subtracting(sets.keys)
            }
        return Congruence.Material(
            criteria, scope: scope, found: found, names: Dictionary(uniqueKeysWithValues: codes.map { ($0, "Name of \($0)") }),
            groups: Dictionary(
                uniqueKeysWithValues: groups.map {
                    ($0, Names.Named(link: Link(id: $0, name: "Name of \($0)"), type: String($0.prefix(1))))
                }), uncertain: uncertain
        ).compared()
    }

    private let care = Congruence.Criteria.policyDomains(["care", "work"])

    /// Of one municipality, A.
    private func ofA(
        care: ([String], [String])?, work: ([String], [String])?, incomplete: Set<String> = [], types: Bool = false
    ) -> (congruent: Bool?, line: Congruence.Line) {
        var sets: [String: [String: ([String], [String])]] = [:]
        if let care { sets["care"] = ["A": care] }
        if let work { sets["work"] = ["A": work] }
        let answer = compare(types ? .regionTypes(["care", "work"]) : self.care, scope: ["A"], sets, incomplete: incomplete)
        return (answer.congruent, answer.lines[0])
    }

    @Test func theSameArrangementForBoth() {
        let (congruent, line) = ofA(care: (["x"], ["B", "C"]), work: (["x"], ["B", "C"]))
        #expect(congruent == true && line.congruent == true)
        #expect(line.coinciding == [["care", "work"]] && line.differences == [])
        // Whoever is not named takes part in both.
        #expect(ofA(care: (["x"], ["B"]), work: (["x"], ["B"]), incomplete: ["x"]).congruent == true)
    }

    @Test func twoArrangementsOfTheSame() {
        let (congruent, line) = ofA(care: (["x"], ["B", "C"]), work: (["y", "z"], ["B", "C"]))
        #expect(congruent == true && line.coinciding == [["care", "work"]])
        // As far as they are named; whether the others are the same nobody knows.
        for incomplete in [["x"], ["y"], ["x", "y"]] as [Set<String>] {
            let (congruent, line) = ofA(care: (["x"], ["B", "C"]), work: (["y"], ["B", "C"]), incomplete: incomplete)
            #expect(congruent == nil && line.differences == [] && line.coinciding == [["care", "work"]])
        }
    }

    @Test func oneIsWider() {
        let (congruent, line) = ofA(care: (["x"], ["B"]), work: (["y"], ["B", "C", "D"]))
        #expect(congruent == false && line.congruent == false)
        #expect(line.coinciding == [["care"], ["work"]])
        #expect(line.differences.map(\.code) == ["C", "D"] && line.differences.map(\.name) == ["Name of C", "Name of D"])
        #expect(line.differences.allSatisfy { $0.present == ["work"] && $0.missing == ["care"] })
    }

    @Test func whoIsMissingWhereNotEverybodyIsNamedMayBeThere() {
        #expect(ofA(care: (["x"], ["B"]), work: (["y"], ["B", "C"]), incomplete: ["x"]).congruent == nil)
        // The one that misses it names everybody.
        #expect(ofA(care: (["x"], ["B"]), work: (["y"], ["B", "C"]), incomplete: ["y"]).congruent == false)
        // One in each direction: D is certainly missing.
        #expect(ofA(care: (["x"], ["B", "D"]), work: (["y"], ["B", "C"]), incomplete: ["x"]).congruent == false)
        #expect(ofA(care: (["x"], ["B", "D"]), work: (["y"], ["B", "C"]), incomplete: ["x", "y"]).congruent == nil)
        // One of the two arrangements by which A works on care names everybody, the other does not.
        #expect(ofA(care: (["w", "x"], ["B"]), work: (["y"], ["B", "C"]), incomplete: ["w"]).congruent == nil)
    }

    @Test func nothingIsRecorded() {
        let (congruent, line) = ofA(care: nil, work: nil)
        #expect(congruent == nil && line.congruent == nil)
        #expect(line.coinciding == [] && line.differences == [] && line.sets.allSatisfy { $0.groups == [] && $0.partners == [] })
        #expect(ofA(care: nil, work: nil, types: true).congruent == nil)
    }

    @Test func onlyOneIsRecorded() {
        let (congruent, line) = ofA(care: (["x"], ["B"]), work: nil)
        #expect(congruent == false && line.coinciding == [["care"]])
        #expect(line.differences.map(\.code) == ["B"] && line.differences[0].present == ["care"] && line.differences[0].missing == ["work"])
        // A classification that is not known on the day leaves it open.
        #expect(ofA(care: (["x"], ["B"]), work: nil, types: true).congruent == nil)
    }

    @Test func aloneInBoth() {
        let (congruent, line) = ofA(care: (["x"], []), work: (["y"], []))
        #expect(congruent == true && line.coinciding == [["care", "work"]] && line.differences == [])
        #expect(ofA(care: (["x"], []), work: (["y"], []), types: true).congruent == true)
        #expect(ofA(care: (["x"], []), work: (["y"], []), incomplete: ["y"]).congruent == nil)
        #expect(ofA(care: (["x"], []), work: (["y"], ["B"])).congruent == false)
    }

    @Test func threeOfWhichTwoCoincide() {
        let sets: [String: [String: ([String], [String])]] = [
            "a": ["A": (["x"], ["B"])], "b": ["A": (["z"], ["B", "C"])], "c": ["A": (["y"], ["B"])],
        ]
        let line = compare(.policyDomains(["a", "b", "c"]), scope: ["A"], sets).lines[0]
        #expect(line.coinciding == [["a", "c"], ["b"]] && line.congruent == false)
        #expect(line.differences.map(\.code) == ["C"] && line.differences[0].present == ["b"] && line.differences[0].missing == ["a", "c"])
    }

    @Test func theWhole() {
        let equal: ([String], [String]) = (["x"], [])
        func congruent(_ care: [String: ([String], [String])], _ work: [String: ([String], [String])], scope: [String]) -> Bool? {
            compare(self.care, scope: scope, ["care": care, "work": work]).congruent
        }
        #expect(congruent(["A": equal, "B": equal], ["A": equal, "B": equal], scope: ["A", "B"]) == true)
        #expect(congruent(["A": equal, "B": (["x"], ["C"])], ["A": equal, "B": (["y"], ["D"])], scope: ["A", "B"]) == false)
        // One that is not is enough, whatever is not known of others.
        #expect(congruent(["B": (["x"], ["C"])], ["B": (["y"], ["D"])], scope: ["A", "B"]) == false)
        #expect(congruent(["A": equal], ["A": equal], scope: ["A", "B"]) == nil)
        #expect(congruent([:], [:], scope: []) == nil)
    }

    @Test func groupsStandInOrderAndWhatHasNoNameHasItsCode() {
        let answer = compare(
            care, scope: ["A", "B"], ["care": ["A": (["z", "y"], []), "B": (["x"], ["Q"])], "work": ["C": (["v"], [])]], absent: ["Q"])
        #expect(answer.lines.map(\.code) == ["A", "B"] && answer.lines.map(\.name) == ["Name of A", "Name of B"])
        #expect(answer.groups.map(\.id) == ["x", "y", "z"] && answer.regions == [])
        #expect(answer.lines[1].differences.map(\.name) == ["Q"])
    }

    // MARK: Regions

    /// Members of regions, whose ids begin with their type.
    private func found(_ regions: [String: [String]]) -> [String: [String: ([String], [String])]] {
        var sets: [String: [String: ([String], [String])]] = [:]
        for (region, members) in regions {
            for member in members {
                let others = members.filter { $0 != member }
                let before = sets[String(region.prefix(1)), default: [:]][member] ?? ([], [])
                sets[String(region.prefix(1)), default: [:]][member] = ((before.0 + [region]).sorted(), Set(before.1 + others).sorted())
            }
        }
        return sets
    }

    @Test func regionsOfTwoTypes() throws {
        let sets = found(["p1": ["A", "B"], "p2": ["C", "D", "E"], "q1": ["A", "B"], "q2": ["C"], "q3": ["D", "E", "F"]])
        let answer = compare(.regionTypes(["p", "q"]), scope: ["A", "B", "C", "D", "E", "F"], sets)
        #expect(answer.regions.map(\.region.id) == ["p1", "p2", "q1", "q2", "q3"])
        #expect(answer.regions.map(\.congruent) == [true, false, true, false, false])
        #expect(answer.regions.map(\.members) == [2, 3, 2, 1, 3])
        let wide = try #require(answer.regions.first { $0.region.id == "p2" })
        // The one that shares most comes first.
        #expect(wide.counterparts.map(\.region.id) == ["q3", "q2"] && wide.counterparts.map(\.shared) == [2, 1])
        #expect(wide.counterparts[0].onlyHere == ["C"] && wide.counterparts[0].onlyThere == ["F"] && !wide.counterparts[0].congruent)
        #expect(wide.counterparts[1].onlyHere == ["D", "E"] && wide.counterparts[1].onlyThere == [])
        let same = try #require(answer.regions.first)
        #expect(same.counterparts.count == 1 && same.counterparts[0].congruent && same.counterparts[0].shared == 2)
        // F is in a region of one type only, though the other is known.
        #expect(answer.congruent == false && answer.lines.last?.congruent == false)
    }

    @Test func regionsOutsideTheScopeAreComparedAndNotReported() {
        let sets = found(["p1": ["A", "B"], "p2": ["C"], "q1": ["A", "B", "C"]])
        let answer = compare(.regionTypes(["p", "q"]), scope: ["A"], sets)
        #expect(answer.regions.map(\.region.id) == ["p1", "q1"])
        #expect(answer.regions[1].counterparts.map(\.region.id) == ["p1", "p2"])
        #expect(answer.regions[0].counterparts[0].onlyThere == ["C"])
    }

    @Test func withThreeTypesEachMustHaveTheSame() {
        let sets = found(["p1": ["A", "B"], "q1": ["A", "B"], "r1": ["A", "B"], "p2": ["C", "D"], "q2": ["C", "D"], "r2": ["C"], "r3": ["D"]])
        let answer = compare(.regionTypes(["p", "q", "r"]), scope: ["A", "B", "C", "D"], sets)
        #expect(answer.regions.filter { $0.congruent == true }.map(\.region.id) == ["p1", "q1", "r1"])
        let half = answer.regions.first { $0.region.id == "p2" }
        #expect(half?.counterparts.map { "\($0.region.id) \($0.congruent)" } == ["q2 true", "r2 false", "r3 false"])
    }

    @Test func inSeveralRegionsOfOneType() {
        // A is in p1 and p2, as with sheltered employment.
        let answer = compare(.regionTypes(["p", "q"]), scope: ["A"], found(["p1": ["A", "B"], "p2": ["A", "C"], "q1": ["A", "B", "C"]]))
        #expect(answer.lines[0].sets[0].partners == ["B", "C"] && answer.lines[0].congruent == true)
        #expect(answer.regions.map(\.congruent) == [false, false, false])
    }
}

public import Postgres

/// Do municipalities work together with the same others in each of several policy domains, or are they together in each of several classifications?
///
/// The cabinet asked in 2013 for congruent cooperations: the same municipalities for every task.
public struct Congruence: Sendable, Hashable {
    public enum Criteria: Sendable, Hashable {
        case policyDomains([String])
        case regionTypes([String])

        var ids: [String] {
            switch self {
            case .policyDomains(let ids), .regionTypes(let ids): ids
            }
        }
    }

    /// One municipality, and with whom it is by each criterion.
    public struct Line: Sendable, Hashable {
        public let code: String
        public let name: String
        /// In the order of the criteria.
        public let sets: [CooperationSet]
        /// Criteria by which something is recorded, put together where the others are the same.
        public let coinciding: [[String]]
        public let differences: [Difference]
        /// nil: not determined, since nothing is recorded of it, or not everybody is named.
        public let congruent: Bool?
    }

    /// A municipality that is there by some criteria and missing by others.
    public struct Difference: Sendable, Hashable {
        public let code: String
        public let name: String
        public let present: [String]
        public let missing: [String]
    }

    public let criteria: Criteria
    public let lines: [Line]
    /// Every arrangement or region that the lines name.
    public let groups: [Link]
    /// Of regions only: how the regions of each type lie to those of the others.
    public let regions: [RegionCongruence]
    /// false where one of the lines is not; nil where one is not determined, or there is none.
    public let congruent: Bool?

    /// - Parameter scope: The codes of the municipalities to look at; nil: all that exist on the day.
    public static func compare(_ db: isolated Connection, _ criteria: Criteria, scope: [String]?, on day: CalendarDate) throws -> Congruence {
        let names = try Names.municipalities(db, on: day)
        let found: [CooperationSet.Found]
        let groups: [String: Names.Named]
        switch criteria {
        case .policyDomains(let ids): (found, groups) = (try db.all(CooperationSet.byPolicyDomain, ids, day), try Names.arrangements(db, on: day))
        case .regionTypes(let ids): (found, groups) = (try db.all(CooperationSet.byRegionType, ids, day), try Names.regions(db, on: day))
        }
        return Congruence(criteria, scope: (scope ?? Array(names.keys)).sorted(), found, names: names, groups: groups)
    }

    init(_ criteria: Criteria, scope: [String], _ found: [CooperationSet.Found], names: [String: String], groups: [String: Names.Named]) {
        var sets: [String: [String: CooperationSet]] = [:]
        for item in found { sets[item.municipality, default: [:]][item.criterion] = item.set }
        self.criteria = criteria
        let needsAll = if case .regionTypes = criteria { true } else { false }
        lines = scope.map { code in
            Line(
                code: code, criteria: criteria.ids, sets: criteria.ids.map { sets[code]?[$0] ?? .none }, names: names, needsAll: needsAll,
                isComplete: { groups[$0]?.isComplete ?? true })
        }
        let named = Set(lines.flatMap { $0.sets.flatMap(\.groups) })
        self.groups = named.sorted().compactMap { groups[$0]?.link }
        regions = if case .regionTypes(let types) = criteria { RegionCongruence.all(types, found, among: named, names: groups) } else { [] }
        congruent = lines.contains { $0.congruent == false } ? false : lines.isEmpty || lines.contains { $0.congruent == nil } ? nil : true
    }
}

extension Congruence.Line {
    /// - Parameter needsAll: Whether nothing recorded by one criterion leaves it open (a classification that is not known on the day),
    ///   and does not count as working together with nobody.
    init(
        code: String, criteria: [String], sets: [CooperationSet], names: [String: String], needsAll: Bool, isComplete: (String) -> Bool
    ) {
        let named = zip(criteria, sets)
        var together: [(partners: [String], criteria: [String])] = []
        for (criterion, set) in named where !set.groups.isEmpty {
            if let index = together.firstIndex(where: { $0.partners == set.partners }) {
                together[index].criteria.append(criterion)
            } else {
                together.append((set.partners, [criterion]))
            }
        }
        let everybody = Set(sets.flatMap(\.partners)).sorted()
        let differences: [Congruence.Difference] = everybody.compactMap { other in
            let missing = named.filter { !$0.1.partners.contains(other) }.map(\.0)
            guard !missing.isEmpty else { return nil }
            return .init(code: other, name: names[other] ?? other, present: criteria.filter { !missing.contains($0) }, missing: missing)
        }
        // Who is missing where not everybody is named may be there all the same.
        let uncertain = Set(named.filter { !$0.1.groups.allSatisfy(isComplete) }.map(\.0))
        let congruent: Bool?
        if sets.allSatisfy(\.groups.isEmpty) || (needsAll && sets.contains(where: \.groups.isEmpty)) {
            congruent = nil
        } else if sets.dropFirst().allSatisfy({ $0.groups == sets[0].groups }) {
            congruent = true
        } else if differences.contains(where: { $0.missing.contains { !uncertain.contains($0) } }) || sets.contains(where: \.groups.isEmpty) {
            congruent = false
        } else {
            congruent = uncertain.isEmpty ? true : nil
        }
        self.init(
            code: code, name: names[code] ?? code, sets: sets, coinciding: together.map(\.criteria), differences: differences, congruent: congruent)
    }
}

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

    /// What is compared, as it comes from the database. Comparing the whole country takes a while, and needs no connection.
    public struct Material: Sendable {
        let criteria: Criteria
        let scope: [String]
        let found: [CooperationSet.Found]
        let names: [String: String]
        let groups: [String: Names.Named]
        /// Criteria by which more may be so than is recorded: arrangements that do not name everybody, a classification that is not known on the day.
        let uncertain: Set<String>

        /// - Parameter scope: The codes of the municipalities to look at; nil: all that exist on the day.
        public init(_ db: isolated Connection, _ criteria: Criteria, scope: [String]?, on day: CalendarDate) throws {
            let names = try Names.municipalities(db, on: day)
            self.criteria = criteria
            self.names = names
            self.scope = (scope ?? Array(names.keys)).sorted()
            switch criteria {
            case .policyDomains(let ids):
                found = try db.all(CooperationSet.byPolicyDomain, ids, day, scope)
                groups = try Names.arrangements(db, on: day)
                uncertain = Set(try db.all(CooperationSet.incompleteDomains, ids, day))
            case .regionTypes(let ids):
                found = try db.all(CooperationSet.byRegionType, ids, day)
                groups = try Names.regions(db, on: day)
                uncertain = Set(ids).subtracting(found.map(\.criterion))
            }
        }

        init(
            _ criteria: Criteria, scope: [String], found: [CooperationSet.Found], names: [String: String], groups: [String: Names.Named],
            uncertain: Set<String>
        ) {
            (self.criteria, self.scope, self.found, self.names, self.groups, self.uncertain) = (criteria, scope, found, names, groups, uncertain)
        }

        public func compared() -> Congruence { Congruence(self) }
    }

    init(_ material: Material) {
        let criteria = material.criteria.ids
        var sets: [String: [String: CooperationSet]] = [:]
        for item in material.found { sets[item.municipality, default: [:]][item.criterion] = item.set }
        // By a classification that is not known nobody is missing.
        let known = if case .regionTypes = material.criteria { criteria.filter { !material.uncertain.contains($0) } } else { criteria }
        self.criteria = material.criteria
        lines = material.scope.map { code in
            Line(
                code: code, criteria: criteria, known: Set(known), uncertain: material.uncertain,
                sets: criteria.map { sets[code]?[$0] ?? .none }, names: material.names)
        }
        let named = Set(lines.flatMap { $0.sets.flatMap(\.groups) })
        groups = named.sorted().compactMap { material.groups[$0]?.link }
        regions =
            if case .regionTypes(let types) = material.criteria {
                RegionCongruence.all(types, known: Set(known), material.found, among: named, names: material.groups)
            } else {
                []
            }
        congruent = lines.contains { $0.congruent == false } ? false : lines.isEmpty || lines.contains { $0.congruent == nil } ? nil : true
    }
}

extension Congruence.Line {
    /// - Parameters:
    ///   - known: By which criteria somebody can be missing.
    ///   - uncertain: By which criteria somebody who is missing may be there all the same.
    init(code: String, criteria: [String], known: Set<String>, uncertain: Set<String>, sets: [CooperationSet], names: [String: String]) {
        var together: [(partners: [String], criteria: [String])] = []
        for (criterion, set) in zip(criteria, sets) where !set.groups.isEmpty {
            if let index = together.firstIndex(where: { $0.partners == set.partners }) {
                together[index].criteria.append(criterion)
            } else {
                together.append((set.partners, [criterion]))
            }
        }
        // Where all are the same nobody differs, and there is no need to look at each.
        let areSame = sets.dropFirst().allSatisfy { $0.partners == sets[0].partners }
        let members = areSame ? [] : zip(criteria, sets).filter { known.contains($0.0) }.map { (criterion: $0, partners: Set($1.partners)) }
        let everybody = areSame ? [] : Set(sets.flatMap(\.partners)).sorted()
        let differences: [Congruence.Difference] = everybody.compactMap { other in
            var (present, missing): ([String], [String]) = ([], [])
            for (criterion, partners) in members {
                if partners.contains(other) { present.append(criterion) } else { missing.append(criterion) }
            }
            return missing.isEmpty ? nil : .init(code: other, name: names[other] ?? other, present: present, missing: missing)
        }
        let absent = zip(criteria, sets).filter(\.1.groups.isEmpty).map(\.0)
        let congruent: Bool?
        if absent.count == criteria.count {
            congruent = nil
        } else if sets.dropFirst().allSatisfy({ $0.groups == sets[0].groups }) {
            congruent = true
        } else if differences.contains(where: { $0.missing.contains { !uncertain.contains($0) } })
            || absent.contains(where: { !uncertain.contains($0) })
        {
            congruent = false
        } else {
            congruent = criteria.contains(where: uncertain.contains) ? nil : true
        }
        self.init(
            code: code, name: names[code] ?? code, sets: sets, coinciding: together.map(\.criteria), differences: differences, congruent: congruent)
    }
}

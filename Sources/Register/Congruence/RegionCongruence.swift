/// How one region lies to those of another type that it shares municipalities with.
public struct RegionCongruence: Sendable, Hashable {
    public let region: Link
    public let type: String
    public let members: Int
    /// Of each other type, those it shares members with; the one that shares most first.
    public let counterparts: [Counterpart]
    /// Whether each other type has a region with exactly the same members; nil where one of them is not known on the day.
    public let congruent: Bool?

    public struct Counterpart: Sendable, Hashable {
        public let region: Link
        public let type: String
        public let shared: Int
        /// Codes of members of this region that are not in the other.
        public let onlyHere: [String]
        public let onlyThere: [String]

        public var congruent: Bool { onlyHere.isEmpty && onlyThere.isEmpty }
    }

    /// - Parameters:
    ///   - known: The types that have regions on the day.
    ///   - regions: Those to report on; all are compared with all.
    static func all(
        _ types: [String], known: Set<String>, _ found: [CooperationSet.Found], among regions: Set<String>, names: [String: Names.Named]
    ) -> [RegionCongruence] {
        var members: [String: Set<String>] = [:]
        var regionsOf: [String: Set<String>] = [:]
        for item in found {
            for region in item.set.groups {
                members[region, default: []].insert(item.municipality)
                regionsOf[item.municipality, default: []].insert(region)
            }
        }
        return types.flatMap { type in
            regions.filter { names[$0]?.type == type }.sorted().compactMap { id -> RegionCongruence? in
                guard let region = names[id]?.link, let here = members[id] else { return nil }
                let overlapping = Set(here.flatMap { regionsOf[$0] ?? [] })
                let counterparts = overlapping.compactMap { other -> Counterpart? in
                    guard let named = names[other], let otherType = named.type, otherType != type, let there = members[other] else { return nil }
                    return Counterpart(
                        region: named.link, type: otherType, shared: here.intersection(there).count, onlyHere: here.subtracting(there).sorted(),
                        onlyThere: there.subtracting(here).sorted())
                }.sorted { ($0.type, -$0.shared, $0.region.id) < ($1.type, -$1.shared, $1.region.id) }
                let others = types.filter { $0 != type }
                let isSame = others.filter(known.contains).allSatisfy { other in counterparts.contains { $0.type == other && $0.congruent } }
                return RegionCongruence(
                    region: region, type: type, members: here.count, counterparts: counterparts,
                    congruent: !isSame ? false : others.allSatisfy(known.contains) ? true : nil)
            }
        }
    }
}

import Postgres

/// With whom one municipality works together by one criterion: a policy domain, or a type of region.
public struct CooperationSet: Sendable, Hashable {
    /// The arrangements, or the regions, by which it does; ids in order.
    public let groups: [String]
    /// The codes of the other municipalities, in order.
    public let partners: [String]

    static let none = CooperationSet(groups: [], partners: [])

    struct Found: Sendable {
        let criterion: String
        let municipality: String
        let set: CooperationSet
    }

    @Sendable private static func found(_ row: borrowing Row) throws -> Found {
        let (criterion, municipality, groups, partners) = try row.decode((String, String, [String], [String]).self)
        return Found(criterion: criterion, municipality: municipality, set: CooperationSet(groups: groups, partners: partners))
    }

    static let byPolicyDomain = Statement(
        "cooperation_sets", "SELECT criterion, municipality_code, groups, partners FROM cooperation_sets_on($1, $2, $3, :as_of)",
        ([String], CalendarDate, [String]?).self,
        decode: found)

    static let byRegionType = Statement(
        "region_sets", "SELECT criterion, municipality_code, groups, partners FROM region_sets_on($1, $2, :as_of)", ([String], CalendarDate).self,
        decode: found)

    static let incompleteDomains = Statement(
        "incomplete_domains",
        """
        SELECT DISTINCT d.policy_domain_id
        FROM arrangement_version_as_of(:as_of) v
        JOIN arrangement_policy_domain_as_of(:as_of) d ON d.arrangement_id = v.arrangement_id AND holds_on(d.valid_from, d.valid_to, $2::date)
        WHERE NOT v.participants_complete AND holds_on(v.valid_from, v.valid_to, $2::date) AND d.policy_domain_id = ANY ($1)
        """, ([String], CalendarDate).self, (String).self)
}

public import Postgres

/// What a cooperation is about (beleidsterrein).
public struct PolicyDomain: Sendable, Hashable {
    public let id: String
    /// In English.
    public let name: String
    public let dutchName: String
    /// How many arrangements are about it on the day.
    public let arrangementCount: Int
    public let source: String
}

/// The form in which a cooperation is cast (rechtsvorm).
public struct LegalForm: Sendable, Hashable {
    public let id: String
    /// In Dutch, as the law has it.
    public let name: String
    /// In English.
    public let description: String
    /// Which of the four forms of the national register it counts as; nil: it is not registered there.
    public let grRegisterForm: String?
    /// How many arrangements have it on the day.
    public let arrangementCount: Int
    public let source: String
}

extension ReferenceLists {
    public static func policyDomains(_ db: isolated Connection, on day: CalendarDate) throws -> [PolicyDomain] {
        try db.all(policyDomainsListed, day)
    }

    public static func legalForms(_ db: isolated Connection, on day: CalendarDate) throws -> [LegalForm] { try db.all(legalFormsListed, day) }

    static let policyDomainsListed = Statement(
        "policy_domains_listed",
        """
        SELECT p.id, p.name, p.dutch_name, p.source_id,
               (SELECT count(*) FROM arrangement_policy_domain_as_of(:as_of) d
                WHERE d.policy_domain_id = p.id AND holds_on(d.valid_from, d.valid_to, $1::date))
        FROM policy_domain_as_of(:as_of) p ORDER BY p.id COLLATE "C"
        """, (CalendarDate).self
    ) { row in
        let (id, name, dutchName, source, count) = try row.decode((String, String, String, String, Int).self)
        return PolicyDomain(id: id, name: name, dutchName: dutchName, arrangementCount: count, source: source)
    }

    static let legalFormsListed = Statement(
        "legal_forms_listed",
        """
        SELECT f.id, f.name, f.description, f.gr_register_form, f.source_id,
               (SELECT count(*) FROM arrangement_version_as_of(:as_of) v WHERE v.legal_form_id = f.id AND holds_on(v.valid_from, v.valid_to, $1::date))
        FROM legal_form_as_of(:as_of) f ORDER BY f.id COLLATE "C"
        """, (CalendarDate).self
    ) { row in
        let (id, name, description, registered, source, count) = try row.decode((String, String, String, String?, String, Int).self)
        return LegalForm(id: id, name: name, description: description, grRegisterForm: registered, arrangementCount: count, source: source)
    }
}

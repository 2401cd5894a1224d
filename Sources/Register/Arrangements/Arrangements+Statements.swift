import Postgres

extension Arrangements {
    /// The columns of arrangements_on, and the day.
    struct Record: Sendable {
        let id, name: String
        let legalForm: Arrangement.LegalForm?
        let policyDomains: [String]
        let purpose, description: String?
        let binding: Bool?
        let term: Arrangement.Term
        let region: Link?
        let instruments: [String]
        let centre: Municipality.Named?
        let principal: Party?
        let participantCount: Int
        let participantsComplete: Bool
        let validity: Period
        let datePrecision: String
        let sources: [String]
        let day: CalendarDate

        init(_ row: borrowing Row) throws {
            let formID: String?
            let formName: String?
            let formRegistered: String?
            let regionID: String?
            let regionName: String?
            let centreCode: String?
            let centreName: String?
            let principalKind: String?
            let principalID: String?
            let principalName: String?
            let termKind: String
            let termFrom: CalendarDate?
            let termTo: CalendarDate?
            let from: CalendarDate?
            let to: CalendarDate?
            (
                id, name, formID, formName, formRegistered, policyDomains, purpose, description, binding, termKind, termFrom, termTo, regionID,
                regionName, instruments, centreCode, centreName, principalKind, principalID, principalName, participantCount, participantsComplete,
                from, to, datePrecision, sources, day
            ) = try row.decode(
                (
                    String, String, String?, String?, String?, [String], String?, String?, Bool?, String, CalendarDate?, CalendarDate?, String?,
                    String?, [String], String?, String?, String?, String?, String?, Int, Bool, CalendarDate?, CalendarDate?, String, [String],
                    CalendarDate
                ).self)
            legalForm = if let formID, let formName { .init(id: formID, name: formName, grRegisterForm: formRegistered) } else { nil }
            term = .init(kind: termKind, from: termFrom, to: termTo)
            region = if let regionID, let regionName { .init(id: regionID, name: regionName) } else { nil }
            centre = if let centreCode, let centreName { .init(code: centreCode, name: centreName) } else { nil }
            principal = Party(principalKind, principalID, principalName)
            validity = Period(from: from, to: to)
        }

        func arrangement(on asked: CalendarDate) -> Arrangement {
            Arrangement(
                id: id, name: name, legalForm: legalForm, policyDomains: policyDomains, purpose: purpose, description: description, binding: binding,
                term: term, region: region, instruments: instruments, centreMunicipality: centre, principal: principal,
                participantCount: participantCount, participantsComplete: participantsComplete, validity: validity, datePrecision: datePrecision,
                status: validity.status(on: asked), sources: sources, day: day)
        }
    }

    static let listed = Statement(
        "arrangements_listed",
        """
        SELECT a.id, a.name, a.legal_form_id, a.legal_form_name, a.gr_register_form, a.policy_domains, a.purpose, a.description, a.binding, a.term_kind,
               a.term_from, a.term_to, a.region_id, a.region_name, a.instruments, a.centre_code, a.centre_name, a.principal_kind, a.principal_id,
               a.principal_name, a.participant_count, a.participants_complete, a.valid_from, a.valid_to, a.date_precision, a.sources, $1::date
        FROM arrangements_on($1::date, :as_of) a
        WHERE ($2::text IS NULL OR a.id IN (
              SELECT d.arrangement_id FROM arrangement_policy_domain_as_of(:as_of) d
              WHERE d.policy_domain_id = $2 AND holds_on(d.valid_from, d.valid_to, $1::date)))
          AND ($3::text IS NULL OR a.legal_form_id = $3)
          AND ($4::text IS NULL OR a.id IN (
              SELECT p.arrangement_id FROM participant_as_of(:as_of) p WHERE p.municipality_code = $4 AND holds_on(p.valid_from, p.valid_to, $1::date)))
          AND ($5::text IS NULL OR a.centre_code = $5)
          AND ($6::text IS NULL OR a.id IN (SELECT o.arrangement_id FROM organisation_arrangements($6, $1::date, :as_of) o))
          AND ($7::text IS NULL OR a.region_id = $7)
          AND ($8::text IS NULL OR name_matches(a.name, $8))
        ORDER BY search_key(a.name) COLLATE "C", a.id COLLATE "C"
        """, (CalendarDate, String?, String?, String?, String?, String?, String?, String?).self
    ) { row in try Record(row) }

    static let foundOn = Statement(
        "arrangement_found_on",
        """
        SELECT a.id, a.name, a.legal_form_id, a.legal_form_name, a.gr_register_form, a.policy_domains, a.purpose, a.description, a.binding, a.term_kind,
               a.term_from, a.term_to, a.region_id, a.region_name, a.instruments, a.centre_code, a.centre_name, a.principal_kind, a.principal_id,
               a.principal_name, a.participant_count, a.participants_complete, a.valid_from, a.valid_to, a.date_precision, a.sources, $2::date
        FROM arrangements_on($2::date, :as_of) a WHERE a.id = $1
        """, (String, CalendarDate).self
    ) { row in try Record(row) }

    static let moments = Statement(
        "arrangement_moment", "SELECT moment FROM arrangement_moments($2::date, :as_of) WHERE id = $1", (String, CalendarDate).self,
        (CalendarDate).self)

    static let absent = Statement("arrangement_absence", "SELECT absence_of_arrangement($1, $2, :as_of)", (String, CalendarDate).self, (String?).self)

    static let participants = Statement(
        "arrangement_participants",
        """
        SELECT kind, id, name, role, valid_from, valid_to, date_precision, source_id
        FROM participants_on($1, $2, :as_of) ORDER BY search_key(name) COLLATE "C", id COLLATE "C"
        """, (String, CalendarDate).self
    ) { row in
        let (kind, id, name, role, from, to, precision, source) = try row.decode(
            (String, String, String, String, CalendarDate?, CalendarDate?, String, String).self)
        guard let party = Party(kind, id, name) else { throw UnknownKind(text: kind) }
        return Participant(party: party, role: role, validity: Period(from: from, to: to), datePrecision: precision, source: source)
    }

    static let members = Statement(
        "arrangement_members",
        "SELECT municipality_code FROM cooperation_on($2, :as_of) WHERE arrangement_id = $1 ORDER BY municipality_code COLLATE \"C\"",
        (String, CalendarDate).self, (String).self)

    static let roles = Statement(
        "arrangement_roles",
        """
        SELECT arrangement_id, role FROM participant_as_of(:as_of) WHERE municipality_code = $1 AND holds_on(valid_from, valid_to, $2::date)
        ORDER BY arrangement_id
        """, (String, CalendarDate).self
    ) { row in
        let (arrangement, role) = try row.decode((String, String).self)
        return (arrangement: arrangement, role: role)
    }
}

/// The database holds a kind of thing that this version of the code does not know.
struct UnknownKind: Error, CustomStringConvertible {
    let text: String
    var description: String { "“\(text)” is no kind that this program knows" }
}

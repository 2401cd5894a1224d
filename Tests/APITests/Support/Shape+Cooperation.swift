extension Shape {
    static let datePrecision: Shape = .choice(["day", "month", "year", "not-stated"])
    private static let role: Shape = .choice([
        "participant", "centre-municipality", "principal", "initiator", "development-partner", "cooperation-partner", "core-partner", "adviser",
    ])

    /// A municipality has a code; an organisation and a group of partners have an id.
    static let party: Shape = .either(
        .object(["kind": .choice(["municipality"]), "code": .text, "name": .text]),
        .object(["kind": .choice(["organisation", "partner-group"]), "id": .text, "name": .text]))
    private static let legalFormOfArrangement: Shape = .object([
        "id": .text, "name": .text,
        "grRegisterForm": .nullable(
            .choice(["openbaar lichaam", "bedrijfsvoeringsorganisatie", "gemeenschappelijk orgaan", "regeling zonder meer"])),
    ])
    static let arrangement: Shape = .object([
        "id": .text, "name": .text, "legalForm": .nullable(legalFormOfArrangement), "policyDomains": .list(.text), "purpose": .nullable(.text),
        "description": .nullable(.text), "binding": .nullable(.bool),
        "term": .object(["kind": .choice(["indefinite", "fixed", "unknown"]), "from": .nullable(.date), "to": .nullable(.date)]),
        "region": .nullable(link), "instruments": .list(.text), "centreMunicipality": .nullable(named), "principal": .nullable(party),
        "participantCount": .int, "participantsComplete": .bool, "validFrom": .nullable(.date), "validTo": .nullable(.date),
        "datePrecision": datePrecision, "status": .choice(["current", "ended"]), "sources": .list(.text),
    ])
    static let arrangementOfMunicipality: Shape = .both(arrangement, .object(["role": role]))
    static let singleArrangement: Shape = .both(
        arrangement,
        .object([
            "organisations": .list(
                .object(["id": .text, "name": .text, "kind": .choice(["organisation", "partner-group"]), "involvement": .list(.text)]))
        ]))
    static let participant: Shape = .object([
        "party": party, "role": role, "validFrom": .nullable(.date), "validTo": .nullable(.date), "datePrecision": datePrecision, "source": .text,
    ])
    private static let seat: Shape = .object([
        "role": .text, "count": .nullable(.int), "capacity": .choice(["full", "adviser", "on-call"]), "represents": .nullable(party),
        "note": .nullable(.text), "source": .text,
    ])
    static let body: Shape = .object([
        "id": .text, "name": .text, "kind": .text, "arrangement": link, "seats": .list(seat), "tasks": .list(.text), "validFrom": .nullable(.date),
        "validTo": .nullable(.date), "datePrecision": datePrecision, "source": .text,
    ])
    static let structure: Shape = .object([
        "validOn": .date, "arrangement": link, "nodes": .list(body),
        "edges": .list(.object(["from": .text, "to": .text, "kind": .choice(["steers", "coordinates", "belongs-to"]), "source": .text])),
    ])
    static let procurement: Shape = .object([
        "policyDomain": .nullable(.text), "from": .nullable(.date), "to": .nullable(.date), "datePrecision": datePrecision,
        "providers": .nullable(.object(["count": .int, "approximate": .bool])),
        "amount": .nullable(.object(["value": .int, "currency": .choice(["EUR"]), "approximate": .bool])), "source": .text,
    ])
    static let milestone: Shape = .object([
        "on": .nullable(.date), "datePrecision": datePrecision,
        "kind": .choice(["decision", "letter", "agreement", "evaluation", "study", "notice", "target", "start", "end"]), "title": .text,
        "description": .nullable(.text), "by": .nullable(party), "source": .text,
    ])
    static let organisation: Shape = .object([
        "id": .text, "kind": .choice(["organisation", "partner-group"]), "name": .text, "parent": .nullable(link), "subsidiaries": .list(link),
        "arrangements": .list(.object(["id": .text, "name": .text, "involvement": .list(.text)])), "validFrom": .nullable(.date),
        "validTo": .nullable(.date), "datePrecision": datePrecision, "status": .choice(["current", "ended"]), "source": .text,
    ])
    static let policyDomain: Shape = .object(["id": .text, "name": .text, "dutchName": .text, "arrangementCount": .int, "source": .text])
    static let legalForm: Shape = .both(legalFormOfArrangement, .object(["description": .text, "arrangementCount": .int, "source": .text]))
    static let partner: Shape = .object([
        "code": .text, "name": .text, "count": .int, "arrangements": .list(link),
        "regions": .list(.object(["id": .text, "name": .text, "type": .text])),
    ])
}

extension Shape {
    /// - Parameters:
    ///   - criteria: What is asked about: ids of policy domains or of region types.
    ///   - groups: What municipalities are together in: `arrangements` or `regions`.
    private static func line(_ criteria: [String], _ groups: String) -> Shape {
        let partners = criteria.map { Shape.member($0, .both(.member(groups, .list(.text)), .member("with", .list(.text)))) }
        return .both(
            .object([
                "code": .text, "name": .text, "congruent": .nullable(.bool), "coinciding": .list(.list(.choice(criteria))),
                "differences": .list(.object(["code": .text, "name": .text, "in": .list(.choice(criteria)), "missingIn": .list(.choice(criteria))])),
            ]), .member("partners", partners.reduce(.object([:])) { .both($0, $1) }))
    }

    static func congruence(policyDomains: [String]) -> Shape {
        .both(
            .object([
                "validOn": .date, "policyDomains": .list(.choice(policyDomains)), "region": .nullable(link), "congruent": .nullable(.bool),
                "arrangements": .list(link),
            ]), .member("municipalities", .list(line(policyDomains, "arrangements"))))
    }

    static func congruence(regionTypes: [String]) -> Shape {
        let counterpart: Shape = .object([
            "id": .text, "name": .text, "type": .choice(regionTypes), "congruent": .bool, "shared": .int, "onlyHere": .list(.text),
            "onlyThere": .list(.text),
        ])
        return .both(
            .object([
                "validOn": .date, "regionTypes": .list(.choice(regionTypes)), "region": .nullable(link), "congruent": .nullable(.bool),
                "summary": .list(.object(["regionType": .choice(regionTypes), "regions": .int, "congruent": .int, "undetermined": .int])),
                "regions": .list(
                    .object([
                        "id": .text, "name": .text, "type": .choice(regionTypes), "memberCount": .int, "congruent": .nullable(.bool),
                        "counterparts": .list(counterpart),
                    ])),
            ]), .member("municipalities", .list(line(regionTypes, "regions"))))
    }
}

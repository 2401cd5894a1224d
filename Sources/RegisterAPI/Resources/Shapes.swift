import Register

// The members of each item of a collection, in the order of its JSON: columns of CSV, choices of `fields`.

extension Shape {
    static let named: Shape = ["code", "name"]
    static let link: Shape = ["id", "name"]
    static let party: Shape = ["kind", "code", "id", "name"]
    static let figure: Shape = ["referenceDate", "count", "precision", "status", "source"]
    static let seat: Shape = ["role", "count", "capacity", .object("represents", party), "note", "source"]
}

extension Municipality: Represented {
    static let shape: Shape = [
        "code", "name", .object("identifiers", ["cbs", "tooi"]), .object("province", .named), "validFrom", "validTo", "status",
        .object("inhabitants", .figure), .object("predecessors", ["code", "name", "on", "kind"]),
        .object("successors", ["code", "name", "on", "kind"]), "source",
    ]
}

extension Figure: Represented { static let shape: Shape = .figure }

extension Succession: Represented { static let shape: Shape = ["on", .object("from", .named), .object("to", .named), "kind", "source"] }

extension Region: Represented {
    static let shape: Shape = [
        "id", "name", "type", "scaleLevel", "validFrom", "validTo", "status", .object("within", .link), .object("contains", .link), "memberCount",
        "source",
    ]
}

extension RegionMember: Represented { static let shape: Shape = ["code", "name", "validFrom", "validTo", "source"] }

extension RegionTotal: Represented { static let shape: Shape = ["referenceDate", "count", "complete", "missing"] }

extension ScaleLevel: Represented { static let shape: Shape = ["id", "rank", "name", "dutchName", "units"] }

extension ScaleLevelUnit: Represented {
    static let shape: Shape = [
        "id", "name", "type", "memberCount", "inhabitants", "complete", "meets", "margin",
        .object("referenceDates", ["oldest", "newest", .object("municipalities", ["referenceDate", "count"])]), "missing",
    ]
}

extension Register.Source: Represented { static let shape: Shape = ["id", "title", "publisher", "publishedOn", "licence", "url", "note"] }

extension RegionType: Represented {
    static let shape: Shape = ["id", "name", "description", "scaleLevel", "partitions", "regionCount", "source"]
}

extension Norm: Represented { static let shape: Shape = ["id", "name", "threshold", "validFrom", "validTo", "source"] }

extension PolicyDomain: Represented { static let shape: Shape = ["id", "name", "dutchName", "arrangementCount", "source"] }

extension LegalForm: Represented { static let shape: Shape = ["id", "name", "description", "grRegisterForm", "arrangementCount", "source"] }

extension Arrangement: Represented {
    static let shape: Shape = [
        "id", "name", .object("legalForm", ["id", "name", "grRegisterForm"]), "policyDomains", "purpose", "description", "binding",
        .object("term", ["kind", "from", "to"]), .object("region", .link), "instruments", .object("centreMunicipality", .named),
        .object("principal", .party), "participantCount", "participantsComplete", "validFrom", "validTo", "datePrecision", "status", "sources",
    ]
}

extension Participant: Represented {
    static let shape: Shape = [.object("party", .party), "role", "validFrom", "validTo", "datePrecision", "source"]
}

extension GovernanceStructure.Body: Represented {
    static let shape: Shape = [
        "id", "name", "kind", .object("arrangement", .link), .object("seats", .seat), "tasks", "validFrom", "validTo", "datePrecision", "source",
    ]
}

extension Procurement: Represented {
    static let shape: Shape = [
        "policyDomain", "from", "to", "datePrecision", .object("providers", ["count", "approximate"]),
        .object("amount", ["value", "currency", "approximate"]), "source",
    ]
}

extension Milestone: Represented {
    static let shape: Shape = ["on", "datePrecision", "kind", "title", "description", .object("by", .party), "source"]
}

extension Organisation: Represented {
    static let shape: Shape = [
        "id", "kind", "name", .object("parent", .link), .object("subsidiaries", .link),
        .object("arrangements", ["id", "name", "involvement"]), "validFrom", "validTo", "datePrecision", "status", "source",
    ]
}

extension Partner: Represented {
    static let shape: Shape = ["code", "name", "count", .object("arrangements", .link), .object("regions", ["id", "name", "type"])]
}

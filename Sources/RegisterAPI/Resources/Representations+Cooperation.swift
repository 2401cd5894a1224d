import Register

// How arrangements and what belongs to them look in JSON. Names are fixed by the contract: they may be added to, never renamed.

extension Party: JSONRepresentable {
    var json: JSON {
        let identifier = kind == .municipality ? "code" : "id"
        return JSON.object([.init(name: "kind", value: .string(kind.rawValue)), .init(name: identifier, value: .string(id))])
            .adding(["name": .string(name)])
    }
}

extension Arrangement.LegalForm: JSONRepresentable {
    var json: JSON { ["id": .string(id), "name": .string(name), "grRegisterForm": grRegisterForm.json] }
}

extension Arrangement.Term: JSONRepresentable {
    var json: JSON { ["kind": .string(kind), "from": from.json, "to": to.json] }
}

extension Arrangement: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "legalForm": legalForm.json, "policyDomains": policyDomains.json, "purpose": purpose.json,
            "description": description.json, "binding": binding.json, "term": term.json, "region": region.json, "instruments": instruments.json,
            "centreMunicipality": centreMunicipality.json, "principal": principal.json, "participantCount": .int(participantCount),
            "participantsComplete": .bool(participantsComplete), "validFrom": validity.from.json, "validTo": validity.to.json,
            "datePrecision": .string(datePrecision), "status": .string(status.rawValue), "sources": sources.json,
        ]
    }
}

extension Participant: JSONRepresentable {
    var json: JSON {
        [
            "party": party.json, "role": .string(role), "validFrom": validity.from.json, "validTo": validity.to.json,
            "datePrecision": .string(datePrecision), "source": .string(source),
        ]
    }
}

extension GovernanceStructure.Seat: JSONRepresentable {
    var json: JSON {
        [
            "role": .string(role), "count": count.json, "capacity": .string(capacity), "represents": represents.json, "note": note.json,
            "source": .string(source),
        ]
    }
}

extension GovernanceStructure.Body: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "kind": .string(kind), "arrangement": arrangement.json, "seats": seats.json,
            "tasks": tasks.json,
            "validFrom": validity.from.json, "validTo": validity.to.json, "datePrecision": .string(datePrecision), "source": .string(source),
        ]
    }
}

extension GovernanceStructure.Relation: JSONRepresentable {
    var json: JSON { ["from": .string(from), "to": .string(to), "kind": .string(kind.rawValue), "source": .string(source)] }
}

extension Procurement: JSONRepresentable {
    var json: JSON {
        let providers: JSON = providers.map { ["count": .int($0.value), "approximate": .bool($0.approximate)] } ?? .null
        let amount: JSON = amount.map { ["value": .int($0.value), "currency": "EUR", "approximate": .bool($0.approximate)] } ?? .null
        return [
            "policyDomain": policyDomain.json, "from": period.from.json, "to": period.to.json, "datePrecision": .string(datePrecision),
            "providers": providers, "amount": amount, "source": .string(source),
        ]
    }
}

extension Milestone: JSONRepresentable {
    var json: JSON {
        [
            "on": on.json, "datePrecision": .string(datePrecision), "kind": .string(kind), "title": .string(title), "description": description.json,
            "by": by.json, "source": .string(source),
        ]
    }
}

extension Organisation: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "kind": .string(kind), "name": .string(name), "parent": parent.json, "subsidiaries": subsidiaries.json,
            "arrangements": .array(
                arrangements.map {
                    ["id": .string($0.arrangement.id), "name": .string($0.arrangement.name), "involvement": $0.involvement.json]
                }), "validFrom": validity.from.json, "validTo": validity.to.json, "datePrecision": .string(datePrecision),
            "status": .string(status.rawValue), "source": .string(source),
        ]
    }
}

extension PolicyDomain: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "dutchName": .string(dutchName), "arrangementCount": .int(arrangementCount),
            "source": .string(source),
        ]
    }
}

extension LegalForm: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "description": .string(description), "grRegisterForm": grRegisterForm.json,
            "arrangementCount": .int(arrangementCount), "source": .string(source),
        ]
    }
}

extension Partner: JSONRepresentable {
    var json: JSON {
        [
            "code": .string(code), "name": .string(name), "count": .int(count), "arrangements": arrangements.json,
            "regions": .array(regions.map { ["id": .string($0.region.id), "name": .string($0.region.name), "type": .string($0.type)] }),
        ]
    }
}

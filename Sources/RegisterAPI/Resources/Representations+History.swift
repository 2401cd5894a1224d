import Register

// A version of a thing: what was so, in which period, and from when to when the register said so.

extension Recorded.Stamp: JSONRepresentable {
    var json: JSON { ["revision": .int(revision), "at": at.json] }
}

extension Shape {
    static let recorded: [Shape.Member] = [.object("recordedFrom", ["revision", "at"]), .object("recordedTo", ["revision", "at"]), "source"]
}

extension NameVersion: Represented {
    static let shape = Shape(["version", "name", "validFrom", "validTo"] + Shape.recorded)

    var json: JSON {
        [
            "version": .int(number), "name": .string(name), "validFrom": validity.from.json, "validTo": validity.to.json,
            "recordedFrom": recorded.from.json, "recordedTo": recorded.to.json, "source": .string(source),
        ]
    }
}

extension OrganisationVersion: Represented {
    static let shape = Shape(["version", "name", "parent", "validFrom", "validTo", "datePrecision"] + Shape.recorded)

    var json: JSON {
        [
            "version": .int(number), "name": .string(name), "parent": parent.json, "validFrom": validity.from.json, "validTo": validity.to.json,
            "datePrecision": .string(datePrecision), "recordedFrom": recorded.from.json, "recordedTo": recorded.to.json, "source": .string(source),
        ]
    }
}

extension ArrangementVersion: Represented {
    static let shape = Shape(
        [
            "version", "name", "legalForm", "purpose", "description", "binding", .object("term", ["kind", "from", "to"]), "region", "instruments",
            "participantsComplete", "validFrom", "validTo", "datePrecision",
        ] + Shape.recorded)

    var json: JSON {
        [
            "version": .int(number), "name": .string(name), "legalForm": legalForm.json, "purpose": purpose.json, "description": description.json,
            "binding": isBinding.json, "term": ["kind": .string(termKind), "from": term.from.json, "to": term.to.json], "region": region.json,
            "instruments": instruments.json, "participantsComplete": .bool(participantsComplete), "validFrom": validity.from.json,
            "validTo": validity.to.json, "datePrecision": .string(datePrecision), "recordedFrom": recorded.from.json, "recordedTo": recorded.to.json,
            "source": .string(source),
        ]
    }
}

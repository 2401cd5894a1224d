import Register

// How the values of the register look in JSON. Names are fixed by the contract: they may be added to, never renamed.

extension CalendarDate: JSONRepresentable { var json: JSON { .string(description) } }

extension Figure: JSONRepresentable {
    var json: JSON {
        [
            "referenceDate": referenceDate.json, "count": .int(count), "precision": .string(precision), "status": .string(status),
            "source": .string(source),
        ]
    }
}

extension Municipality.Named: JSONRepresentable {
    var json: JSON { ["code": .string(code), "name": .string(name)] }
}

extension Municipality.Relative: JSONRepresentable {
    var json: JSON { ["code": .string(code), "name": .string(name), "on": on.json, "kind": .string(kind)] }
}

extension Municipality: JSONRepresentable {
    var json: JSON {
        [
            "code": .string(code), "name": .string(name),
            "identifiers": ["cbs": .string(code), "tooi": .string("https://identifier.overheid.nl/tooi/id/gemeente/\(code.lowercased())")],
            "province": province.json, "validFrom": validity.from.json, "validTo": validity.to.json, "status": .string(status.rawValue),
            "inhabitants": inhabitants.json, "predecessors": predecessors.json, "successors": successors.json, "source": .string(source),
        ]
    }
}

extension Succession: JSONRepresentable {
    var json: JSON { ["on": on.json, "from": from.json, "to": to.json, "kind": .string(kind), "source": .string(source)] }
}

extension Link: JSONRepresentable {
    var json: JSON { ["id": .string(id), "name": .string(name)] }
}

extension Region: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "type": .string(type), "scaleLevel": .string(scaleLevel), "validFrom": validity.from.json,
            "validTo": validity.to.json, "status": .string(status.rawValue), "within": within.json, "contains": contains.json,
            "memberCount": .int(memberCount), "source": .string(source),
        ]
    }
}

extension RegionMember: JSONRepresentable {
    var json: JSON {
        [
            "code": .string(code), "name": .string(name), "validFrom": validity.from.json, "validTo": validity.to.json, "source": .string(source),
        ]
    }
}

extension RegionTotal: JSONRepresentable {
    var json: JSON {
        ["referenceDate": referenceDate.json, "count": .int(count), "complete": .bool(complete), "missing": missing.json]
    }
}

extension ScaleLevel: JSONRepresentable {
    var json: JSON {
        ["id": .string(id), "rank": .int(rank), "name": .string(name), "dutchName": .string(dutchName), "units": .int(units)]
    }
}

extension ScaleLevelUnit: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "type": type.json, "memberCount": .int(members), "inhabitants": inhabitants.json,
            "complete": .bool(complete), "meets": meets.json, "margin": margin.json, "referenceDates": FigureCount.json(figures),
            "missing": missing.json,
        ]
    }
}

extension FigureCount {
    /// From which dates the figures of a sum are, oldest first: a sum that uses older figures says so, and for how many municipalities.
    static func json(_ figures: [FigureCount]) -> JSON {
        [
            "oldest": figures.first?.referenceDate.json ?? .null, "newest": figures.last?.referenceDate.json ?? .null,
            "municipalities": .array(figures.map { ["referenceDate": $0.referenceDate.json, "count": .int($0.municipalities)] }),
        ]
    }
}

extension ScaleCheck.Member: JSONRepresentable {
    var json: JSON {
        [
            "code": .string(code), "name": .string(name), "inhabitants": (figure?.count).json, "referenceDate": (figure?.referenceDate).json,
            "precision": (figure?.precision).json, "status": (figure?.status).json, "source": (figure?.source).json,
        ]
    }
}

extension Register.Source: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "title": .string(title), "publisher": .string(publisher), "publishedOn": publishedOn.json, "licence": licence.json,
            "url": url.json, "note": note.json,
        ]
    }
}

extension RegionType: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "description": .string(description), "scaleLevel": .string(scaleLevel),
            "partitions": .bool(partitions), "regionCount": .int(regionCount), "source": .string(source),
        ]
    }
}

extension Norm: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "threshold": .int(threshold), "validFrom": validity.from.json, "validTo": validity.to.json,
            "source": .string(source),
        ]
    }
}

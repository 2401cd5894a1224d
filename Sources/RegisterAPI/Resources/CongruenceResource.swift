import HTTP
import Postgres
import Register

/// `/v1/congruence`
enum CongruenceResource {
    /// GET /v1/congruence
    static func compare(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let domains = parameters.identifiers("policyDomain", .policyDomain, maximum: 10)
        let types = parameters.identifiers("regionType", .regionType, maximum: 4)
        let region = parameters.identifier("region", .region)
        let codes = parameters.municipalities("municipality", maximum: ScaleCheckResource.most)
        parameters.requireSeveral()
        if region != nil, parameters.isGiven("municipality") {
            parameters.refuse("municipality", .parametersExclusive, "“region” and “municipality” both say which municipalities to look at. Keep one.")
        }
        let fields = parameters.fields(of: types.isEmpty ? membersOfDomains : membersOfTypes)
        let checked = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            let day = validOn ?? moment.today
            var faults: [Violation] = []
            if let region, try KnownIdentifiers.exists(db, .region, region), let reason = try Regions.absence(db, id: region, on: day) {
                faults.append(Violation(location: "region", code: .regionNotValid, detail: reason))
            }
            try checked.verify(db, moment, on: checked.isFaulty("validOn") ? nil : day, and: faults)
            var scope: [String]? = codes.isEmpty ? nil : codes
            var within: Region?
            if let region {
                within = try Regions.find(db, moment, id: region, on: day)
                scope = try Regions.members(db, id: region, on: day).map(\.code)
            }
            let criteria: Congruence.Criteria = domains.isEmpty ? .regionTypes(types) : .policyDomains(domains)
            return (
                material: try Congruence.Material(db, criteria, scope: scope, on: day), region: within.map { Link(id: $0.id, name: $0.name) },
                day: day
            )
        }
        return Answer(answer.material.compared().json(on: answer.day, within: answer.region), fields: fields, at: moment)
    }

    private static let membersOfDomains = ["validOn", "policyDomains", "region", "congruent", "arrangements", "municipalities"]
    private static let membersOfTypes = ["validOn", "regionTypes", "region", "congruent", "summary", "regions", "municipalities"]
}

extension Parameters {
    /// Either policy domains or region types, two at least.
    fileprivate mutating func requireSeveral() {
        let (domains, types) = (isGiven("policyDomain"), isGiven("regionType"))
        if domains, types {
            refuse("regionType", .parametersExclusive, "“policyDomain” and “regionType” are two questions. Ask one of them.")
        } else if !domains, !types {
            refuse(
                "policyDomain", .parameterMissing,
                "Name two or more policy domains (policyDomain=youth-care,social-support) or region types (regionType=jeugdregio,arbeidsmarktregio).")
        }
        for (name, thing) in [("policyDomain", "policy domains"), ("regionType", "region types")] where valueCount(name) == 1 {
            refuse(name, .tooFewValues, "“\(name)” has one value; two or more \(thing) can be compared.")
        }
    }
}

extension Congruence {
    func json(on day: CalendarDate, within region: Link?) -> JSON {
        let names: [String]
        let (criteriaName, groupsName): (String, String)
        switch criteria {
        case .policyDomains(let ids): (names, criteriaName, groupsName) = (ids, "policyDomains", "arrangements")
        case .regionTypes(let ids): (names, criteriaName, groupsName) = (ids, "regionTypes", "regions")
        }
        let municipalities = lines.map { $0.json(names, groupsName: groupsName) }
        let base: JSON = ["validOn": day.json]
        let body = base.adding([criteriaName: names.json]).adding(["region": region.json, "congruent": congruent.json])
        if case .policyDomains = criteria {
            return body.adding(["arrangements": groups.json, "municipalities": .array(municipalities)])
        }
        let summary = names.map { type -> JSON in
            let own = regions.filter { $0.type == type }
            return [
                "regionType": .string(type), "regions": .int(own.count), "congruent": .int(own.count { $0.congruent == true }),
                "undetermined": .int(own.count { $0.congruent == nil }),
            ]
        }
        return body.adding(["summary": .array(summary), "regions": regions.json, "municipalities": .array(municipalities)])
    }
}

extension Congruence.Line {
    fileprivate func json(_ criteria: [String], groupsName: String) -> JSON {
        let partners = JSON.object(
            zip(criteria, sets).map { criterion, set in
                .init(
                    name: criterion, value: .object([.init(name: groupsName, value: set.groups.json), .init(name: "with", value: set.partners.json)]))
            })
        return [
            "code": .string(code), "name": .string(name), "congruent": congruent.json, "partners": partners, "coinciding": coinciding.json,
            "differences": differences.json,
        ]
    }
}

extension Congruence.Difference: JSONRepresentable {
    var json: JSON { ["code": .string(code), "name": .string(name), "in": present.json, "missingIn": missing.json] }
}

extension RegionCongruence: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(region.id), "name": .string(region.name), "type": .string(type), "memberCount": .int(members),
            "congruent": congruent.json,
            "counterparts": counterparts.json,
        ]
    }
}

extension RegionCongruence.Counterpart: JSONRepresentable {
    var json: JSON {
        [
            "id": .string(region.id), "name": .string(region.name), "type": .string(type), "congruent": .bool(congruent), "shared": .int(shared),
            "onlyHere": onlyHere.json, "onlyThere": onlyThere.json,
        ]
    }
}

import HTTP
import Postgres
import Register

/// `/v1/arrangements` and what is below it.
enum ArrangementResources {
    private static let sortKeys: [Sorting<Arrangement>.Key] = [
        ("name", { _, place in .int(place) }),
        ("id", { item, _ in .text(item.id) }),
        ("legalForm", { item, _ in SortValue(item.legalForm?.id) }),
        ("participantCount", { item, _ in .int(item.participantCount) }),
        ("validFrom", { item, _ in SortValue(item.validity.from) }),
        ("validTo", { item, _ in SortValue(item.validity.to) }),
    ]

    /// GET /v1/arrangements
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        var filter = Arrangements.Filter()
        filter.policyDomain = parameters.identifier("policyDomain", .policyDomain)
        filter.legalForm = parameters.identifier("legalForm", .legalForm)
        filter.municipality = parameters.municipality("municipality")
        filter.centreMunicipality = parameters.municipality("centreMunicipality")
        filter.organisation = parameters.identifier("organisation", .organisation)
        filter.region = parameters.identifier("region", .region)
        filter.name = parameters.text("name")
        let shown = parameters.presentation(sortKeys)
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            try Arrangements.list(db, on: validOn ?? moment.today, filter, call.delivery, take)
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/municipalities/{code}/arrangements
    static func ofMunicipality(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        var filter = Arrangements.Filter()
        filter.policyDomain = parameters.identifier("policyDomain", .policyDomain)
        let shown: Presentation<ArrangementOfMunicipality> = parameters.presentation(
            sortKeys.map { key in (key.name, { @Sendable item, place in key.value(item.arrangement, place) }) }
                + [("role", { @Sendable item, _ in SortValue(item.role) })])
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            let code = try MunicipalityResources.code(of: call)
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            var filter = filter
            filter.municipality = code
            let roles = try Arrangements.roles(db, of: code, on: day)
            try Arrangements.list(db, on: day, filter, call.delivery) { some in
                try take(some.map { ArrangementOfMunicipality(arrangement: $0, role: roles[$0.id]) })
            }
            return Whole(validOn: day)
        }
    }

    /// GET /v1/arrangements/{id}
    static func single(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: Arrangement.shape.names + ["organisations"])
        _ = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            let arrangement = try find(db, moment, call, validOn)
            var filter = Organisations.Filter()
            filter.arrangement = arrangement.id
            var organisations: [Organisation] = []
            try Organisations.list(db, on: arrangement.day, filter) { organisations += $0 }
            return (arrangement: arrangement, organisations: organisations)
        }
        let working = answer.organisations.compactMap { organisation -> JSON? in
            let own = organisation.arrangements.first { $0.arrangement.id == answer.arrangement.id }?.involvement ?? []
            return ["id": .string(organisation.id), "name": .string(organisation.name), "kind": .string(organisation.kind), "involvement": own.json]
        }
        return Answer(answer.arrangement.json.adding(["organisations": .array(working)]), fields: fields, at: moment)
    }

    /// GET /v1/arrangements/{id}/participants
    static func participants(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let role = parameters.choice("role", of: Participant.roles)
        let shown: Presentation<Participant> = parameters.presentation([
            ("name", { _, place in .int(place) }), ("role", { item, _ in .text(item.role) }),
            ("validFrom", { item, _ in SortValue(item.validity.from) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let arrangement = try find(db, moment, call, validOn)
            let participants = try Arrangements.participants(db, id: arrangement.id, on: arrangement.day)
            try take(participants.filter { role == nil || $0.role == role })
            return Whole(validOn: arrangement.day, members: ["participantsComplete": .bool(arrangement.participantsComplete)])
        }
    }

    /// GET /v1/arrangements/{id}/bodies
    static func bodies(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<GovernanceStructure.Body> = parameters.presentation([
            ("name", { _, place in .int(place) }), ("id", { item, _ in .text(item.id) }), ("kind", { item, _ in .text(item.kind) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let arrangement = try find(db, moment, call, validOn)
            try take(GovernanceStructures.bodies(db, arrangement: arrangement.id, on: arrangement.day))
            return Whole(validOn: arrangement.day)
        }
    }

    /// GET /v1/arrangements/{id}/procurements. A series: without `validOn` all of them, with it those that had begun by then.
    static func procurements(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<Procurement> = parameters.presentation([
            ("from", { item, _ in SortValue(item.period.from) }), ("policyDomain", { item, _ in SortValue(item.policyDomain) }),
            ("amount", { item, _ in SortValue(item.amount?.value) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(Procurement.list(db, arrangement: find(db, moment, call, validOn).id, by: validOn))
            return Whole(validOn: validOn)
        }
    }

    /// GET /v1/arrangements/{id}/milestones. A series: without `validOn` all of them, with it those that had happened by then or have no date.
    static func milestones(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<Milestone> = parameters.presentation([
            ("on", { item, _ in SortValue(item.on) }), ("kind", { item, _ in .text(item.kind) }), ("title", { item, _ in .text(item.title) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(Milestone.list(db, arrangement: find(db, moment, call, validOn).id, by: validOn))
            return Whole(validOn: validOn)
        }
    }

    /// GET /v1/arrangements/{id}/scale-check: of the municipalities that take part themselves.
    static func scaleCheck(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let fields = parameters.fields(of: ScaleCheckResource.members + ["arrangement", "participantsComplete"])
        let checked = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            try checked.verifyFilters(db, moment)
            let arrangement = try find(db, moment, call, validOn)
            let codes = try Arrangements.members(db, id: arrangement.id, on: arrangement.day)
            return try ScaleCheckResource.outcome(db, codes: codes, on: arrangement.day, bar, isWhole: arrangement.participantsComplete)
                .adding([
                    "arrangement": ["id": .string(arrangement.id), "name": .string(arrangement.name)],
                    "participantsComplete": .bool(arrangement.participantsComplete),
                ])
        }
        return Answer(answer, fields: fields, at: moment)
    }

    static func find(_ db: isolated Connection, _ moment: Moment, _ call: Call, _ validOn: CalendarDate?) throws -> Arrangement {
        let id = Slug.normalised(call.path("id"))
        if let arrangement = try Arrangements.find(db, moment, id: id, on: validOn) { return arrangement }
        throw try Problem.missing(db, .arrangement, id, .arrangementUnknown, .arrangementNotValid) {
            try Arrangements.absence(db, id: id, on: validOn ?? moment.today)
        }
    }
}

/// An arrangement, and as what one municipality takes part in it.
struct ArrangementOfMunicipality: Represented {
    let arrangement: Arrangement
    let role: String?

    static let shape = Arrangement.shape + ["role"]
    var json: JSON { arrangement.json.adding(["role": role.json]) }
}

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
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        var filter = Arrangements.Filter()
        filter.policyDomain = parameters.identifier("policyDomain", .policyDomain)
        filter.legalForm = parameters.identifier("legalForm", .legalForm)
        filter.municipality = parameters.municipality("municipality")
        filter.centreMunicipality = parameters.municipality("centreMunicipality")
        filter.organisation = parameters.identifier("organisation", .organisation)
        filter.region = parameters.identifier("region", .region)
        filter.name = parameters.text("name")
        let sorting = parameters.sorting(sortKeys)
        let page = parameters.page()
        let checked = try parameters.finish()
        let (arrangements, moment) = try await pool.read { [filter] db, moment in
            try checked.verify(db, moment)
            return try Arrangements.list(db, on: validOn ?? moment.today, filter)
        }
        return .collection(
            arrangements, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/municipalities/{code}/arrangements
    static func ofMunicipality(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        var filter = Arrangements.Filter()
        filter.policyDomain = parameters.identifier("policyDomain", .policyDomain)
        let sorting = parameters.sorting(sortKeys)
        let page = parameters.page()
        let checked = try parameters.finish()
        let (answer, moment) = try await pool.read { [filter] db, moment in
            try checked.verify(db, moment)
            let code = try MunicipalityResources.code(of: request)
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            var filter = filter
            filter.municipality = code
            return (
                arrangements: try Arrangements.list(db, on: day, filter), roles: try Arrangements.roles(db, of: code, on: day), day: day
            )
        }
        return .collection(
            answer.arrangements, sorted: sorting, page: page, target: request.target, at: moment, validOn: answer.day,
            represent: { $0.json.adding(["role": answer.roles[$0.id].json]) })
    }

    /// GET /v1/arrangements/{id}
    static func single(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        _ = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            let arrangement = try find(db, moment, request, validOn)
            var filter = Organisations.Filter()
            filter.arrangement = arrangement.id
            return (arrangement: arrangement, organisations: try Organisations.list(db, on: arrangement.day, filter))
        }
        let working = answer.organisations.compactMap { organisation -> JSON? in
            let own = organisation.arrangements.first { $0.arrangement.id == answer.arrangement.id }?.involvement ?? []
            return ["id": .string(organisation.id), "name": .string(organisation.name), "kind": .string(organisation.kind), "involvement": own.json]
        }
        return Answer(answer.arrangement.json.adding(["organisations": .array(working)]), at: moment)
    }

    /// GET /v1/arrangements/{id}/participants
    static func participants(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let role = parameters.choice("role", of: Participant.roles)
        let sorting: Sorting<Participant> = parameters.sorting([
            ("name", { _, place in .int(place) }), ("role", { item, _ in .text(item.role) }),
            ("validFrom", { item, _ in SortValue(item.validity.from) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            let arrangement = try find(db, moment, request, validOn)
            let participants = try Arrangements.participants(db, id: arrangement.id, on: arrangement.day)
            return (participants: participants.filter { role == nil || $0.role == role }, arrangement: arrangement)
        }
        return .collection(
            answer.participants, sorted: sorting, page: page, target: request.target, at: moment, validOn: answer.arrangement.day,
            also: ["participantsComplete": .bool(answer.arrangement.participantsComplete)], represent: \.json)
    }

    /// GET /v1/arrangements/{id}/bodies
    static func bodies(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<GovernanceStructure.Body> = parameters.sorting([
            ("name", { _, place in .int(place) }), ("id", { item, _ in .text(item.id) }), ("kind", { item, _ in .text(item.kind) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            let arrangement = try find(db, moment, request, validOn)
            return (bodies: try GovernanceStructures.bodies(db, arrangement: arrangement.id, on: arrangement.day), day: arrangement.day)
        }
        return .collection(answer.bodies, sorted: sorting, page: page, target: request.target, at: moment, validOn: answer.day, represent: \.json)
    }

    /// GET /v1/arrangements/{id}/procurements. A series: without `validOn` all of them, with it those that had begun by then.
    static func procurements(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<Procurement> = parameters.sorting([
            ("from", { item, _ in SortValue(item.period.from) }), ("policyDomain", { item, _ in SortValue(item.policyDomain) }),
            ("amount", { item, _ in SortValue(item.amount?.value) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (procurements, moment) = try await pool.read { db, moment in
            try Procurement.list(db, arrangement: find(db, moment, request, validOn).id, by: validOn)
        }
        return .collection(procurements, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn, represent: \.json)
    }

    /// GET /v1/arrangements/{id}/milestones. A series: without `validOn` all of them, with it those that had happened by then or have no date.
    static func milestones(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<Milestone> = parameters.sorting([
            ("on", { item, _ in SortValue(item.on) }), ("kind", { item, _ in .text(item.kind) }), ("title", { item, _ in .text(item.title) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (milestones, moment) = try await pool.read { db, moment in
            try Milestone.list(db, arrangement: find(db, moment, request, validOn).id, by: validOn)
        }
        return .collection(milestones, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn, represent: \.json)
    }

    /// GET /v1/arrangements/{id}/scale-check: of the municipalities that take part themselves.
    static func scaleCheck(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let checked = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            try checked.verify(db, moment)
            let arrangement = try find(db, moment, request, validOn)
            let codes = try Arrangements.members(db, id: arrangement.id, on: arrangement.day)
            return try ScaleCheckResource.outcome(db, codes: codes, on: arrangement.day, bar, isWhole: arrangement.participantsComplete)
                .adding([
                    "arrangement": ["id": .string(arrangement.id), "name": .string(arrangement.name)],
                    "participantsComplete": .bool(arrangement.participantsComplete),
                ])
        }
        return Answer(answer, at: moment)
    }

    static func find(_ db: isolated Connection, _ moment: Moment, _ request: Request, _ validOn: CalendarDate?) throws -> Arrangement {
        let id = Slug.normalised(request.parameters["id"] ?? "")
        if let arrangement = try Arrangements.find(db, moment, id: id, on: validOn) { return arrangement }
        throw try Problem.missing(db, .arrangement, id, .arrangementUnknown, .arrangementNotValid) {
            try Arrangements.absence(db, id: id, on: validOn ?? moment.today)
        }
    }
}

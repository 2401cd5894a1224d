import HTTP
import Postgres
import Register

/// `/v1/organisations` and what is below it.
enum OrganisationResources {
    /// GET /v1/organisations
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        var filter = Organisations.Filter()
        filter.kind = parameters.choice("kind", of: ["organisation", "partner-group"])
        filter.parent = parameters.identifier("parent", .organisation)
        filter.arrangement = parameters.identifier("arrangement", .arrangement)
        filter.name = parameters.text("name")
        let sorting: Sorting<Organisation> = parameters.sorting([
            ("name", { _, place in .int(place) }), ("id", { item, _ in .text(item.id) }), ("kind", { item, _ in .text(item.kind) }),
        ])
        let page = parameters.page()
        let checked = try parameters.finish()
        let (organisations, moment) = try await pool.read { [filter] db, moment in
            try checked.verify(db, moment)
            return try Organisations.list(db, on: validOn ?? moment.today, filter)
        }
        return .collection(
            organisations, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/organisations/{id}
    static func single(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        _ = try parameters.finish()
        let id = Slug.normalised(request.parameters["id"] ?? "")
        let (organisation, moment) = try await pool.read { db, moment in
            if let found = try Organisations.find(db, moment, id: id, on: validOn) { return found }
            throw try Problem.missing(db, .organisation, id, .organisationUnknown, .organisationNotValid) {
                try Organisations.absence(db, id: id, on: validOn ?? moment.today)
            }
        }
        return Answer(organisation.json, at: moment)
    }
}

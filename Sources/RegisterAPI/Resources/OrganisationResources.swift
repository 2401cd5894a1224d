import HTTP
import Postgres
import Register

/// `/v1/organisations` and what is below it.
enum OrganisationResources {
    /// GET /v1/organisations
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        var filter = Organisations.Filter()
        filter.kind = parameters.choice("kind", of: ["organisation", "partner-group"])
        filter.parent = parameters.identifier("parent", .organisation)
        filter.arrangement = parameters.identifier("arrangement", .arrangement)
        filter.name = parameters.text("name")
        let shown: Presentation<Organisation> = parameters.presentation([
            ("name", { _, place in .int(place) }), ("id", { item, _ in .text(item.id) }), ("kind", { item, _ in .text(item.kind) }),
        ])
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            try Organisations.list(db, on: validOn ?? moment.today, filter, call.delivery, take)
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/organisations/{id}
    static func single(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: Organisation.shape)
        _ = try parameters.finish()
        let id = Slug.normalised(call.path("id"))
        let (organisation, moment) = try await call.read { db, moment in
            if let found = try Organisations.find(db, moment, id: id, on: validOn) { return found }
            throw try Problem.missing(db, .organisation, id, .organisationUnknown, .organisationNotValid) {
                try Organisations.absence(db, id: id, on: validOn ?? moment.today)
            }
        }
        return Answer(organisation.json, fields: fields, at: moment)
    }
}

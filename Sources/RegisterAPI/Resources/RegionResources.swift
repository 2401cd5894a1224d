import HTTP
import Postgres
import Register

/// `/v1/regions` and what is below it.
enum RegionResources {
    static let sortKeys: [Sorting<Region>.Key] = [
        ("name", { _, place in .int(place) }),
        ("id", { item, _ in .text(item.id) }),
        ("type", { item, _ in .text(item.type) }),
        ("memberCount", { item, _ in .int(item.memberCount) }),
    ]

    /// GET /v1/regions
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        var filter = Regions.Filter()
        filter.type = parameters.identifier("type", .regionType)
        filter.scaleLevel = parameters.identifier("scaleLevel", .scaleLevel)
        filter.municipality = parameters.municipality("municipality")
        filter.within = parameters.identifier("within", .region)
        filter.name = parameters.text("name")
        let shown = parameters.presentation(sortKeys)
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            try Regions.list(db, on: validOn ?? moment.today, filter, call.delivery, take)
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/regions/{id}
    static func single(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: Region.shape)
        _ = try parameters.finish()
        let (region, moment) = try await call.read { db, moment in try find(db, moment, call, validOn) }
        return Answer(region.json, fields: fields, at: moment)
    }

    /// GET /v1/regions/{id}/members
    static func members(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<RegionMember> = parameters.presentation([
            ("name", { _, place in .int(place) }), ("code", { item, _ in .text(item.code) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let region = try find(db, moment, call, validOn)
            try Regions.members(db, id: region.id, on: region.day, call.delivery, take)
            return Whole(validOn: region.day)
        }
    }

    /// GET /v1/regions/{id}/inhabitants
    static func inhabitants(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let (from, to) = parameters.dateRange()
        if parameters.boundariesAreCurrent() {
            return try await FigureWithinResources.ofRegion(call, parameters, validOn: validOn, from: from, to: to)
        }
        let shown: Presentation<RegionTotal> = parameters.presentation([
            ("referenceDate", { item, _ in SortValue(item.referenceDate) }), ("count", { item, _ in .int(item.count) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let region = try find(db, moment, call, validOn)
            try take(InhabitantsSeries.ofRegion(db, id: region.id, from: from, to: to, by: validOn))
            return Whole(validOn: validOn)
        }
    }

    /// GET /v1/regions/{id}/scale-check
    static func scaleCheck(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let fields = parameters.fields(of: ScaleCheckResource.members + ["region"])
        let checked = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            try checked.verifyFilters(db, moment)
            let region = try find(db, moment, call, validOn)
            let codes = try Regions.members(db, id: region.id, on: region.day).map(\.code)
            return try ScaleCheckResource.outcome(db, codes: codes, on: region.day, bar)
                .adding(["region": ["id": .string(region.id), "name": .string(region.name)]])
        }
        return Answer(answer, fields: fields, at: moment)
    }

    static func find(_ db: isolated Connection, _ moment: Moment, _ call: Call, _ validOn: CalendarDate?) throws -> Region {
        let id = RegionID.normalised(call.path("id"))
        if let region = try Regions.find(db, moment, id: id, on: validOn) { return region }
        throw try Problem.missing(db, .region, id, .regionUnknown, .regionNotValid) {
            try Regions.absence(db, id: id, on: validOn ?? moment.today)
        }
    }
}

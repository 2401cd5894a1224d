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
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        var filter = Regions.Filter()
        filter.type = parameters.identifier("type", .regionType)
        filter.scaleLevel = parameters.identifier("scaleLevel", .scaleLevel)
        filter.municipality = parameters.municipality("municipality")
        filter.within = parameters.identifier("within", .region)
        filter.name = parameters.text("name")
        let sorting = parameters.sorting(sortKeys)
        let page = parameters.page()
        let checked = try parameters.finish()
        let (regions, moment) = try await pool.read { [filter] db, moment in
            try checked.verify(db, moment)
            return try Regions.list(db, on: validOn ?? moment.today, filter)
        }
        return .collection(
            regions, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/regions/{id}
    static func single(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        _ = try parameters.finish()
        let (region, moment) = try await pool.read { db, moment in try find(db, moment, request, validOn) }
        return Answer(region.json, at: moment)
    }

    /// GET /v1/regions/{id}/members
    static func members(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<RegionMember> = parameters.sorting([
            ("name", { _, place in .int(place) }), ("code", { item, _ in .text(item.code) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            let region = try find(db, moment, request, validOn)
            return (members: try Regions.members(db, id: region.id, on: region.day), day: region.day)
        }
        return .collection(answer.members, sorted: sorting, page: page, target: request.target, at: moment, validOn: answer.day, represent: \.json)
    }

    /// GET /v1/regions/{id}/inhabitants
    static func inhabitants(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let (from, to) = parameters.dateRange()
        let sorting: Sorting<RegionTotal> = parameters.sorting([
            ("referenceDate", { item, _ in SortValue(item.referenceDate) }), ("count", { item, _ in .int(item.count) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (totals, moment) = try await pool.read { db, moment in
            let region = try find(db, moment, request, validOn)
            return try InhabitantsSeries.ofRegion(db, id: region.id, from: from, to: to, by: validOn)
        }
        return .collection(totals, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn, represent: \.json)
    }

    /// GET /v1/regions/{id}/scale-check
    static func scaleCheck(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let checked = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            try checked.verify(db, moment)
            let region = try find(db, moment, request, validOn)
            let codes = try Regions.members(db, id: region.id, on: region.day).map(\.code)
            return try ScaleCheckResource.outcome(db, codes: codes, on: region.day, bar)
                .adding(["region": ["id": .string(region.id), "name": .string(region.name)]])
        }
        return Answer(answer, at: moment)
    }

    private static func find(_ db: isolated Connection, _ moment: Moment, _ request: Request, _ validOn: CalendarDate?) throws -> Region {
        let id = RegionID.normalised(request.parameters["id"] ?? "")
        if let region = try Regions.find(db, moment, id: id, on: validOn) { return region }
        throw try Problem.missing(db, .region, id, .regionUnknown, .regionNotValid) {
            try Regions.absence(db, id: id, on: validOn ?? moment.today)
        }
    }
}

import HTTP
import Postgres
import Register

/// `/v1/municipalities` and what is below it.
enum MunicipalityResources {
    /// GET /v1/municipalities
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        var filter = Municipalities.Filter()
        let validOn = parameters.date("validOn")
        let status = parameters.choice("status", of: ["current", "ended", "all"]) ?? "current"
        filter.name = parameters.text("name")
        filter.province = parameters.identifier("province", .province)
        filter.region = parameters.identifier("region", .region)
        filter.arrangement = parameters.identifier("arrangement", .arrangement)
        filter.minInhabitants = parameters.integer("minInhabitants", in: 0...1_000_000_000)
        filter.maxInhabitants = parameters.integer("maxInhabitants", in: 0...1_000_000_000)
        if let least = filter.minInhabitants, let most = filter.maxInhabitants, least > most {
            parameters.refuse("maxInhabitants", .rangeReversed, "“maxInhabitants” (\(most)) is less than “minInhabitants” (\(least)).")
        }
        if status != "current", parameters.isGiven("validOn") {
            parameters.refuse(
                "validOn", .parametersExclusive, "“status=\(status)” is not bound to a date: leave “validOn” out, or ask for “status=current”.")
        }
        let shown = parameters.presentation(sortKeys)
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            let scope: Municipalities.Scope =
                switch status {
                case "ended": .ended
                case "all": .all
                default: .valid(on: validOn ?? moment.today)
                }
            try Municipalities.list(db, moment, scope, filter, call.delivery, take)
            guard case .valid(let day) = scope else { return Whole(validOn: nil, members: ["coversCountry": nil]) }
            return Whole(validOn: day, members: ["coversCountry": .bool(try Coverage.coversCountry(db, on: day))])
        }
    }

    private static let sortKeys: [Sorting<Municipality>.Key] = [
        ("name", { _, place in .int(place) }),
        ("code", { item, _ in .text(item.code) }),
        ("inhabitants", { item, _ in SortValue(item.inhabitants?.count) }),
        ("province", { item, _ in SortValue(item.province?.code) }),
        ("validFrom", { item, _ in SortValue(item.validity.from) }),
        ("validTo", { item, _ in SortValue(item.validity.to) }),
    ]

    /// GET /v1/municipalities/{code}
    static func single(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: Municipality.shape)
        _ = try parameters.finish()
        let code = try code(of: call)
        let (municipality, moment) = try await call.read { db, moment in
            guard let found = try Municipalities.find(db, moment, code: code, on: validOn) else { throw try absent(db, moment, code, validOn) }
            return found
        }
        return Answer(municipality.json, fields: fields, at: moment)
    }

    /// GET /v1/municipalities/{code}/inhabitants
    static func inhabitants(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let (from, to) = parameters.dateRange()
        if parameters.boundariesAreCurrent() {
            return try await FigureWithinResources.ofMunicipality(call, parameters, validOn: validOn, from: from, to: to)
        }
        let shown: Presentation<Figure> = parameters.presentation([
            ("referenceDate", { item, _ in SortValue(item.referenceDate) }), ("count", { item, _ in .int(item.count) }),
        ])
        _ = try parameters.finish()
        let code = try code(of: call)
        return try await call.collection(shown) { db, moment, take in
            try require(db, moment, code, validOn)
            try take(InhabitantsSeries.ofMunicipality(db, code: code, from: from, to: to, by: validOn))
            return Whole(validOn: validOn)
        }
    }

    /// GET /v1/municipalities/{code}/regions
    static func regions(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        var filter = Regions.Filter()
        filter.type = parameters.identifier("type", .regionType)
        filter.scaleLevel = parameters.identifier("scaleLevel", .scaleLevel)
        let shown = parameters.presentation(RegionResources.sortKeys)
        let checked = try parameters.finish()
        return try await call.collection(shown) { [filter] db, moment, take in
            try checked.verifyFilters(db, moment)
            var filter = filter
            let code = try code(of: call)
            filter.municipality = code
            let day = try require(db, moment, code, validOn)
            try Regions.list(db, on: day, filter, call.delivery, take)
            return Whole(validOn: day)
        }
    }

    // MARK: The code in the path

    static func code(of call: Call) throws -> String {
        let given = call.path("code")
        guard let code = MunicipalityCode.normalised(given) else {
            throw Problem(
                .municipalityUnknown,
                "“\(given.prefix(100))” is not a municipality code, such as GM0988. GET /v1/municipalities?name=… finds one by name.")
        }
        return code
    }

    /// The day to look at: the one asked for, else that of the latest version. Throws where the municipality was not there on the day asked for.
    @discardableResult
    static func require(_ db: isolated Connection, _ moment: Moment, _ code: String, _ validOn: CalendarDate?) throws -> CalendarDate {
        if let validOn, try Municipalities.absence(db, code: code, on: validOn) == nil { return validOn }
        guard validOn == nil, let latest = try Municipalities.latestDay(db, moment, code: code) else { throw try absent(db, moment, code, validOn) }
        return latest
    }

    private static func absent(_ db: isolated Connection, _ moment: Moment, _ code: String, _ validOn: CalendarDate?) throws -> Problem {
        let isKnown = try Municipalities.latestDay(db, moment, code: code) != nil
        let detail = try Municipalities.absence(db, code: code, on: validOn ?? moment.today)
        return Problem(isKnown ? .municipalityNotValid : .municipalityUnknown, detail ?? "No municipality has the code \(code).")
    }
}

extension Parameters {
    /// `from` and `to`: from the first day on, before the second.
    mutating func dateRange() -> (from: CalendarDate?, to: CalendarDate?) {
        let from = date("from")
        let to = date("to")
        if let from, let to, from > to { refuse("to", .rangeReversed, "“to” (\(to)) is before “from” (\(from)).") }
        return (from, to)
    }
}

import HTTP
import Postgres
import Register

/// `/v1/scale-levels` and what is below it.
enum ScaleLevelResources {
    /// GET /v1/scale-levels
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<ScaleLevel> = parameters.sorting([
            ("rank", { item, _ in .int(item.rank) }), ("id", { item, _ in .text(item.id) }), ("units", { item, _ in .int(item.units) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (levels, moment) = try await pool.read { db, moment in try ScaleLevels.list(db, on: validOn ?? moment.today) }
        return .collection(
            levels, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    private static let sortKeys: [Sorting<ScaleLevelUnit>.Key] = [
        ("name", { _, place in .int(place) }),
        ("id", { item, _ in .text(item.id) }),
        ("type", { item, _ in SortValue(item.type) }),
        ("inhabitants", { item, _ in SortValue(item.inhabitants) }),
        ("margin", { item, _ in SortValue(item.margin) }),
        ("meets", { item, _ in SortValue(item.meets) }),
    ]

    /// GET /v1/scale-levels/{level}/inhabitants
    static func inhabitants(_ request: Request, _ pool: Pool) async throws -> Answer {
        let level = request.parameters["level"] ?? ""
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let regionType = parameters.identifier("regionType", .regionType)
        let sorting = parameters.sorting(sortKeys)
        let page = parameters.page()
        let checked = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            try checked.verify(db, moment)
            guard try KnownIdentifiers.exists(db, .scaleLevel, level) else {
                let levels = try KnownIdentifiers.all(db, .scaleLevel)
                let list = levels.map { "“\($0)”" }.joined(separator: ", ")
                throw Problem(
                    .scaleLevelUnknown, "There is no scale level “\(level.prefix(100))”.\(Spelling.hint(level, among: levels)) There are \(list).")
            }
            let day = validOn ?? moment.today
            if let regionType, let actual = try ReferenceLists.regionTypes(db, on: day).first(where: { $0.id == regionType })?.scaleLevel,
                actual != level
            {
                throw Problem([
                    Violation(
                        location: "regionType", code: .choiceInvalid,
                        detail:
                            "The region type “\(regionType)” is of the scale level “\(actual)”: GET /v1/scale-levels/\(actual)/inhabitants?regionType=\(regionType)"
                    )
                ])
            }
            let (threshold, norm) = try bar.resolve(db)
            let units = try ScaleLevels.units(db, level: level, on: day, threshold: threshold, regionType: regionType)
            return (units: units, threshold: threshold, norm: norm, coversCountry: try Coverage.coversCountry(db, on: day))
        }
        let summary: JSON = [
            "units": .int(answer.units.count), "meeting": .int(answer.units.count { $0.meets == true }),
            "below": .int(answer.units.count { $0.meets == false }), "undetermined": .int(answer.units.count { $0.meets == nil }),
        ]
        return .collection(
            answer.units, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today,
            also: [
                "scaleLevel": .string(level), "threshold": .int(answer.threshold), "norm": answer.norm.json, "summary": summary,
                "coversCountry": .bool(answer.coversCountry),
            ], represent: \.json)
    }
}

import HTTP
import Postgres
import Register

/// `/v1/scale-levels` and what is below it.
enum ScaleLevelResources {
    /// GET /v1/scale-levels
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<ScaleLevel> = parameters.presentation([
            ("rank", { item, _ in .int(item.rank) }), ("id", { item, _ in .text(item.id) }), ("units", { item, _ in .int(item.units) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(ScaleLevels.list(db, on: validOn ?? moment.today))
            return Whole(validOn: validOn ?? moment.today)
        }
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
    static func inhabitants(_ call: Call) async throws -> Answer {
        let level = call.path("level")
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let regionType = parameters.identifier("regionType", .regionType)
        let shown = parameters.presentation(sortKeys)
        let checked = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try checked.verifyFilters(db, moment)
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
            // A norm is recorded like any other fact.
            let (threshold, norm): (Int?, String?) = moment.revision > 0 ? try bar.resolve(db) : (bar.number, nil)
            var (units, meeting, below) = (0, 0, 0)
            try ScaleLevels.units(db, level: level, on: day, threshold: threshold ?? 0, regionType: regionType, call.delivery) { some in
                units += some.count
                meeting += some.count { $0.meets == true }
                below += some.count { $0.meets == false }
                try take(some)
            }
            let summary: JSON = [
                "units": .int(units), "meeting": .int(meeting), "below": .int(below), "undetermined": .int(units - meeting - below),
            ]
            return Whole(
                validOn: day,
                members: [
                    "scaleLevel": .string(level), "threshold": threshold.json, "norm": norm.json, "summary": summary,
                    "coversCountry": .bool(try Coverage.coversCountry(db, on: day)),
                ])
        }
    }
}

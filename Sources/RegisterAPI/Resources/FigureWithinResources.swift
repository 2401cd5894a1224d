import Postgres
import Register

/// `boundaries=current` on the series of inhabitants: the figures of the predecessors added up.
enum FigureWithinResources {
    /// GET /v1/municipalities/{code}/inhabitants?boundaries=current
    static func ofMunicipality(_ call: Call, _ parameters: Parameters, validOn: CalendarDate?, from: CalendarDate?, to: CalendarDate?) async throws
        -> Answer
    {
        try await answer(call, parameters) { db, moment in
            let code = try MunicipalityResources.code(of: call)
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            return (figures: try FiguresWithin.ofMunicipality(db, code: code, boundariesOn: day, from: from, to: to), day: day)
        }
    }

    /// GET /v1/regions/{id}/inhabitants?boundaries=current
    static func ofRegion(_ call: Call, _ parameters: Parameters, validOn: CalendarDate?, from: CalendarDate?, to: CalendarDate?) async throws
        -> Answer
    {
        try await answer(call, parameters) { db, moment in
            let region = try RegionResources.find(db, moment, call, validOn)
            return (figures: try FiguresWithin.ofRegion(db, id: region.id, boundariesOn: region.day, from: from, to: to), day: region.day)
        }
    }

    private static func answer(
        _ call: Call, _ parameters: Parameters, _ find: @Sendable (isolated Connection, Moment) throws -> (figures: [FigureWithin], day: CalendarDate)
    ) async throws -> Answer {
        var parameters = parameters
        let shown: Presentation<FigureWithin> = parameters.presentation([
            ("referenceDate", { item, _ in SortValue(item.referenceDate) }), ("count", { item, _ in SortValue(item.count) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let (figures, day) = try find(db, moment)
            try take(figures)
            return Whole(validOn: day)
        }
    }
}

extension Parameters {
    /// Whether the boundaries of one day are asked for, in place of those of each reference date.
    mutating func boundariesAreCurrent() -> Bool { choice("boundaries", of: ["current"]) != nil }
}

extension FigureWithin: Represented {
    static let shape: Shape = [
        "referenceDate", "count", "complete", "calculated", "from", "missing", "divided", "reason", "precision", "status", "source", "sources",
    ]

    var json: JSON {
        [
            "referenceDate": referenceDate.json, "count": count.json, "complete": .bool(count != nil), "calculated": .bool(isCalculated),
            "from": from.json,
            "missing": missing.json, "divided": divided.json, "reason": (gap?.rawValue).json, "precision": precision.json, "status": status.json,
            "source": (sources.count == 1 ? sources[0] : nil).json, "sources": sources.json,
        ]
    }
}

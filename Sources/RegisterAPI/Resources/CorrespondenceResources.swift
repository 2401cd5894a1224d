import HTTP
import Postgres
import Register

/// `/v1/municipality-correspondences`: which codes hold the territory of a municipality on another day.
enum CorrespondenceResources {
    /// GET /v1/municipality-correspondences
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let from = parameters.date("from")
        if !parameters.isGiven("from") {
            parameters.refuse("from", .parameterMissing, "“from” is missing. Name the day on which the codes were valid: from=2010-01-01.")
        }
        let to = parameters.date("to")
        let codes = parameters.municipalities("code", maximum: ScaleCheckResource.most)
        let isOfAll = !parameters.isGiven("code")
        let shown: Presentation<Correspondence> = parameters.presentation([
            ("code", { item, _ in .text(item.code) }), ("lossless", { item, _ in SortValue(item.lossless) }),
            ("targets", { item, _ in .int(item.targets.count) }),
        ])
        let checked = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            let early = try daysBeforeCoverage(db, ["from": from, "to": to])
            // Where the date itself is at fault, whether the codes are known at all can still be said.
            try checked.verify(db, moment, on: early.isEmpty ? from : nil, and: early)
            let day = to ?? moment.today
            try Correspondences.list(db, from: from, to: day, codes: isOfAll ? nil : codes, call.delivery, take)
            return Whole(validOn: nil, members: ["from": from.json, "to": day.json])
        }
    }

    /// Before the coverage the register knows some municipalities and hardly a succession: what it would answer would be false, and not merely incomplete.
    static func daysBeforeCoverage(_ db: isolated Connection, _ days: KeyValuePairs<String, CalendarDate?>) throws -> [Violation] {
        guard let start = try Coverage.start(db) else { return [] }
        return days.compactMap { name, day in
            guard let day, day < start else { return nil }
            return Violation(
                location: name, code: .dateBeforeCoverage,
                detail:
                    "The register knows which municipality passed into which since \(start); of \(day) it cannot say. Give \(start) or a later day.")
        }
    }
}

extension Correspondence: Represented {
    static let shape: Shape = [
        "code", "name", "on", "lossless", .object("targets", .named), .object("steps", ["on", "kind", "from", "to"]),
    ]

    var json: JSON {
        [
            "code": .string(code), "name": .string(name), "on": day.json, "lossless": lossless.json, "targets": targets.json, "steps": steps.json,
        ]
    }
}

extension Correspondence.Step: JSONRepresentable {
    var json: JSON { ["on": on.json, "kind": .string(kind), "from": .string(from), "to": .string(to)] }
}

import HTTP
import Postgres
import Register

/// `/v1/changes` and what is below it.
enum ChangeResources {
    static let largestPage = 1000

    /// GET /v1/changes
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let after = parameters.cursor("after") ?? .start
        let entities = parameters.entities()
        let limit = parameters.integer("limit", in: 1...largestPage) ?? 100
        if call.type == .ndjson, parameters.isGiven("limit") {
            parameters.refuse(
                "limit", .parametersExclusive, "\(call.type.text) is all that follows: leave “limit” out, or ask for \(MediaType.json.text).")
        }
        let isPast = parameters.isGiven("availableOn") || parameters.isGiven("revision")
        let checked = try parameters.finish()
        if call.type == .ndjson { return try await rest(call, after, entities, checked, isPast: isPast) }
        let ((changes, next), moment) = try await call.read { db, moment in
            try checked.verify(db, moment, and: after.violations("after", newest: moment.revision, isPast: isPast))
            return try ChangeFeed.page(db, after: after, entities: entities, limit: limit)
        }
        let events = changes.map { CloudEvent(change: $0, source: call.settings.eventSource).json }
        let links = next.map { [Answer.Link("next", call.target, without: ["after"], adding: "after=\($0)")] } ?? []
        if call.type == .eventBatch { return Answer(.bytes(JSON.array(events).bytes), .eventBatch, at: moment, links: links) }
        let body: JSON = ["items": .array(events), "next": next.map { ["after": .string($0.description)] } ?? nil, "revision": .int(moment.revision)]
        return Answer(body, at: moment, links: links)
    }

    private static func rest(_ call: Call, _ after: ChangeCursor, _ entities: [String], _ checked: Checked, isPast: Bool) async throws -> Answer {
        let (written, moment) = try await call.read { db, moment in
            try checked.verify(db, moment, and: after.violations("after", newest: moment.revision, isPast: isPast))
            var writer = BodyWriter(mayCompress: call.request.takesGzip)
            try ChangeFeed.rest(db, after: after, entities: entities) { changes in
                for change in changes {
                    try writer.write(CloudEvent(change: change, source: call.settings.eventSource).json.bytes + [UInt8(ascii: "\n")])
                }
            }
            return try writer.finish()
        }
        return Answer(.written(written), .ndjson, at: moment)
    }
}

import Diagram
import HTTP
import Postgres
import Register

/// `/v1/arrangements/{id}/structure`: who steers whom, as data and as a drawing.
enum StructureResource {
    /// GET /v1/arrangements/{id}/structure
    static func structure(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: ["validOn", "arrangement", "nodes", "edges"])
        if call.type != .json, parameters.isGiven("fields") {
            parameters.refuse("fields", .parametersExclusive, "\(call.type.text) is a drawing: leave “fields” out, or ask for application/json.")
        }
        _ = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            let arrangement = try ArrangementResources.find(db, moment, call, validOn)
            return (
                arrangement: arrangement,
                structure: try GovernanceStructures.find(db, arrangement: arrangement.id, on: arrangement.day),
                sources: call.type == .json ? [] : try ReferenceLists.sources(db)
            )
        }
        if call.type == .json { return Answer(json(answer.structure, answer.arrangement), fields: fields, at: moment) }
        let drawing = try answer.structure.diagram(of: answer.arrangement, sources: answer.sources, revision: moment.revision)
        return Answer(.text(call.type == .svg ? drawing.svg() : drawing.dot()), call.type, at: moment)
    }

    private static func json(_ structure: GovernanceStructure, _ arrangement: Arrangement) -> JSON {
        [
            "validOn": arrangement.day.json, "arrangement": ["id": .string(arrangement.id), "name": .string(arrangement.name)],
            "nodes": structure.bodies.json, "edges": structure.relations.json,
        ]
    }
}

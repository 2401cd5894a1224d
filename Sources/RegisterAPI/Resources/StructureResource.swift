import Diagram
import HTTP
import Postgres
import Register

/// `/v1/arrangements/{id}/structure`: who steers whom, as data and as a drawing.
enum StructureResource {
    /// GET /v1/arrangements/{id}/structure
    static func structure(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        _ = try parameters.finish()
        let type = try MediaType.negotiated(request, [.json, .svg, .graphviz])
        let (answer, moment) = try await pool.read { db, moment in
            let arrangement = try ArrangementResources.find(db, moment, request, validOn)
            return (
                arrangement: arrangement,
                structure: try GovernanceStructures.find(db, arrangement: arrangement.id, on: arrangement.day),
                sources: type == .json ? [] : try ReferenceLists.sources(db)
            )
        }
        if type == .json {
            var json = Answer(json(answer.structure, answer.arrangement), at: moment)
            json.isNegotiated = true
            return json
        }
        let drawing = try answer.structure.diagram(of: answer.arrangement, sources: answer.sources, revision: moment.revision)
        return Answer(type == .svg ? drawing.svg() : drawing.dot(), type, at: moment)
    }

    private static func json(_ structure: GovernanceStructure, _ arrangement: Arrangement) -> JSON {
        [
            "validOn": arrangement.day.json, "arrangement": ["id": .string(arrangement.id), "name": .string(arrangement.name)],
            "nodes": structure.bodies.json, "edges": structure.relations.json,
        ]
    }
}

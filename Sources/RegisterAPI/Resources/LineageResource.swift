import Diagram
import HTTP
import Postgres
import Register

/// `/v1/municipalities/{code}/lineage`: what it came from and what became of it, as data and as a drawing.
enum LineageResource {
    /// GET /v1/municipalities/{code}/lineage
    static func lineage(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let fields = parameters.fields(of: ["validOn", "municipality", "nodes", "edges"])
        if call.type != .json, parameters.isGiven("fields") {
            parameters.refuse("fields", .parametersExclusive, "\(call.type.text) is a drawing: leave “fields” out, or ask for application/json.")
        }
        _ = try parameters.finish()
        let code = try MunicipalityResources.code(of: call)
        let (answer, moment) = try await call.read { db, moment in
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            return (lineage: try Lineage.find(db, code: code, on: day), day: day)
        }
        guard let node = answer.lineage.nodes.first(where: { $0.code == code }) else { throw Problem.internalError }
        if call.type == .json {
            let municipality = Municipality.Named(code: code, name: node.name)
            return Answer(
                [
                    "validOn": answer.day.json, "municipality": municipality.json, "nodes": answer.lineage.nodes.json,
                    "edges": answer.lineage.edges.json,
                ], fields: fields, at: moment)
        }
        let drawing = try answer.lineage.diagram(of: node, revision: moment.revision)
        return Answer(.text(call.type == .svg ? drawing.svg() : drawing.dot()), call.type, at: moment)
    }
}

extension Lineage.Node: JSONRepresentable {
    var json: JSON { ["code": .string(code), "name": .string(name), "validFrom": validity.from.json, "validTo": validity.to.json] }
}

extension Lineage {
    /// The same as a drawing: a box for each municipality, and a line from each to what it passed into.
    fileprivate func diagram(of subject: Node, revision: Int) throws -> Diagram {
        try Diagram(
            title: "\(subject.name) (\(subject.code))", subtitle: "What it came from and what became of it",
            boxes: nodes.map { Diagram.Box(id: $0.code, title: $0.name, kicker: $0.code, lines: $0.lines) },
            edges: edges.map { Diagram.Edge(from: $0.from, to: $0.to, .arrow, label: "\($0.kind) on \($0.on)") },
            legend: [.arrow: .init("passed into, on the day beside it; at a split in part", sentence: "{from} passed into {to}")],
            note: "Regional register, revision \(revision).", language: "en")
    }
}

extension Lineage.Node {
    fileprivate var lines: [Diagram.Line] {
        [validity.from.map { "from \($0)" }, validity.to.map { "until \($0)" }].compactMap { $0.map { Diagram.Line($0, .quiet) } }
    }
}

import Diagram
import Register

extension GovernanceStructure {
    /// The same as a drawing: a box for each body with its seats; solid lines for steering and belonging, dotted ones for coordination.
    func diagram(of arrangement: Arrangement, sources: [Register.Source], revision: Int) throws -> Diagram {
        let cited = Set(bodies.map(\.source))
        let titles = sources.filter { cited.contains($0.id) }.map(\.title)
        return try Diagram(
            title: arrangement.name, subtitle: "Governance structure on \(arrangement.day)", boxes: bodies.map(\.box), edges: relations.map(\.edge),
            legend: [
                .arrow: .init("steers"), .solid: .init("belongs to the group above it", sentence: "{to} belongs to {from}"),
                .dotted: .init("coordinates with"),
            ],
            note: (titles.isEmpty ? "" : "Source: \(titles.joined(separator: "; ")). ")
                + (bodies.contains { $0.datePrecision == "not-stated" } ? "It does not state all dates. " : "")
                + "Regional register, revision \(revision).",
            emptyText: "No bodies are recorded.", language: "en")
    }
}

extension GovernanceStructure.Body {
    fileprivate var box: Diagram.Box {
        Diagram.Box(id: id, title: name, kicker: kind.replacing("-", with: " "), lines: seats.map(\.line), group: arrangement.name)
    }
}

extension GovernanceStructure.Seat {
    fileprivate var line: Diagram.Line {
        var text = count.map { "\($0) × \(role)" } ?? role
        if let represents { text += ", \(represents.name)" }
        switch capacity {
        case "full": break
        case "on-call": text += " (on call)"
        default: text += " (\(capacity))"
        }
        return Diagram.Line(text, capacity == "full" ? .normal : .quiet)
    }
}

extension GovernanceStructure.Relation {
    fileprivate var edge: Diagram.Edge {
        switch kind {
        case .steers: Diagram.Edge(from: from, to: to, .arrow)
        // The group above is drawn above.
        case .belongsTo: Diagram.Edge(from: to, to: from, .solid)
        case .coordinates: Diagram.Edge(from: from, to: to, .dotted)
        }
    }
}

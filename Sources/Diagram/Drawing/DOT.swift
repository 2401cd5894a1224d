extension Diagram {
    /// The diagram in the language of Graphviz: nodes have the ids of the boxes, and labels of their title, kicker and lines.
    public func dot() -> String {
        var lines = [
            "digraph {",
            "  graph [rankdir=TB, label=\(DOT.label([title])), labelloc=t, fontname=\"Helvetica\"];",
            "  node [shape=box, fontname=\"Helvetica\", fontsize=12];",
            "  edge [fontname=\"Helvetica\", fontsize=11];",
        ]
        for box in boxes {
            let label = DOT.label([box.kicker].compactMap(\.self) + [box.title] + box.lines.map(\.text))
            lines.append("  \(DOT.id(box.id)) [label=\(label)];")
        }
        for edge in edges {
            let label = edge.label.map { [("label=" + DOT.label([$0]))] } ?? []
            let attributes = DOT.attributes(edge.style) + label
            lines.append("  \(DOT.id(edge.from)) -> \(DOT.id(edge.to)) [\(attributes.joined(separator: ", "))];")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }
}

/// The quoting of the DOT language.
private enum DOT {
    static func attributes(_ style: Diagram.Edge.Style) -> [String] {
        switch style {
        case .arrow: ["style=solid"]
        case .solid: ["style=solid", "dir=none"]
        case .dotted: ["style=dotted", "dir=none", "constraint=false"]
        }
    }

    /// An id in quotation marks. Different ids stay different, as only a backslash that is part of the id is doubled.
    static func id(_ id: String) -> String {
        var result = ""
        for scalar in id.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.properties.generalCategory == .control: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(result)\""
    }

    /// Lines of text as a label, in which Graphviz reads backslashes as escapes and `&` as the start of an HTML entity.
    static func label(_ lines: [String]) -> String {
        let escaped = lines.map { line in
            var result = ""
            for scalar in Markup.permitted(line).unicodeScalars {
                switch scalar {
                case "\"": result += "\\\""
                case "\\": result += "\\\\"
                case "&": result += "&amp;"
                case "\n": result += "\\n"
                case "\r", "\t": result += " "
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }
        return "\"\(escaped.joined(separator: "\\n"))\""
    }
}

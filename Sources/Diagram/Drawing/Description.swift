/// The picture in words, for those who do not see it.
enum Description {
    static func text(of diagram: Diagram) -> String {
        guard !diagram.boxes.isEmpty else { return diagram.emptyText }
        var titles: [String: String] = [:]
        for box in diagram.boxes { titles[box.id] = box.title }
        let sentences = diagram.edges.map { edge in
            sentence(diagram.legend[edge.style], edge, from: titles[edge.from] ?? edge.from, to: titles[edge.to] ?? edge.to)
        }
        let joined: Set<String> = Set(diagram.edges.flatMap { [$0.from, $0.to] })
        let alone = diagram.boxes.filter { !joined.contains($0.id) }.map { "\($0.title)." }
        return (sentences + alone).joined(separator: " ")
    }

    private static func sentence(_ meaning: Diagram.Meaning?, _ edge: Diagram.Edge, from: String, to: String) -> String {
        let pattern = meaning?.sentence ?? (edge.style == .arrow ? "{from} → {to}" : "{from} – {to}")
        let label = edge.label.map { " (\($0))" } ?? ""
        return fill(pattern, ["{from}": from, "{to}": to]) + label + "."
    }

    /// Puts titles in the places of names in one pass, so that a title that holds such a name stays as it is.
    private static func fill(_ pattern: String, _ titles: [String: String]) -> String {
        var result = ""
        var rest = Substring(pattern)
        while !rest.isEmpty {
            if let (name, title) = titles.first(where: { rest.hasPrefix($0.key) }) {
                result += title
                rest = rest.dropFirst(name.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}

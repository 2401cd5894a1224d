/// Why boxes and lines do not make a diagram.
public enum DiagramError: Error, Sendable, Hashable, CustomStringConvertible {
    case duplicateBox(id: String)
    /// `id` is the end that is missing, `from` and `to` are both ends of the line.
    case unknownBox(id: String, from: String, to: String)
    case selfEdge(id: String)

    public var description: String {
        switch self {
        case .duplicateBox(let id):
            "Two boxes have the id “\(id)”. Give each box an id of its own."
        case .unknownBox(let id, let from, let to):
            "The line from “\(from)” to “\(to)” ends at “\(id)”, but no box has that id. Add the box, or leave the line out."
        case .selfEdge(let id):
            "A line goes from “\(id)” to itself. A line joins two different boxes: leave it out."
        }
    }
}

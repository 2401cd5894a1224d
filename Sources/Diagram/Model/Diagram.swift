/// A small directed graph of boxes and lines, drawn in layers from top to bottom.
///
/// A diagram is a value that is checked when it is made, so that drawing cannot fail: the same diagram always gives the same bytes.
public struct Diagram: Sendable, Hashable {
    public let title: String
    /// A quiet line below the title.
    public let subtitle: String?
    public let boxes: [Box]
    public let edges: [Edge]
    /// What the styles of line mean. Only the styles that are drawn are shown.
    public let legend: [Edge.Style: Meaning]
    /// The line at the bottom, such as the source.
    public let note: String?
    /// The sentence that is shown in place of boxes when there are none.
    public let emptyText: String
    /// The language of all text: a BCP 47 tag, such as `nl`.
    public let language: String

    /// - Throws: ``DiagramError`` when two boxes share an id, or a line does not join two different boxes of the diagram.
    public init(
        title: String, subtitle: String? = nil, boxes: [Box], edges: [Edge] = [], legend: [Edge.Style: Meaning] = [:], note: String? = nil,
        emptyText: String = "", language: String
    ) throws(DiagramError) {
        var ids: Set<String> = []
        for box in boxes where !ids.insert(box.id).inserted { throw .duplicateBox(id: box.id) }
        for edge in edges {
            for end in [edge.from, edge.to] where !ids.contains(end) { throw .unknownBox(id: end, from: edge.from, to: edge.to) }
            if edge.from == edge.to { throw .selfEdge(id: edge.from) }
        }
        self.title = title
        self.subtitle = subtitle
        self.boxes = boxes
        self.edges = edges
        self.legend = legend
        self.note = note
        self.emptyText = emptyText
        self.language = language
    }
}

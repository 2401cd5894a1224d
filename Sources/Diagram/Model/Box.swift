extension Diagram {
    /// A box: a title with, above it, what kind of thing it is and, below it, a list of lines.
    public struct Box: Sendable, Hashable {
        /// What edges call the box. Unique in the diagram; it appears in DOT, not in SVG.
        public var id: String
        public var title: String
        /// A small line above the title, such as the kind.
        public var kicker: String?
        public var lines: [Line]
        /// The name of what the box belongs to. Boxes of one group have the same fill, which the legend explains when the boxes are not all of one group.
        public var group: String?

        public init(id: String, title: String, kicker: String? = nil, lines: [Line] = [], group: String? = nil) {
            self.id = id
            self.title = title
            self.kicker = kicker
            self.lines = lines
            self.group = group
        }
    }

    /// A line of text in a box.
    public struct Line: Sendable, Hashable {
        public enum Emphasis: Sendable, Hashable { case normal, quiet }

        public var text: String
        public var emphasis: Emphasis

        public init(_ text: String, _ emphasis: Emphasis = .normal) {
            self.text = text
            self.emphasis = emphasis
        }
    }
}

extension Diagram {
    /// A line between two boxes.
    public struct Edge: Sendable, Hashable {
        /// How the line is drawn. The order of the cases is the order of the legend.
        public enum Style: Sendable, Hashable, CaseIterable {
            /// Solid with an arrowhead at `to`; `from` is above `to`.
            case arrow
            /// Solid without an arrowhead; `from` is above `to`.
            case solid
            /// Dotted without an arrowhead; the boxes are side by side where the other lines allow it.
            case dotted
        }

        public var from: String
        public var to: String
        public var style: Style
        /// A short text beside the line.
        public var label: String?

        public init(from: String, to: String, _ style: Style, label: String? = nil) {
            self.from = from
            self.to = to
            self.style = style
            self.label = label
        }
    }

    /// What a style of line means.
    public struct Meaning: Sendable, Hashable {
        /// The text in the legend, such as `steers`.
        public var text: String
        /// How the description of the picture says it, with `{from}` and `{to}` where the titles of the boxes come.
        public var sentence: String

        /// - Parameter sentence: `{from} <text> {to}` if it is not given.
        public init(_ text: String, sentence: String? = nil) {
            self.text = text
            self.sentence = sentence ?? "{from} \(text) {to}"
        }
    }
}

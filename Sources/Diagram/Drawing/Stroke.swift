/// The shapes of lines.
enum Stroke {
    /// An arrowhead is so long, and on each side of its line so wide, in pixels.
    static let arrowLength = 11
    static let arrowHalf = 5

    /// The path through points.
    static func path(_ points: [Point]) -> String {
        points.enumerated().map { index, point in "\(index == 0 ? "M" : "L")\(point.x) \(point.y)" }.joined(separator: " ")
    }

    /// The head of an arrow at the end of a line.
    static func arrowhead(_ points: [Point]) -> String {
        guard let tip = points.last, let before = points.dropLast().last(where: { $0 != tip }) else { return "" }
        let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum())
        let base = Point(x: tip.x - dx * arrowLength, y: tip.y - dy * arrowLength)
        let wing = Point(x: dy * arrowHalf, y: dx * arrowHalf)
        return path([tip, Point(x: base.x + wing.x, y: base.y + wing.y), Point(x: base.x - wing.x, y: base.y - wing.y)]) + " Z"
    }
}

/// The boxes and lines of a diagram in their places on the sheet, without what is written around them.
///
/// What hangs together is laid out by itself; such clusters stand side by side and, when the row is full, in the next row. Boxes without lines come last.
struct Plan {
    private(set) var contents: [BoxContent]
    private(set) var frames: [Frame]
    private(set) var routes: [ClusterLayout.Route] = []
    private(set) var size = Size(width: 0, height: 0)

    /// The width that fits on A4 paper, landscape, with letters of 12 pixels no smaller than 7.5 points.
    static let widest = 1_160
    /// The widths of text that are tried, the roomiest first.
    private static let columns = [232, 208, 184, 160]
    /// The width up to which a long word makes the column wider, so that it stays whole.
    private static let widestWord = 264
    static let leastBox = 120

    init(_ diagram: Diagram) {
        let labels = diagram.edges.map { EdgeLabel.size(of: $0.label) }
        let clusters = Cluster.components(of: diagram, labels: labels)
        let longest = diagram.boxes.map(BoxContent.longestWord).max() ?? 0
        let columns = Self.columns.map { Column(diagram, width: max($0, min(longest, Self.widestWord))) }
        let narrowest = columns[columns.count - 1]
        let topologies = clusters.filter { !$0.links.isEmpty }.map { Topology($0, widest: narrowest.boxesSideBySide) }
        let mostBoxes = topologies.map(\.mostBoxes).max() ?? 0
        func layOut(_ column: Column) -> [ClusterLayout] { topologies.map { ClusterLayout($0, sizes: column.sizes(of: $0.cluster)) } }
        func fits(_ layouts: [ClusterLayout]) -> Bool { layouts.allSatisfy { $0.size.width <= Self.widest } }
        var (column, layouts) = (narrowest, layOut(narrowest))
        // What is too wide with the narrowest column is so with the others.
        for wider in columns.dropLast() where fits(layouts) && mostBoxes <= wider.boxesSideBySide {
            let candidate = layOut(wider)
            guard fits(candidate) else { continue }
            (column, layouts) = (wider, candidate)
            break
        }
        contents = column.contents
        frames = column.sizes.map { Frame(x: 0, y: 0, size: $0) }
        var shelf = Shelf(gap: Distance.parts)
        for (topology, layout) in zip(topologies, layouts) {
            let corner = shelf.place(layout.size)
            for (box, frame) in zip(topology.cluster.boxes, layout.frames) { frames[box] = frame.moved(by: corner) }
            routes += layout.routes.map { $0.moved(by: corner) }
        }
        shelf.startRow(gap: Distance.boxes)
        for box in clusters.filter(\.links.isEmpty).flatMap(\.boxes) { frames[box] = frames[box].moved(by: shelf.place(frames[box].size)) }
        routes.sort { $0.edge < $1.edge }
        size = shelf.size
    }
}

/// The boxes of a diagram with their text wrapped to one width.
private struct Column {
    let contents: [BoxContent]
    let sizes: [Size]
    /// How many boxes fit in the width of a sheet.
    let boxesSideBySide: Int

    init(_ diagram: Diagram, width column: Int) {
        contents = diagram.boxes.map { BoxContent($0, column: column) }
        // One width for all, so that boxes align; even, so that a centre is a whole pixel.
        let widest = contents.map(\.size.width).reduce(Plan.leastBox, max)
        let width = widest + widest % 2
        sizes = contents.map { Size(width: width, height: $0.size.height) }
        boxesSideBySide = max(2, (Plan.widest + Distance.boxes) / (width + Distance.boxes))
    }

    func sizes(of cluster: Cluster) -> [Size] { cluster.boxes.map { sizes[$0] } }
}

/// Rows that are filled from left to right.
private struct Shelf {
    private(set) var size = Size(width: 0, height: 0)
    private var gap: Int
    private var next = Point(x: 0, y: 0)

    init(gap: Int) { self.gap = gap }

    mutating func startRow(gap: Int) {
        if size.height > 0 { next = Point(x: 0, y: size.height + Distance.parts) }
        self.gap = gap
    }

    /// - Returns: The upper left corner of the room.
    mutating func place(_ room: Size) -> Point {
        if next.x > 0 && next.x + room.width > Plan.widest { next = Point(x: 0, y: size.height + gap) }
        let corner = next
        size = Size(width: max(size.width, corner.x + room.width), height: max(size.height, corner.y + room.height))
        next.x += room.width + gap
        return corner
    }
}

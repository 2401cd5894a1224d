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
    static let leastBox = 120

    init(_ diagram: Diagram) {
        let labels = diagram.edges.map { EdgeLabel.size(of: $0.label) }
        let clusters = Cluster.components(of: diagram, labels: labels)
        let topologies = clusters.filter { !$0.links.isEmpty }.map { Topology($0, widest: nil) }
        let longest = diagram.boxes.map(BoxContent.longestWord).max() ?? 0
        var column = Column(diagram, width: max(Self.columns[0], min(longest, Self.columns[0])))
        var layouts: [ClusterLayout] = []
        for width in Self.columns {
            column = Column(diagram, width: max(width, min(longest, Self.columns[0])))
            guard topologies.allSatisfy({ $0.mostBoxes <= column.boxesSideBySide }) else { continue }
            layouts = topologies.map { ClusterLayout($0, sizes: column.sizes(of: $0.cluster)) }
            if layouts.allSatisfy({ $0.size.width <= Self.widest }) { break }
        }
        if !layouts.allSatisfy({ $0.size.width <= Self.widest }) || layouts.count < topologies.count {
            layouts = topologies.map { topology in
                let isNarrow = topology.mostBoxes <= column.boxesSideBySide
                let bounded = isNarrow ? topology : Topology(topology.cluster, widest: column.boxesSideBySide)
                return ClusterLayout(bounded, sizes: column.sizes(of: topology.cluster))
            }
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

/// A cluster with places for its boxes and ways for its lines, from its own top left corner.
struct ClusterLayout {
    /// The way of a line.
    struct Route {
        /// The number of the line in the diagram.
        var edge: Int
        /// From where the line leaves `from` to where it reaches `to`.
        var points: [Point]
        /// The room for its label.
        var label: Frame?
    }

    /// The boxes in the order of the cluster.
    private(set) var frames: [Frame]
    private(set) var routes: [Route]
    let size: Size

    /// - Parameter sizes: The sizes of the boxes in the order of the cluster.
    init(_ topology: Topology, sizes: [Size]) {
        let (cluster, layers, levels) = (topology.cluster, topology.layers, topology.levels)
        var graph = topology.graph
        graph.setSizes(sizes, buses: topology.buses)
        let gaps = layers.map { order in
            zip(order, order.dropFirst()).map { Self.gap($0, $1, graph, levels, cluster) }
        }
        let centres = Placement(graph, layers: layers, gaps: gaps).centre.map { Int(($0 + 0.5).rounded(.down)) }
        let wiring = Wiring(topology.buses, graph, layers: layers, x: centres)
        let rows = Rows(graph, layers: layers, wiring: wiring, labels: cluster.links.map(\.label))
        let routing = Routing(graph: graph, cluster: cluster, levels: levels, wiring: wiring, rows: rows)
        let frames = cluster.boxes.indices.map { routing.frame(of: $0) }
        let routes = routing.routes()

        let labels = routes.compactMap(\.label)
        let left = (frames.map(\.x) + labels.map(\.x) + routes.flatMap { $0.points.map(\.x) }).min() ?? 0
        let right = (frames.map(\.right) + labels.map(\.right) + routes.flatMap { $0.points.map(\.x) }).max() ?? 0
        size = Size(width: right - left, height: rows.bottom)
        self.frames = frames.map { $0.moved(by: Point(x: -left, y: 0)) }
        self.routes = routes.map { $0.moved(by: Point(x: -left, y: 0)) }
    }

    /// The least distance between the centres of two neighbours in a layer.
    private static func gap(_ one: Int, _ other: Int, _ graph: LayeredGraph, _ levels: LevelLines, _ cluster: Cluster) -> Int {
        let (left, right) = (graph.vertices[one], graph.vertices[other])
        var free =
            switch (left.isWaypoint, right.isWaypoint) {
            case (true, true): Distance.lines
            case (false, false): left.part == right.part ? Distance.boxes : Distance.parts
            default: Distance.boxToLine
            }
        if let link = levels.direct(from: one, to: other) {
            free = max(Distance.parts, (cluster.links[link].label?.width ?? 0) + 2 * Distance.besideLabel)
        }
        return (left.size.width + right.size.width + 1) / 2 + free
    }
}

extension ClusterLayout.Route {
    func moved(by offset: Point) -> Self {
        Self(edge: edge, points: points.map { Point(x: $0.x + offset.x, y: $0.y + offset.y) }, label: label?.moved(by: offset))
    }
}

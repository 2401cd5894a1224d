/// Turns places and tracks into points.
struct Routing {
    private let graph: LayeredGraph
    private let cluster: Cluster
    private let levels: LevelLines
    private let wiring: Wiring
    private let rows: Rows
    private var busOfPiece: [LayeredGraph.Piece: Bus] = [:]

    init(graph: LayeredGraph, cluster: Cluster, levels: LevelLines, wiring: Wiring, rows: Rows) {
        self.graph = graph
        self.cluster = cluster
        self.levels = levels
        self.wiring = wiring
        self.rows = rows
        for bus in wiring.buses.joined() {
            guard let strand = bus.strand else { continue }
            for upper in bus.uppers {
                for lower in bus.lowers { busOfPiece[LayeredGraph.Piece(upper: upper.vertex, lower: lower.vertex, strand: strand)] = bus }
            }
        }
    }

    func frame(of vertex: Int) -> Frame {
        let (size, layer) = (graph.vertices[vertex].size, graph.vertices[vertex].layer)
        let isLabel = if case .label = graph.vertices[vertex].content { true } else { false }
        let inset = isLabel ? (rows.height[layer] - size.height) / 2 : 0
        return Frame(x: wiring.x[vertex] - size.width / 2, y: rows.top[layer] + inset, size: size)
    }

    func routes() -> [ClusterLayout.Route] {
        var routes = levels.direct.map { straight($0.level, $0.pair) }
        for (layer, buses) in wiring.buses.enumerated() {
            for bus in buses { if let level = bus.level { routes.append(overTop(bus, level, layer)) } }
        }
        for link in cluster.links.indices where !graph.ways[link].isEmpty { routes.append(layered(link)) }
        return routes.sorted { $0.edge < $1.edge }
    }

    /// A level line from side to side.
    private func straight(_ level: Int, _ pair: LevelLines.Pair) -> ClusterLayout.Route {
        let link = cluster.links[graph.levels[level].link]
        let (left, right) = (frame(of: pair.left), frame(of: pair.right))
        let layer = graph.vertices[pair.left].layer
        // All level lines of a layer run at one height, so that they read as one line through it.
        let least =
            levels.direct.map(\.pair).filter { graph.vertices[$0.left].layer == layer }
            .map { min(graph.vertices[$0.left].size.height, graph.vertices[$0.right].size.height) }.min() ?? 0
        let y = left.y + least / 2
        let points = [Point(x: left.right, y: y), Point(x: right.x, y: y)]
        let label = link.label.map { Frame(x: (left.right + right.x - $0.width) / 2, y: y - $0.height / 2, size: $0) }
        return ClusterLayout.Route(edge: link.edge, points: link.from == pair.left ? points : points.reversed(), label: label)
    }

    /// A level line over the top of the boxes between.
    private func overTop(_ bus: Bus, _ level: Int, _ layer: Int) -> ClusterLayout.Route {
        let link = cluster.links[graph.levels[level].link]
        let y = rows.track(bus.track ?? 0, above: layer)
        let (from, to) = (bus.lowers[0], bus.lowers[1])
        let points = [
            Point(x: from.x, y: rows.top[layer]), Point(x: from.x, y: y), Point(x: to.x, y: y), Point(x: to.x, y: rows.top[layer]),
        ]
        let label = link.label.map { size in
            let x = labelCentre(bus, layer, width: size.width) - size.width / 2
            return Frame(x: x, y: y - size.height / 2, size: size)
        }
        return ClusterLayout.Route(edge: link.edge, points: points, label: label)
    }

    /// Where on its horizontal stretch a label covers no other line, nearest to the middle.
    private func labelCentre(_ bus: Bus, _ layer: Int, width: Int) -> Int {
        let middle = (bus.left + bus.right) / 2
        let verticals = wiring.buses[layer].filter { $0.level != bus.level }.flatMap { other -> [Int] in
            if other.isStraight { return [other.left] }
            // What is above the other's track is its upper ends, what is below is its lower ends.
            return (track(other) > track(bus) ? other.uppers : other.lowers).map(\.x)
        }
        let reach = max(0, (bus.right - bus.left - width) / 2 - Distance.besideLabel)
        let candidates = stride(from: 0, through: reach, by: 4).flatMap { [middle + $0, middle - $0] }
        return candidates.first { centre in !verticals.contains { abs($0 - centre) < width / 2 + 4 } } ?? middle
    }

    private func track(_ bus: Bus) -> Int { bus.track ?? 0 }

    /// A line from layer to layer.
    private func layered(_ index: Int) -> ClusterLayout.Route {
        let link = cluster.links[index]
        let way = graph.ways[index]
        var points: [Point] = []
        var label: Frame?
        for (upper, lower) in zip(way, way.dropFirst()) {
            let piece = LayeredGraph.Piece(upper: upper, lower: lower, strand: graph.strandOfLink[index])
            guard let bus = busOfPiece[piece], let start = bus.uppers.first(where: { $0.vertex == upper })?.x,
                let end = bus.lowers.first(where: { $0.vertex == lower })?.x
            else { continue }
            let layer = graph.vertices[lower].layer
            if points.isEmpty { points.append(Point(x: start, y: frame(of: upper).bottom)) }
            if let track = bus.track, start != end {
                let y = rows.track(track, above: layer)
                points += [Point(x: start, y: y), Point(x: end, y: y)]
            }
            if case .label = graph.vertices[lower].content { label = frame(of: lower) }
            if lower == way.last { points.append(Point(x: end, y: rows.top[layer])) }
        }
        return ClusterLayout.Route(edge: link.edge, points: link.from == way.first ? points : points.reversed(), label: label)
    }
}

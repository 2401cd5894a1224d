/// The centre from left to right of each vertex: above the middle of what is below it, with lines as straight as can be.
struct Placement {
    private(set) var centre: [Double]

    private let graph: LayeredGraph
    private let layers: [[Int]]
    private let gaps: [[Int]]
    private var above: [[(vertex: Int, weight: Double)]]
    private var below: [[(vertex: Int, weight: Double)]]
    /// What a box or a label stands above: the boxes in the next layer to which lines with a direction lead, or else those further down.
    private var children: [[Int]]

    /// - Parameters:
    ///   - layers: The vertices of each layer in order.
    ///   - gaps: For each layer the least distance between the centre of each vertex and the next.
    init(_ graph: LayeredGraph, layers: [[Int]], gaps: [[Int]]) {
        self.graph = graph
        self.layers = layers
        self.gaps = gaps
        centre = [Double](repeating: 0, count: graph.vertices.count)
        above = [[(vertex: Int, weight: Double)]](repeating: [], count: graph.vertices.count)
        below = above
        children = [[Int]](repeating: [], count: graph.vertices.count)
        for piece in graph.pieces {
            let style = graph.strands[piece.strand].style
            let weight = Self.weight(graph.vertices[piece.upper], graph.vertices[piece.lower]) * (style == .dotted ? 0.2 : 1)
            above[piece.lower].append((piece.upper, weight))
            below[piece.upper].append((piece.lower, weight))
            if style != .dotted { children[piece.upper].append(piece.lower) }
        }
        // From below, so that what a waypoint leads to is known when it is reached.
        for vertex in layers.reversed().joined() {
            let boxes = children[vertex].filter { graph.vertices[$0].isBox }
            children[vertex] = boxes.isEmpty ? children[vertex].flatMap { children[$0] } : boxes
        }
        for (layer, order) in layers.enumerated() {
            for (index, vertex) in order.enumerated().dropFirst() {
                centre[vertex] = centre[order[index - 1]] + Double(gaps[layer][index - 1])
            }
        }
        // Each step solves one layer exactly with the others fixed; the sum of squares is convex, so the steps approach its least.
        for _ in 0..<30 {
            for layer in layers.indices { relax(layer) }
            for layer in layers.indices.reversed() { relax(layer) }
        }
        // What has no wish gives way a little only at a time, hence several times.
        for _ in 0..<4 { for layer in layers.indices.reversed() { centreOverChildren(layer) } }
        straightenLongLines()
    }

    /// Long lines are kept straight first (Gansner and others, “A Technique for Drawing Directed Graphs”, 1993, section 4.1).
    private static func weight(_ upper: LayeredGraph.Vertex, _ lower: LayeredGraph.Vertex) -> Double {
        switch (upper.isBox, lower.isBox) {
        case (true, true): 4
        case (false, false): 8
        default: 0.5
        }
    }

    private mutating func relax(_ layer: Int) {
        let wishes = layers[layer].map { vertex -> Wish in
            let pulls = above[vertex] + below[vertex]
            let weight = pulls.reduce(0) { $0 + $1.weight }
            guard weight > 0 else { return Wish(place: centre[vertex], weight: 0.01) }
            return Wish(place: pulls.reduce(0) { $0 + centre[$1.vertex] * $1.weight } / weight, weight: weight)
        }
        settle(layer, wishes)
    }

    private mutating func centreOverChildren(_ layer: Int) {
        let wishes = layers[layer].map { vertex -> Wish in
            let places = children[vertex].map { centre[$0] }
            guard !graph.vertices[vertex].isWaypoint, let left = places.min(), let right = places.max() else {
                return Wish(place: centre[vertex], weight: 0.02)
            }
            return Wish(place: (left + right) / 2, weight: 1)
        }
        settle(layer, wishes)
    }

    /// Puts the waypoints of a line one below the other where their neighbours leave room for that.
    private mutating func straightenLongLines() {
        var place = [Int](repeating: 0, count: centre.count)
        for order in layers { for (index, vertex) in order.enumerated() { place[vertex] = index } }
        func left(_ vertex: Int) -> Double {
            let (layer, index) = (graph.vertices[vertex].layer, place[vertex])
            return index == 0 ? -.infinity : centre[layers[layer][index - 1]] + Double(gaps[layer][index - 1])
        }
        func right(_ vertex: Int) -> Double {
            let (layer, index) = (graph.vertices[vertex].layer, place[vertex])
            return index == layers[layer].count - 1 ? .infinity : centre[layers[layer][index + 1]] - Double(gaps[layer][index])
        }
        func next(_ vertex: Int) -> Int? {
            guard graph.vertices[vertex].isWaypoint, below[vertex].count == 1, let lower = below[vertex].first?.vertex else { return nil }
            return graph.vertices[lower].isWaypoint && above[lower].count == 1 ? lower : nil
        }
        for start in layers.joined() where graph.vertices[start].isWaypoint && !above[start].contains(where: { next($0.vertex) == start }) {
            var run = [start]
            while let lower = next(run[run.count - 1]) { run.append(lower) }
            let (least, greatest) = (run.map(left).max() ?? 0, run.map(right).min() ?? 0)
            guard least <= greatest else { continue }
            // Below the upper end or above the lower one spares a bend.
            let ends = below[run[run.count - 1]].map(\.vertex) + above[start].map(\.vertex)
            let mean = run.reduce(0) { $0 + centre[$1] } / Double(run.count)
            let place = ends.map { centre[$0] }.first { least <= $0 && $0 <= greatest } ?? min(max(mean, least), greatest)
            for vertex in run { centre[vertex] = place }
        }
    }

    private struct Wish {
        var place: Double
        var weight: Double
    }

    private mutating func settle(_ layer: Int, _ wishes: [Wish]) {
        let places = Spacing.settle(wishes: wishes.map(\.place), weights: wishes.map(\.weight), gaps: gaps[layer])
        for (vertex, place) in zip(layers[layer], places) { centre[vertex] = place }
    }
}

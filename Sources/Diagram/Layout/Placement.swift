/// The centre from left to right of each vertex: above the middle of what is below it, with lines as straight as can be.
struct Placement {
    private(set) var centre: [Double]

    private let graph: LayeredGraph
    private let layers: [[Int]]
    private let gaps: [[Int]]
    private var above: [[(vertex: Int, weight: Double)]]
    private var below: [[(vertex: Int, weight: Double)]]
    /// The boxes to which lines with a direction come straight from a box; for others all that these lines come to.
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
        for vertex in graph.vertices.indices where graph.vertices[vertex].isBox {
            let boxes = children[vertex].filter { graph.vertices[$0].isBox }
            if !boxes.isEmpty { children[vertex] = boxes }
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
        for layer in layers.indices.reversed() { centreOverChildren(layer) }
    }

    /// Long lines are kept straight first (Gansner and others, “A Technique for Drawing Directed Graphs”, 1993, section 4.1).
    private static func weight(_ upper: LayeredGraph.Vertex, _ lower: LayeredGraph.Vertex) -> Double {
        switch (upper.isBox, lower.isBox) {
        case (true, true): 3
        case (false, false): 8
        default: 1
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
            guard let left = places.min(), let right = places.max() else { return Wish(place: centre[vertex], weight: 0.2) }
            return Wish(place: (left + right) / 2, weight: graph.vertices[vertex].isBox ? 1 : 4)
        }
        settle(layer, wishes)
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

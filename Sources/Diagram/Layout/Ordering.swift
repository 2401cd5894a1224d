/// The order from left to right of the vertices in each layer: few lines cross, and boxes that a dotted line joins stand side by side.
///
/// Barycentre sweeps (Sugiyama, Tagawa and Toda 1981) with exchanges of neighbours; ties keep the order of before, so the result is always the same.
struct Ordering {
    private(set) var layers: [[Int]]
    private var position: [Int]

    private let graph: LayeredGraph
    private let above: [[Int]]
    private let below: [[Int]]
    private let level: [[Int]]

    init(_ graph: LayeredGraph) {
        self.graph = graph
        var above = [[Int]](repeating: [], count: graph.vertices.count)
        var below = above
        var level = above
        for piece in graph.pieces {
            above[piece.lower].append(piece.upper)
            below[piece.upper].append(piece.lower)
        }
        for pair in graph.levels {
            level[pair.one].append(pair.other)
            level[pair.other].append(pair.one)
        }
        self.above = above
        self.below = below
        self.level = level
        layers = [[Int]](repeating: [], count: graph.layerCount)
        position = [Int](repeating: 0, count: graph.vertices.count)
        let walk = DepthFirst(count: graph.vertices.count, arcs: graph.pieces.map { ($0.upper, $0.lower) })
        for vertex in walk.discovered { layers[graph.vertices[vertex].layer].append(vertex) }
        for layer in layers.indices { place(layers[layer].enumerated().sorted { key($0) < key($1) }.map(\.element), in: layer) }
        improve()
    }

    private func key(_ entry: (offset: Int, element: Int)) -> (Int, Int) { (graph.vertices[entry.element].part, entry.offset) }

    private mutating func place(_ order: [Int], in layer: Int) {
        layers[layer] = order
        for (index, vertex) in order.enumerated() { position[vertex] = index }
    }

    private mutating func improve() {
        exchange()
        var best = layers
        var least = cost()
        for sweep in 0..<16 where least > 0 {
            let isDownward = sweep.isMultiple(of: 2)
            for layer in isDownward ? Array(layers.indices) : layers.indices.reversed() { sort(layer, by: isDownward ? above : below) }
            exchange()
            let cost = cost()
            if cost < least { (best, least) = (layers, cost) }
        }
        for layer in best.indices { place(best[layer], in: layer) }
        centrePassing()
    }

    /// Moves a line that passes a layer to the middle of the boxes in the layer that it shares an end with, if no line crosses more for it.
    private mutating func centrePassing() {
        for vertex in graph.vertices.indices where graph.vertices[vertex].isWaypoint {
            let fromOne = above[vertex].count == 1 ? below[above[vertex][0]] : []
            let toOne = below[vertex].count == 1 ? above[below[vertex][0]] : []
            guard let siblings = [fromOne, toOne].map({ $0.filter { graph.vertices[$0].isBox } }).first(where: { $0.count > 1 }) else { continue }
            let layer = graph.vertices[vertex].layer
            /// How many more of the boxes are to the right than to the left.
            func excess() -> Int { 2 * siblings.count { position[$0] > position[vertex] } - siblings.count }
            // In one direction only, as two lines to one box count it twice, and could send the waypoint to and fro for ever.
            let direction = excess().signum()
            while direction * excess() > 1 {
                let left = direction > 0 ? position[vertex] : position[vertex] - 1
                guard canSwap(layer, left), gain(of: layers[layer][left], layers[layer][left + 1]) >= 0 else { break }
                swap(layer, left)
            }
        }
    }

    /// Sorts those that have neighbours by the mean of these; the others keep their places.
    private mutating func sort(_ layer: Int, by neighbours: [[Int]]) {
        let order = layers[layer]
        let slots = order.indices.filter { !neighbours[order[$0]].isEmpty }
        let sorted = slots.map { order[$0] }.map { vertex in
            let sum = neighbours[vertex].reduce(0) { $0 + position[$1] }
            return (vertex: vertex, barycentre: Double(sum) / Double(neighbours[vertex].count))
        }.sorted { ($0.barycentre, position[$0.vertex]) < ($1.barycentre, position[$1.vertex]) }
        var result = order
        for (slot, entry) in zip(slots, sorted) { result[slot] = entry.vertex }
        place(result.enumerated().sorted { key($0) < key($1) }.map(\.element), in: layer)
    }

    /// Exchanges neighbours of one part as long as that helps.
    private mutating func exchange() {
        for _ in 0..<10 {
            var hasImproved = false
            for layer in layers.indices {
                for left in layers[layer].indices.dropLast()
                where canSwap(layer, left) && gain(of: layers[layer][left], layers[layer][left + 1]) > 0 {
                    swap(layer, left)
                    hasImproved = true
                }
            }
            if !hasImproved { return }
        }
    }

    /// Whether there are two neighbours, and of one part.
    private func canSwap(_ layer: Int, _ left: Int) -> Bool {
        left >= 0 && left + 1 < layers[layer].count
            && graph.vertices[layers[layer][left]].part == graph.vertices[layers[layer][left + 1]].part
    }

    private mutating func swap(_ layer: Int, _ left: Int) {
        layers[layer].swapAt(left, left + 1)
        position[layers[layer][left]] = left
        position[layers[layer][left + 1]] = left + 1
    }

    /// By how much the cost falls when two neighbours change places.
    private func gain(of one: Int, _ other: Int) -> Int {
        var gain = 0
        for neighbours in [above, below] {
            for first in neighbours[one] {
                for second in neighbours[other] { gain += (position[first] - position[second]).signum() }
            }
        }
        func balance(_ vertex: Int, _ partner: Int) -> Int {
            level[vertex].reduce(0) { $1 == partner ? $0 : $0 + (position[$1] > position[one] ? 1 : -1) }
        }
        return gain + 2 * (balance(one, other) - balance(other, one))
    }

    /// The number of crossings, and twice how far apart those are that stand in one layer and are joined.
    private func cost() -> Int {
        var cost = graph.levels.reduce(0) { $0 + 2 * (abs(position[$1.one] - position[$1.other]) - 1) }
        for layer in layers {
            let ends = layer.flatMap { vertex in below[vertex].map { position[$0] }.sorted() }
            cost += Self.inversions(in: ends)
        }
        return cost
    }

    /// The number of pairs that are in descending order, counted with a Fenwick tree.
    private static func inversions(in values: [Int]) -> Int {
        var tree = [Int](repeating: 0, count: (values.max() ?? 0) + 2)
        var inversions = 0
        for (seen, value) in values.enumerated() {
            var notGreater = 0
            var index = value + 1
            while index > 0 {
                notGreater += tree[index]
                index &= index - 1
            }
            inversions += seen - notGreater
            index = value + 1
            while index < tree.count {
                tree[index] += 1
                index += index & -index
            }
        }
        return inversions
    }
}

/// Which dotted lines within a layer go straight from side to side, and which over the top of the boxes between.
struct LevelLines {
    struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    /// The indices of the level lines that go over the top.
    private(set) var overTop: [Int] = []
    /// The indices of the level lines that go straight, with the boxes that they join.
    private(set) var direct: [(level: Int, pair: Pair)] = []
    private var links: [Pair: Int] = [:]

    init(_ graph: LayeredGraph, layers: [[Int]], isLabelled: (Int) -> Bool) {
        var position = [Int](repeating: 0, count: graph.vertices.count)
        for layer in layers { for (place, vertex) in layer.enumerated() { position[vertex] = place } }
        for (index, level) in graph.levels.enumerated() {
            let (left, right) = position[level.one] < position[level.other] ? (level.one, level.other) : (level.other, level.one)
            let between = layers[graph.vertices[left].layer][(position[left] + 1)..<position[right]]
            let isFree = between.allSatisfy { graph.vertices[$0].isWaypoint } && !(isLabelled(level.link) && !between.isEmpty)
            if isFree && links[Pair(left: left, right: right)] == nil {
                links[Pair(left: left, right: right)] = level.link
                direct.append((index, Pair(left: left, right: right)))
            } else {
                overTop.append(index)
            }
        }
    }

    /// The link that goes straight from one box to the other.
    func direct(from left: Int, to right: Int) -> Int? { links[Pair(left: left, right: right)] }
}

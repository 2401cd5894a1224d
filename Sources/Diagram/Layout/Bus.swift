/// Lines between two layers that share one horizontal stretch: from one vertex to several, from several to one, or over the top from box to box.
struct Bus {
    struct End {
        var vertex: Int
        var x: Int
    }

    var style: Diagram.Edge.Style
    var uppers: [End] = []
    var lowers: [End] = []
    /// The strand that runs along it.
    var strand: Int?
    /// The index of the level line that goes over the top; such a bus has two lower ends and no upper one.
    var level: Int?
    /// The horizontal stretch, counted from above; nil when the line is straight.
    var track: Int?

    private var ends: [Int] { uppers.map(\.x) + lowers.map(\.x) }
    var left: Int { ends.min() ?? 0 }
    var right: Int { ends.max() ?? 0 }
    var isStraight: Bool { left == right }

    private mutating func join(_ piece: LayeredGraph.Piece) {
        if !uppers.contains(where: { $0.vertex == piece.upper }) { uppers.append(End(vertex: piece.upper, x: 0)) }
        if !lowers.contains(where: { $0.vertex == piece.lower }) { lowers.append(End(vertex: piece.lower, x: 0)) }
    }

    /// The lines above each layer, by the index of the layer.
    ///
    /// - Parameter overTop: The level lines, by their index, that go over the top.
    static func all(in graph: LayeredGraph, overTop: [Int]) -> [[Bus]] {
        struct Fan: Hashable {
            var layer: Int
            var strand: Int
        }
        var buses = [[Bus]](repeating: [], count: graph.layerCount)
        var fans: [Fan: Int] = [:]
        for piece in graph.pieces {
            let layer = graph.vertices[piece.lower].layer
            let fan = Fan(layer: layer, strand: piece.strand)
            let bus = fans[fan] ?? buses[layer].count
            if bus == buses[layer].count {
                fans[fan] = bus
                buses[layer].append(Bus(style: graph.strands[piece.strand].style, strand: piece.strand))
            }
            buses[layer][bus].join(piece)
        }
        for index in overTop {
            let level = graph.levels[index]
            let ends = [level.one, level.other].map { End(vertex: $0, x: 0) }
            buses[graph.vertices[level.one].layer].append(Bus(style: .dotted, lowers: ends, level: index))
        }
        return buses
    }
}

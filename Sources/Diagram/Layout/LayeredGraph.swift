/// A cluster in layers, in which every line leads from one layer to the next: lines over several layers pass waypoints, and labels stand in layers of their
/// own.
struct LayeredGraph {
    struct Vertex {
        enum Content: Hashable {
            case box(Int)
            /// Where lines pass a layer.
            case waypoint
            /// The label of a link.
            case label(Int)
        }

        var content: Content
        var size: Size
        var layer: Int
        /// The part of the cluster that it stands with, by rank from left to right.
        var part: Int

        var isBox: Bool { if case .box = content { true } else { false } }
        var isWaypoint: Bool { content == .waypoint }
    }

    /// Lines that share their way as far as they go together: all from one box, or all to one box.
    struct Strand {
        var style: Diagram.Edge.Style
    }

    /// A stretch of a strand from one layer to the next.
    struct Piece: Hashable {
        var upper: Int
        var lower: Int
        var strand: Int
    }

    /// A dotted line between two boxes of one layer.
    struct Level {
        var link: Int
        var one: Int
        var other: Int
    }

    private(set) var vertices: [Vertex] = []
    private(set) var strands: [Strand] = []
    private(set) var pieces: [Piece] = []
    private(set) var levels: [Level] = []
    /// The way of each link from its upper to its lower box, by the index of the link; empty for a level one.
    private(set) var ways: [[Int]]
    private(set) var strandOfLink: [Int]
    let layerCount: Int

    /// - Parameter rank: The rank from left to right of each part of the layering.
    init(_ cluster: Cluster, _ layering: Layering, rank: [Int]) {
        let ends = cluster.links.indices.map { index in
            let link = cluster.links[index]
            let isUpward = link.style == .dotted ? layering.layer[link.from] > layering.layer[link.to] : layering.isReversed[index]
            return isUpward ? (upper: link.to, lower: link.from) : (upper: link.from, lower: link.to)
        }
        // A gap between two layers in which a label stands gets a layer for labels.
        let plain = (layering.layer.max() ?? 0) + 1
        var hasLabels = [Bool](repeating: false, count: plain)
        func gapOfLabel(_ index: Int) -> Int { (layering.layer[ends[index].upper] + layering.layer[ends[index].lower] - 1) / 2 }
        for (index, link) in cluster.links.enumerated() where link.label != nil {
            if layering.layer[link.from] != layering.layer[link.to] { hasLabels[gapOfLabel(index)] = true }
        }
        var place: [Int] = []
        for layer in 0..<plain { place.append(layer == 0 ? 0 : place[layer - 1] + (hasLabels[layer - 1] ? 2 : 1)) }
        layerCount = place[plain - 1] + 1

        ways = [[Int]](repeating: [], count: cluster.links.count)
        strandOfLink = [Int](repeating: -1, count: cluster.links.count)
        for box in cluster.boxes.indices {
            let part = rank[layering.parts.part[box]]
            vertices.append(Vertex(content: .box(box), size: Size(width: 0, height: 0), layer: place[layering.layer[box]], part: part))
        }
        struct Key: Hashable {
            var box: Int
            var style: Diagram.Edge.Style
            var isSource: Bool
        }
        struct Stop: Hashable {
            var strand: Int
            var layer: Int
        }
        func isPlain(_ index: Int) -> Bool {
            cluster.links[index].style != .dotted && cluster.links[index].label == nil && !layering.isReversed[index]
        }
        var leaving: [Key: Int] = [:]
        for (index, link) in cluster.links.enumerated() where isPlain(index) {
            leaving[Key(box: link.from, style: link.style, isSource: true), default: 0] += 1
        }
        var shared: [Key: Int] = [:]
        var stops: [Stop: Int] = [:]
        var known: Set<Piece> = []
        for (index, link) in cluster.links.enumerated() {
            let (upper, lower) = ends[index]
            if vertices[upper].layer == vertices[lower].layer {
                levels.append(Level(link: index, one: upper, other: lower))
                continue
            }
            let source = Key(box: upper, style: link.style, isSource: true)
            let key = leaving[source, default: 0] > 1 ? source : Key(box: lower, style: link.style, isSource: false)
            let strand = (isPlain(index) ? shared[key] : nil) ?? strands.count
            if strand == strands.count {
                strands.append(Strand(style: link.style))
                if isPlain(index) { shared[key] = strand }
            }
            strandOfLink[index] = strand
            var way = [upper]
            for layer in (vertices[upper].layer + 1)..<vertices[lower].layer {
                if let label = link.label, layer == place[gapOfLabel(index)] + 1 {
                    way.append(vertices.count)
                    vertices.append(Vertex(content: .label(index), size: label, layer: layer, part: vertices[upper].part))
                } else if let stop = stops[Stop(strand: strand, layer: layer)] {
                    way.append(stop)
                } else {
                    stops[Stop(strand: strand, layer: layer)] = vertices.count
                    way.append(vertices.count)
                    vertices.append(Vertex(content: .waypoint, size: Size(width: 0, height: 0), layer: layer, part: vertices[upper].part))
                }
            }
            way.append(lower)
            ways[index] = way
            for (one, next) in zip(way, way.dropFirst()) {
                let piece = Piece(upper: one, lower: next, strand: strand)
                if known.insert(piece).inserted { pieces.append(piece) }
            }
        }
    }

    /// Gives boxes their sizes, or wider ones if the lines that end on one of their sides need these.
    mutating func setSizes(_ sizes: [Size], buses: [[Bus]]) {
        var above = [Int](repeating: 0, count: vertices.count)
        var below = above
        for bus in buses.joined() {
            for end in bus.lowers { above[end.vertex] += 1 }
            for end in bus.uppers { below[end.vertex] += 1 }
        }
        for vertex in vertices.indices {
            guard case .box(let box) = vertices[vertex].content else { continue }
            vertices[vertex].size = sizes[box]
            let needed = Ports.width(for: max(above[vertex], below[vertex]))
            vertices[vertex].size.width = max(vertices[vertex].size.width, needed + needed % 2)
        }
    }
}

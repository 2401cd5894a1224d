/// The layer of each box of a cluster, the topmost being 0.
///
/// Lines with a direction decide: each leads from a layer to a lower one, unless it would close a cycle, and is as short as can be. Dotted lines only
/// bring parts that they alone join to one height.
struct Layering {
    private(set) var layer: [Int]
    /// Whether the link, by its index, leads upwards because it would close a cycle.
    let isReversed: [Bool]
    /// The parts that hang together by lines with a direction.
    let parts: Components

    private let above: [[Int]]
    private let below: [[Int]]
    /// The boxes from above to below.
    private let order: [Int]
    private let level: [[Int]]

    /// - Parameter widest: The largest number of boxes in a layer; the others go to the layers below.
    init(_ cluster: Cluster, widest: Int) {
        let count = cluster.boxes.count
        let directed = cluster.links.indices.filter { cluster.links[$0].style != .dotted }
        let walk = DepthFirst(count: count, arcs: directed.map { (cluster.links[$0].from, cluster.links[$0].to) })
        var isReversed = [Bool](repeating: false, count: cluster.links.count)
        for arc in walk.closing { isReversed[directed[arc]] = true }
        var above = [[Int]](repeating: [], count: count)
        var below = above
        var level = above
        for (index, link) in cluster.links.enumerated() {
            if link.style == .dotted {
                level[link.from].append(link.to)
                level[link.to].append(link.from)
            } else {
                let (upper, lower) = isReversed[index] ? (link.to, link.from) : (link.from, link.to)
                above[lower].append(upper)
                below[upper].append(lower)
            }
        }
        self.isReversed = isReversed
        self.above = above
        self.below = below
        self.level = level
        order = walk.finished.reversed()
        parts = Components(count: count, joined: directed.map { (cluster.links[$0].from, cluster.links[$0].to) })
        layer = [Int](repeating: 0, count: count)
        push()
        shiftParts()
        shorten()
        narrow(to: widest)
    }

    /// Moves boxes down until each is below those above it.
    private mutating func push() {
        for box in order { layer[box] = max(layer[box], (above[box].map { layer[$0] }.max() ?? -1) + 1) }
    }

    /// Moves each part up or down so that most of its dotted lines are level.
    private mutating func shiftParts() {
        var isPlaced = [Bool](repeating: false, count: parts.members.count)
        var queue = [0]
        isPlaced[0] = true
        var next = 0
        while next < queue.count {
            for box in parts.members[queue[next]] {
                for neighbour in level[box] where !isPlaced[parts.part[neighbour]] {
                    let part = parts.part[neighbour]
                    let shifts = parts.members[part].flatMap { member in
                        level[member].filter { isPlaced[parts.part[$0]] }.map { layer[$0] - layer[member] }
                    }
                    let shift = Self.commonest(shifts)
                    for member in parts.members[part] { layer[member] += shift }
                    isPlaced[part] = true
                    queue.append(part)
                }
            }
            next += 1
        }
        let top = layer.min() ?? 0
        for box in layer.indices { layer[box] -= top }
    }

    private static func commonest(_ values: [Int]) -> Int {
        let tally = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
        return tally.min { ($1.value, abs($0.key), $0.key) < ($0.value, abs($1.key), $1.key) }?.key ?? 0
    }

    /// Moves boxes within the room that their lines leave to where these are shortest.
    private mutating func shorten() {
        let bottom = layer.max() ?? 0
        for _ in 0..<10 {
            var hasMoved = false
            for box in order {
                let highest = (above[box].map { layer[$0] }.max() ?? -1) + 1
                let lowest = (below[box].map { layer[$0] }.min() ?? bottom + 1) - 1
                func length(_ candidate: Int) -> Int { (above[box] + below[box]).reduce(0) { $0 + abs(layer[$1] - candidate) } }
                var best = layer[box]
                for candidate in highest...max(highest, lowest) where length(candidate) < length(best) { best = candidate }
                if best != layer[box] {
                    layer[box] = best
                    hasMoved = true
                }
            }
            if !hasMoved { break }
        }
        let top = layer.min() ?? 0
        for box in layer.indices { layer[box] -= top }
    }

    /// Spreads a layer of too many boxes over the layers below, those first to stay that have boxes below them.
    private mutating func narrow(to widest: Int) {
        var current = 0
        while current <= layer.max() ?? 0 {
            let boxes = layer.indices.filter { layer[$0] == current }
            if boxes.count > widest {
                let rows = (boxes.count + widest - 1) / widest
                let row = (boxes.count + rows - 1) / rows
                let staying = boxes.sorted { (below[$0].isEmpty ? 1 : 0, $0) < (below[$1].isEmpty ? 1 : 0, $1) }
                for box in staying.dropFirst(row) { layer[box] += 1 }
                push()
            }
            current += 1
        }
    }
}

/// The order from left to right of the parts that only dotted lines join: those that are joined come next to one another.
enum PartOrder {
    /// - Returns: The rank of each part.
    static func ranks(of parts: Components, in cluster: Cluster) -> [Int] {
        var neighbours = [[Int]](repeating: [], count: parts.members.count)
        for link in cluster.links where parts.part[link.from] != parts.part[link.to] {
            neighbours[parts.part[link.from]].append(parts.part[link.to])
            neighbours[parts.part[link.to]].append(parts.part[link.from])
        }
        var order = Array(parts.members.indices)
        var best = order
        var least = length(of: order, neighbours)
        for _ in 0..<24 {
            order = pulledTogether(order, neighbours)
            swapNeighbours(&order, neighbours)
            let length = length(of: order, neighbours)
            if length < least { (best, least) = (order, length) }
        }
        return places(of: best)
    }

    private static func places(of order: [Int]) -> [Int] {
        var places = [Int](repeating: 0, count: order.count)
        for (place, part) in order.enumerated() { places[part] = place }
        return places
    }

    private static func length(of order: [Int], _ neighbours: [[Int]]) -> Int {
        let places = places(of: order)
        return neighbours.indices.reduce(0) { sum, part in neighbours[part].reduce(sum) { $0 + abs(places[part] - places[$1]) } }
    }

    private static func pulledTogether(_ order: [Int], _ neighbours: [[Int]]) -> [Int] {
        let places = places(of: order)
        let wishes = places.indices.map { part in
            Double(neighbours[part].reduce(places[part]) { $0 + places[$1] }) / Double(neighbours[part].count + 1)
        }
        return order.sorted { (wishes[$0], places[$0]) < (wishes[$1], places[$1]) }
    }

    private static func swapNeighbours(_ order: inout [Int], _ neighbours: [[Int]]) {
        var places = places(of: order)
        for _ in 0..<8 {
            var hasSwapped = false
            for left in 0..<max(0, order.count - 1) {
                let (one, other) = (order[left], order[left + 1])
                // What is further right than both comes nearer to `one` and further from `other`, and the reverse.
                func balance(_ part: Int, _ partner: Int) -> Int {
                    neighbours[part].reduce(0) { $1 == partner ? $0 : $0 + (places[$1] > left ? 1 : -1) }
                }
                guard balance(one, other) - balance(other, one) > 0 else { continue }
                order.swapAt(left, left + 1)
                (places[one], places[other]) = (left + 1, left)
                hasSwapped = true
            }
            if !hasSwapped { return }
        }
    }
}

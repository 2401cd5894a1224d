/// Places on a line, in a fixed order with least distances between them, as near as can be to where they wish to be.
enum Spacing {
    /// The places for which the weighted sum of squares of the distances from the wishes is least, found by pooling adjacent violators.
    ///
    /// - Parameter gaps: The least distance between each and the next; one fewer than there are wishes.
    static func settle(wishes: [Double], weights: [Double], gaps: [Int]) -> [Double] {
        var offsets = [0.0]
        for gap in gaps { offsets.append(offsets[offsets.count - 1] + Double(gap)) }
        var pools: [(mean: Double, weight: Double, count: Int)] = []
        for (index, wish) in wishes.enumerated() {
            pools.append((wish - offsets[index], weights[index], 1))
            while pools.count > 1, pools[pools.count - 2].mean > pools[pools.count - 1].mean {
                let last = pools.removeLast()
                let before = pools.removeLast()
                let weight = before.weight + last.weight
                pools.append(((before.mean * before.weight + last.mean * last.weight) / weight, weight, before.count + last.count))
            }
        }
        return zip(pools.flatMap { Array(repeating: $0.mean, count: $0.count) }, offsets).map { $0 + $1 }
    }
}

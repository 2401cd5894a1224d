/// The space above a layer: which line runs above which, so that few cross and none lies on another.
enum Channel {
    /// Moves lower ends off the vertical stretches of other lines that come from above, as the two would look like one line.
    ///
    /// - Parameter range: How far the end at a vertex may move.
    static func separate(_ buses: inout [Bus], range: (Int) -> ClosedRange<Int>) {
        let clearance = 5
        var uppers: [Int: Set<Int>] = [:]
        var lowers: Set<Int> = []
        for (bus, lines) in buses.enumerated() {
            for end in lines.uppers { uppers[end.x, default: []].insert(bus) }
            for end in lines.lowers { lowers.insert(end.x) }
        }
        func isNear(_ x: Int, _ isTaken: (Int) -> Bool) -> Bool { ((x - clearance + 1)..<(x + clearance)).contains(where: isTaken) }
        for bus in buses.indices {
            func isForeign(_ x: Int) -> Bool { uppers[x].map { $0 != [bus] } ?? false }
            for end in buses[bus].lowers.indices {
                let (vertex, x) = (buses[bus].lowers[end].vertex, buses[bus].lowers[end].x)
                guard isNear(x, isForeign) else { continue }
                let free = [6, -6, 9, -9, 12, -12, 18, -18, 24, -24].map { x + $0 }.first { candidate in
                    range(vertex).contains(candidate) && !isNear(candidate) { isForeign($0) || ($0 != x && lowers.contains($0)) }
                }
                if let free {
                    lowers.remove(x)
                    lowers.insert(free)
                    buses[bus].lowers[end].x = free
                }
            }
        }
    }

    /// Gives each line that is not straight its track.
    ///
    /// - Returns: The number of tracks.
    static func assignTracks(_ buses: inout [Bus]) -> Int {
        let bent = buses.indices.filter { !buses[$0].isStraight }
        var order: [Int] = []
        // How many crossings it costs to put each above all that are not yet placed, less what it costs to put it below them.
        var balance = bent.map { one in bent.reduce(0) { $0 + crossings(buses[one], above: buses[$1]) - crossings(buses[$1], above: buses[one]) } }
        var isPlaced = [Bool](repeating: false, count: bent.count)
        for _ in bent {
            guard let next = bent.indices.filter({ !isPlaced[$0] }).min(by: { (balance[$0], $0) < (balance[$1], $1) }) else { break }
            isPlaced[next] = true
            order.append(bent[next])
            for rest in bent.indices where !isPlaced[rest] {
                balance[rest] -= crossings(buses[bent[rest]], above: buses[bent[next]]) - crossings(buses[bent[next]], above: buses[bent[rest]])
            }
        }
        var placed: [Int] = []
        for bus in order {
            let before = placed.filter { buses[$0].left < buses[bus].right + Distance.ports && buses[bus].left < buses[$0].right + Distance.ports }
            buses[bus].track = (before.compactMap { buses[$0].track }.max() ?? -1) + 1
            placed.append(bus)
        }
        return (order.compactMap { buses[$0].track }.max() ?? -1) + 1
    }

    private static func crossings(_ upper: Bus, above lower: Bus) -> Int {
        let down = upper.lowers.count { lower.left <= $0.x && $0.x <= lower.right }
        return lower.uppers.reduce(down) { upper.left <= $1.x && $1.x <= upper.right ? $0 + 1 : $0 }
    }
}

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
                let free = (clearance...40).flatMap { [x + $0, x - $0] }.first { candidate in
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
        let spans = buses.indices.filter { !buses[$0].isStraight }.map { Span(buses[$0], index: $0) }
        // How many more lines cross when the one is above the other than when it is below.
        var excess = [Int](repeating: 0, count: spans.count * spans.count)
        for one in spans.indices {
            for other in spans.indices where one < other && spans[one].left <= spans[other].right && spans[other].left <= spans[one].right {
                let difference = spans[one].crossings(above: spans[other]) - spans[other].crossings(above: spans[one])
                excess[one * spans.count + other] = difference
                excess[other * spans.count + one] = -difference
            }
        }
        var balance = spans.indices.map { one in spans.indices.reduce(0) { $0 + excess[one * spans.count + $1] } }
        var remaining = Array(spans.indices)
        var placed: [(left: Int, right: Int, track: Int)] = []
        while let next = remaining.min(by: { (balance[$0], $0) < (balance[$1], $1) }) {
            remaining.removeAll { $0 == next }
            for rest in remaining { balance[rest] -= excess[rest * spans.count + next] }
            let (left, right) = (spans[next].left - Distance.ports, spans[next].right + Distance.ports)
            let track = placed.reduce(0) { $1.left < right && left < $1.right ? max($0, $1.track + 1) : $0 }
            buses[spans[next].bus].track = track
            placed.append((spans[next].left, spans[next].right, track))
        }
        return placed.reduce(0) { max($0, $1.track + 1) }
    }

    /// The horizontal stretch of a line, and where the line goes up and down from it.
    private struct Span {
        let bus: Int
        let left: Int
        let right: Int
        let uppers: [Int]
        let lowers: [Int]

        init(_ bus: Bus, index: Int) {
            self.bus = index
            left = bus.left
            right = bus.right
            uppers = bus.uppers.map(\.x)
            lowers = bus.lowers.map(\.x)
        }

        func crossings(above other: Span) -> Int {
            var crossings = 0
            for x in lowers where other.left <= x && x <= other.right { crossings += 1 }
            for x in other.uppers where left <= x && x <= right { crossings += 1 }
            return crossings
        }
    }
}

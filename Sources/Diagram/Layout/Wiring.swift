/// The lines between the layers with the places where they end and turn.
struct Wiring {
    /// The lines above each layer.
    private(set) var buses: [[Bus]]
    /// The number of tracks above each layer.
    private(set) var tracks: [Int]
    /// The centre of each vertex.
    private(set) var x: [Int]

    private let graph: LayeredGraph

    init(_ buses: [[Bus]], _ graph: LayeredGraph, layers: [[Int]], x: [Int]) {
        self.buses = buses
        self.graph = graph
        self.x = x
        tracks = [Int](repeating: 0, count: layers.count)
        // From above, as a line that passes a layer may be moved by what happens above it.
        for layer in layers.indices {
            if layer > 0 { placePorts(\.uppers, above: layer, of: layers[layer - 1]) }
            placePorts(\.lowers, above: layer, of: layers[layer])
            straighten(above: layer)
            Channel.separate(&self.buses[layer], range: range)
            for end in self.buses[layer].flatMap(\.lowers) where !graph.vertices[end.vertex].isBox { self.x[end.vertex] = end.x }
            tracks[layer] = Channel.assignTracks(&self.buses[layer])
        }
    }

    /// How far the end of a line at a vertex may move.
    private func range(_ vertex: Int) -> ClosedRange<Int> {
        let room =
            switch graph.vertices[vertex].content {
            case .box: max(0, graph.vertices[vertex].size.width / 2 - Distance.corner / 2)
            case .waypoint, .label: Distance.lines / 2
            }
        return (x[vertex] - room)...(x[vertex] + room)
    }

    private mutating func placePorts(_ side: WritableKeyPath<Bus, [Bus.End]>, above layer: Int, of vertices: [Int]) {
        var ends: [Int: [(bus: Int, end: Int)]] = [:]
        for bus in buses[layer].indices {
            for (end, port) in buses[layer][bus][keyPath: side].enumerated() { ends[port.vertex, default: []].append((bus, end)) }
        }
        for vertex in vertices {
            guard let here = ends[vertex] else { continue }
            let ports = here.map { entry in
                let bus = buses[layer][entry.bus]
                return Ports.Port(towards: farEnd(of: bus, from: vertex), style: bus.style, isOverTop: bus.level != nil)
            }
            let places =
                graph.vertices[vertex].isBox
                ? Ports.places(of: ports, centre: x[vertex], width: graph.vertices[vertex].size.width) : here.map { _ in x[vertex] }
            for (entry, place) in zip(here, places) { buses[layer][entry.bus][keyPath: side][entry.end].x = place }
        }
    }

    /// Where a line leads from a vertex, on average.
    private func farEnd(of bus: Bus, from vertex: Int) -> Double {
        let isUpper = bus.uppers.contains { $0.vertex == vertex }
        let others = (isUpper || bus.level != nil ? bus.lowers : bus.uppers).filter { $0.vertex != vertex }
        return others.reduce(0) { $0 + Double(x[$1.vertex]) } / Double(max(1, others.count))
    }

    /// Makes lines straight that are nearly so, by moving one end as far as the other ends on that side of its box allow.
    private mutating func straighten(above layer: Int) {
        var ends: [Int: [Int]] = [:]
        for bus in buses[layer] { for end in bus.uppers + bus.lowers { ends[end.vertex, default: []].append(end.x) } }
        func isFree(_ end: Bus.End, to x: Int) -> Bool {
            guard graph.vertices[end.vertex].isBox, range(end.vertex).contains(x), let here = ends[end.vertex] else { return false }
            return here.allSatisfy { $0 == end.x || min(abs($0 - x), abs($0 - end.x)) >= Distance.corner && ($0 < x) == ($0 < end.x) }
        }
        for bus in buses[layer].indices where buses[layer][bus].uppers.count == 1 && buses[layer][bus].lowers.count == 1 {
            let (upper, lower) = (buses[layer][bus].uppers[0], buses[layer][bus].lowers[0])
            guard upper.x != lower.x, abs(upper.x - lower.x) <= 20 else { continue }
            if isFree(upper, to: lower.x) {
                move(upper, to: lower.x, \.uppers)
            } else if isFree(lower, to: upper.x) {
                move(lower, to: upper.x, \.lowers)
            }
            func move(_ end: Bus.End, to x: Int, _ side: WritableKeyPath<Bus, [Bus.End]>) {
                buses[layer][bus][keyPath: side][0].x = x
                ends[end.vertex] = ends[end.vertex]?.map { $0 == end.x ? x : $0 }
            }
        }
    }
}

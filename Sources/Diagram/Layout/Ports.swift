/// Where lines end on the upper or lower side of a box.
enum Ports {
    /// The end of a line on the side.
    struct Port {
        /// Where its other ends are, on average.
        var towards: Double
        var style: Diagram.Edge.Style
        /// Whether it goes over the top to another box of the layer.
        var isOverTop: Bool
    }

    /// The width that a box needs for so many ends on one side.
    static func width(for count: Int) -> Int { 2 * Distance.corner + max(0, count - 1) * Distance.ports }

    /// Places the ends in the order of where they lead: those of solid lines near the middle, those of dotted lines on their way.
    ///
    /// - Returns: The places in the order of the parameter.
    static func places(of ports: [Port], centre: Int, width: Int) -> [Int] {
        if ports.count == 1, ports[0].style != .dotted { return [centre] }
        // Lines over the top lie inside one another: outermost on this side is the one that goes to the nearest box.
        func rank(_ port: Port) -> (Int, Double) {
            port.isOverTop ? (port.towards < Double(centre) ? 0 : 2, -port.towards) : (1, port.towards)
        }
        let ranks = ports.map(rank)
        let order = ports.indices.sorted { ranks[$0] != ranks[$1] ? ranks[$0] < ranks[$1] : $0 < $1 }
        let (left, right) = (centre - width / 2 + Distance.corner, centre + width / 2 - Distance.corner)
        let room = max(0, right - left)
        let gap = ports.count > 1 ? min(Distance.ports, room / (ports.count - 1)) : 0
        let wishes = order.map { port in
            ports[port].style == .dotted ? min(max(ports[port].towards, Double(left)), Double(right)) : Double(centre)
        }
        let weights = order.map { ports[$0].style == .dotted ? 1.0 : 4.0 }
        let settled = Spacing.settle(wishes: wishes, weights: weights, gaps: [Int](repeating: gap, count: ports.count - 1))
        var places = [Int](repeating: 0, count: ports.count)
        for (rank, port) in order.enumerated() {
            let place = Int(settled[rank].rounded())
            places[port] = min(max(place, left + rank * gap), right - (ports.count - 1 - rank) * gap)
        }
        return places
    }
}

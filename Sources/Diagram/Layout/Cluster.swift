/// Boxes that hang together by lines of any style, numbered from zero.
struct Cluster {
    /// A line between two boxes of the cluster.
    struct Link {
        /// The number of the line in the diagram.
        var edge: Int
        var from: Int
        var to: Int
        var style: Diagram.Edge.Style
        /// The room that its label takes.
        var label: Size?
    }

    /// The number in the diagram of each box.
    var boxes: [Int]
    var links: [Link]

    /// The connected components of a diagram in the order of their first boxes.
    static func components(of diagram: Diagram, labels: [Size?]) -> [Cluster] {
        let numbers = Dictionary(uniqueKeysWithValues: diagram.boxes.enumerated().map { ($1.id, $0) })
        let ends = diagram.edges.compactMap { edge in
            if let from = numbers[edge.from], let to = numbers[edge.to] { (from, to) } else { nil }
        }
        let parts = Components(count: diagram.boxes.count, joined: ends)
        var clusters = parts.members.map { members in Cluster(boxes: members, links: []) }
        var local = [Int](repeating: 0, count: diagram.boxes.count)
        for members in parts.members { for (index, box) in members.enumerated() { local[box] = index } }
        for (edge, (from, to)) in ends.enumerated() {
            let link = Link(edge: edge, from: local[from], to: local[to], style: diagram.edges[edge].style, label: labels[edge])
            clusters[parts.part[from]].links.append(link)
        }
        return clusters
    }
}

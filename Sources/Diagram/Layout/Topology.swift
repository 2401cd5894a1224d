/// What a layout decides before sizes matter: the layers of a cluster, the order in these, and which lines run together.
struct Topology {
    let cluster: Cluster
    let graph: LayeredGraph
    /// The vertices of each layer in order.
    let layers: [[Int]]
    let levels: LevelLines
    let buses: [[Bus]]

    /// - Parameter widest: The largest number of boxes side by side.
    init(_ cluster: Cluster, widest: Int) {
        self.cluster = cluster
        let layering = Layering(cluster, widest: widest)
        graph = LayeredGraph(cluster, layering, rank: PartOrder.ranks(of: layering.parts, in: cluster))
        layers = Ordering(graph).layers
        levels = LevelLines(graph, layers: layers, isLabelled: { cluster.links[$0].label != nil })
        buses = Bus.all(in: graph, overTop: levels.overTop)
    }

    /// The number of boxes in the layer that has most.
    var mostBoxes: Int { layers.map { layer in layer.count { graph.vertices[$0].isBox } }.max() ?? 0 }
}

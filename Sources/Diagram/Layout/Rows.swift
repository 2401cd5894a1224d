/// Where the layers of a cluster are from top to bottom.
struct Rows {
    /// The upper edge of each layer.
    private(set) var top: [Int] = []
    private(set) var height: [Int] = []
    /// The place of the first track above each layer, and the distance between tracks.
    private var firstTrack: [Int] = []
    private var pitch: [Int] = []
    private(set) var bottom = 0

    func track(_ number: Int, above layer: Int) -> Int { firstTrack[layer] + number * pitch[layer] }

    /// - Parameter labels: The room for the label of each link.
    init(_ graph: LayeredGraph, layers: [[Int]], wiring: Wiring, labels: [Size?]) {
        func hasLabels(_ layer: Int) -> Bool {
            layer >= 0 && layers[layer].contains { if case .label = graph.vertices[$0].content { true } else { false } }
        }
        for layer in layers.indices {
            let onTracks = wiring.buses[layer].compactMap { bus in bus.level.flatMap { labels[graph.levels[$0].link]?.height } }.max() ?? 0
            let isTight = hasLabels(layer) || hasLabels(layer - 1)
            let pitch = onTracks > 0 ? onTracks + Distance.boxes / 4 : Distance.tracks
            let above = layer == 0 ? onTracks / 2 : isTight ? Distance.tracks : Distance.aboveTracks
            let below = isTight ? Distance.tracks : Distance.belowTracks
            let tracks = wiring.tracks[layer]
            firstTrack.append(bottom + above + (layer == 0 ? 0 : onTracks / 2))
            self.pitch.append(pitch)
            if layer > 0 || tracks > 0 { bottom += above + max(0, tracks - 1) * pitch + below + onTracks }
            top.append(bottom)
            height.append(layers[layer].map { graph.vertices[$0].size.height }.max() ?? 0)
            bottom += height[layer]
        }
    }
}

/// A depth-first walk of a directed graph, without recursion, so that a long chain does not exhaust the stack.
struct DepthFirst {
    /// The nodes in the order in which the walk left them: each after all that can be reached from it, but for closing arcs.
    private(set) var finished: [Int] = []
    /// The nodes in the order in which the walk came to them.
    private(set) var discovered: [Int] = []
    /// The indices of the arcs that close a cycle; without them, or turned around, the graph is acyclic.
    private(set) var closing: [Int] = []

    init(count: Int, arcs: [(Int, Int)]) {
        var leaving = [[(arc: Int, target: Int)]](repeating: [], count: count)
        var hasEntry = [Bool](repeating: false, count: count)
        for (index, arc) in arcs.enumerated() {
            leaving[arc.0].append((index, arc.1))
            hasEntry[arc.1] = true
        }
        enum Progress { case unseen, open, done }
        var progress = [Progress](repeating: .unseen, count: count)
        // From the sources first: where a graph has a top, no cycle makes another node the top.
        for start in (0..<count).filter({ !hasEntry[$0] }) + (0..<count).filter({ hasEntry[$0] }) where progress[start] == .unseen {
            var path = [(node: start, next: 0)]
            progress[start] = .open
            discovered.append(start)
            while let (node, next) = path.last {
                guard next < leaving[node].count else {
                    progress[node] = .done
                    finished.append(node)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let (arc, target) = leaving[node][next]
                switch progress[target] {
                case .open: closing.append(arc)
                case .done: break
                case .unseen:
                    progress[target] = .open
                    discovered.append(target)
                    path.append((target, 0))
                }
            }
        }
    }
}

/// The connected components of a graph, in the order of their first members.
struct Components {
    /// The component of each member.
    private(set) var part: [Int]
    /// The members of each component, in ascending order.
    private(set) var members: [[Int]] = []

    init(count: Int, joined: [(Int, Int)]) {
        var neighbours = [[Int]](repeating: [], count: count)
        for (one, other) in joined {
            neighbours[one].append(other)
            neighbours[other].append(one)
        }
        part = [Int](repeating: -1, count: count)
        for start in 0..<count where part[start] < 0 {
            var found = [start]
            part[start] = members.count
            var next = 0
            while next < found.count {
                for neighbour in neighbours[found[next]] where part[neighbour] < 0 {
                    part[neighbour] = members.count
                    found.append(neighbour)
                }
                next += 1
            }
            members.append(found.sorted())
        }
    }
}

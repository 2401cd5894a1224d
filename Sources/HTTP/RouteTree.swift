import HTTPTypes

/// The routes by segment. A lookup walks it with one hash per segment and makes no copies.
struct RouteTree: Sendable {
    struct Endpoint: Sendable {
        let method: HTTPRequest.Method
        let pattern: String
        let parameters: [(index: Int, name: String)]
        let traffic: RouteTraffic
        let handler: Router.Handler
    }

    private struct Node: Sendable {
        var literals: [Substring: Int] = [:]
        var parameter: Int?
        var endpoints: [Endpoint] = []
    }

    private var nodes = [Node()]
    /// In the order added; methods of one path share theirs.
    private(set) var traffic: [RouteTraffic] = []

    /// - Returns: The pattern that has this method for the same paths already; nil when the route was added.
    mutating func insert(_ method: HTTPRequest.Method, _ pattern: RoutePattern, _ handler: @escaping Router.Handler) -> String? {
        var current = 0
        for segment in pattern.segments {
            switch segment {
            case .literal(let text):
                current = nodes[current].literals[text[...]] ?? grow { $0[current].literals[text[...]] = $1 }
            case .parameter:
                current = nodes[current].parameter ?? grow { $0[current].parameter = $1 }
            }
        }
        if let known = nodes[current].endpoints.first(method) { return known.pattern }
        let shared = nodes[current].endpoints.first?.traffic ?? RouteTraffic(pattern.text)
        if nodes[current].endpoints.isEmpty { traffic.append(shared) }
        nodes[current].endpoints.append(
            Endpoint(method: method, pattern: pattern.text, parameters: pattern.parameters, traffic: shared, handler: handler))
        return nil
    }

    private mutating func grow(_ link: (inout [Node], Int) -> Void) -> Int {
        nodes.append(Node())
        link(&nodes, nodes.count - 1)
        return nodes.count - 1
    }

    /// - Returns: nil when no pattern takes this path.
    func find(_ segments: [Substring]) -> [Endpoint]? {
        segments.isEmpty ? nil : find(segments[...], from: 0)
    }

    /// Tries the literal first and comes back to the parameter where the literal leads nowhere: with `/a/{x}/c` and `/a/b`, `/a/b/c` is the former.
    private func find(_ segments: ArraySlice<Substring>, from index: Int) -> [Endpoint]? {
        guard let segment = segments.first else { return nodes[index].endpoints.isEmpty ? nil : nodes[index].endpoints }
        if let next = nodes[index].literals[segment], let found = find(segments.dropFirst(), from: next) { return found }
        guard let next = nodes[index].parameter, !segment.isEmpty else { return nil }
        return find(segments.dropFirst(), from: next)
    }
}

extension [RouteTree.Endpoint] {
    func first(_ method: HTTPRequest.Method) -> RouteTree.Endpoint? {
        first { $0.method == method }
    }
}

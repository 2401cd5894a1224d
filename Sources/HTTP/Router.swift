public import HTTPTypes

/// Finds the handler for a method and a path.
///
/// The path decides first, then the method: literal segments win over parameters, and a path that is known but not with this method is refused with 405,
/// never given to another pattern. A trailing slash makes another path. Each segment is decoded by itself, so `%2F` stays within its segment.
/// GET implies HEAD (the server leaves out the body), and every known path answers OPTIONS.
public struct Router: Sendable {
    public typealias Handler = @Sendable (Request) async -> Response

    /// A method and a pattern that were added.
    public struct Route: Sendable, Hashable {
        public let method: HTTPRequest.Method
        public let pattern: String
    }

    /// In the order added.
    public private(set) var routes: [Route] = []
    /// What was answered on each.
    public var traffic: [RouteTraffic] { tree.traffic }
    private var tree = RouteTree()
    private let onFault: @Sendable (Fault, Request) -> Response

    /// - Parameter onFault: Makes the answer for `.notFound`, `.methodNotAllowed` and `.malformedPath`.
    public init(onFault: @escaping @Sendable (Fault, Request) -> Response) {
        self.onFault = onFault
    }

    /// Adds a route. A pattern is a path such as `/v1/things/{id}/parts`, where a segment in braces is a parameter: it takes any segment that is not
    /// empty, and its decoded value is in ``Request/parameters``.
    ///
    /// It is a programmer's error, found at start, to add a method twice for patterns that take the same paths, and a pattern that is not well-formed.
    public mutating func add(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler) {
        let parsed = RoutePattern(pattern)
        let known = tree.insert(method, parsed, handler)
        precondition(known == nil, "\(method) \(pattern) takes the same paths as \(method) \(known ?? ""), which was added before.")
        routes.append(Route(method: method, pattern: pattern))
    }

    public func respond(to request: Request) async -> Response {
        let path = request.target.path
        if path == "*" && request.method == .options { return Self.options(allow: Self.allowed(routes.map(\.method))) }
        let segments: [Substring]
        do {
            segments = try Self.segments(of: path)
        } catch {
            return onFault(.malformedPath(error), request)
        }
        guard let endpoints = tree.find(segments) else { return onFault(.notFound, request) }
        guard let endpoint = endpoints.first(request.method) ?? (request.method == .head ? endpoints.first(.get) : nil) else {
            let allow = Self.allowed(endpoints.map(\.method))
            if request.method == .options { return Self.options(allow: allow).counted(endpoints[0].traffic) }
            var response = onFault(.methodNotAllowed(allow: allow), request)
            response.headers[.allow] = Self.list(allow)
            return response.counted(endpoints[0].traffic)
        }
        var request = request
        for (index, name) in endpoint.parameters { request.parameters[name] = String(segments[index]) }
        request.traffic = endpoint.traffic
        return await endpoint.handler(request).counted(endpoint.traffic)
    }

    /// The segments after the leading slash, each decoded by itself.
    private static func segments(of path: String) throws(EncodingFault) -> [Substring] {
        guard path.utf8.first == UInt8(ascii: "/") else { return [] }
        var segments: [Substring] = []
        for segment in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try PercentDecoding.decode(Substring(segment), plusIsSpace: false)[...])
        }
        return segments
    }

    private static func allowed(_ methods: [HTTPRequest.Method]) -> [HTTPRequest.Method] {
        var allowed: [HTTPRequest.Method] = []
        for method in methods.flatMap({ $0 == .get ? [.get, .head] : [$0] }) + [.options] where !allowed.contains(method) { allowed.append(method) }
        return allowed
    }

    private static func options(allow: [HTTPRequest.Method]) -> Response {
        Response(status: .noContent, headers: [.allow: list(allow)])
    }

    private static func list(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}

extension Response {
    fileprivate func counted(_ traffic: RouteTraffic) -> Response {
        var response = self
        response.traffic = traffic
        return response
    }
}

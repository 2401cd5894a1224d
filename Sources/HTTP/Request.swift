public import HTTPTypes

/// A request, complete with its body.
public struct Request: Sendable {
    public var method: HTTPRequest.Method
    public var target: Target
    /// In the order received; repeated fields are kept apart.
    public var headers: HTTPFields
    public var body: [UInt8]
    /// The numeric address of the peer of the connection: `192.0.2.7`, `2001:db8::7`. A proxy in front is the peer.
    public var remoteAddress: String?
    /// The decoded values of the path's parameters by name; filled by the router.
    public var parameters: [String: String]
    /// By what it is found again; nil: it did not come to a server.
    public internal(set) var identity: RequestIdentity?
    /// Of the route that answers it; set by the router.
    public internal(set) var traffic: RouteTraffic?

    public init(
        method: HTTPRequest.Method = .get, target: Target, headers: HTTPFields = [:], body: [UInt8] = [], remoteAddress: String? = nil,
        parameters: [String: String] = [:]
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.parameters = parameters
    }

    /// The items of the query in order; none without a query. Parsed at each call.
    public var query: [QueryItem] {
        target.query.map(QueryItem.parse) ?? []
    }
}

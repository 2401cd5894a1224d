/// How a server stands at a moment.
public struct ServerStatistics: Sendable {
    /// From their request line to the last byte of their answer.
    public let requestsInFlight: Int
    /// Bodies that are being made while they are sent.
    public let streams: Int
    /// Requests whose client was gone before there was an answer.
    public let unanswered: Int
    /// What was answered without a route.
    public let unrouted: RouteTraffic
    /// Requests that wait for their turn.
    public let waiting: Int
    /// Connections that are open.
    public let connections: Int
    /// Connections that may be open.
    public let connectionLimit: Int
    /// Connections that were closed at once, because their client had as many as one may have.
    public let refusedConnections: Int
    /// Connections that were ended because their client took too long to send a request or to take an answer.
    public let slowConnections: Int
}

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
}

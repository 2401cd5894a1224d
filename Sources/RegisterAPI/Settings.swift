/// What an operator may choose about the API.
public struct Settings: Sendable {
    /// Which register this is, as the `source` of its events: with their ids it makes them unique over all registers. A URI.
    public var eventSource = "urn:nld:regional-register"
    /// Clients that may follow the changes at the same time.
    public var streamLimit = 500
    /// How long nothing may come over a stream before a sign of life does: less than the time after which servers and proxies close a silent connection.
    public var heartbeat: Duration = .seconds(15)

    /// Bytes that answers which are kept may take together; 0 keeps none.
    public var cacheBytes = 64 << 20
    /// How long an answer may be given after it was last known to hold, while nothing is heard of the database.
    public var patienceWithStale: Duration = .seconds(300)

    public init() {}
}

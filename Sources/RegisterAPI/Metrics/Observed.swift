public import HTTP

/// What the API cannot see by itself and tells operators: how the server around it does.
public struct Observed: Sendable {
    /// nil: there is none, or not yet.
    public var server: @Sendable () -> ServerStatistics? = { nil }
    /// Whether the service has been told to stop.
    public var isStopping: @Sendable () -> Bool = { false }

    /// Lines that the access log has dropped; nil: there is none.
    public var droppedLines: @Sendable () -> Int? = { nil }

    public init() {}
}

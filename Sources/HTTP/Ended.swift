public import HTTPTypes

/// A request that was answered, when the last byte of its answer is gone: what a log says of it.
public struct Ended: Sendable {
    public let identity: RequestIdentity
    /// nil: it is none.
    public let method: HTTPRequest.Method?
    /// As received; empty where it was too long.
    public let target: [UInt8]
    public let remoteAddress: String?
    /// As the application gave it.
    public var response: Response
    /// Bytes of the body that were sent; nil where that is not known.
    public let bytes: Int?
    /// Whether all of it was sent.
    public let isComplete: Bool
    /// Whether the answer stood ready.
    public let wasReady: Bool
    /// From the request line to the last byte.
    public let nanoseconds: UInt64
}

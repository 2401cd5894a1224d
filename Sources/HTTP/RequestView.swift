/// The head of a request without a body as it lies in the server's memory: for whoever has the answer ready. Nothing of it may be kept.
///
/// Unchecked, because it cannot be copied and is only lent: nobody has it beyond the call, in which one thread is at work.
///
/// Only GET and HEAD are seen so, in HTTP/1.1, and only heads without anything unusual; every other request goes its ordinary way.
public struct RequestView: ~Copyable, @unchecked Sendable {
    /// As received, not decoded; in the origin form (`/path?query`), without anything that must be encoded.
    public let target: UnsafeRawBufferPointer
    /// The values of fields on which the answer may depend; empty where there is none.
    public internal(set) var accept = UnsafeRawBufferPointer(start: nil, count: 0)
    public internal(set) var acceptEncoding = UnsafeRawBufferPointer(start: nil, count: 0)
    public internal(set) var ifNoneMatch = UnsafeRawBufferPointer(start: nil, count: 0)
    var requestID = UnsafeRawBufferPointer(start: nil, count: 0)
    var traceparent = UnsafeRawBufferPointer(start: nil, count: 0)

    init(target: UnsafeRawBufferPointer) { self.target = target }
}

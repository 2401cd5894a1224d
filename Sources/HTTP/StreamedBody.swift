/// A body that is made while it is sent, and whose length nobody knows before.
///
/// It ends when its producer returns, when the client goes away, or when the server stops. While its producer waits it takes no thread, and a client that
/// does not read holds up nobody but its own producer: it is let go after ``Server/Configuration/idleTimeout`` without a byte. That a client has gone is noticed
/// when something is sent to it: a producer without anything to say should send a sign of life now and then.
public struct StreamedBody: Sendable {
    let capacity: Int
    let produce: @Sendable (BodyStream) async -> Void

    /// - Parameters:
    ///   - capacity: Bytes that wait for the client before ``BodyStream/write(_:)`` does.
    ///   - produce: Runs in a task of its own, which is cancelled when nobody hears it any more; never for a HEAD request.
    public init(capacity: Int = 65_536, produce: @escaping @Sendable (BodyStream) async -> Void) {
        precondition(capacity > 0, "A stream needs room for something.")
        (self.capacity, self.produce) = (capacity, produce)
    }
}

import CMicroHTTPD

/// An answer that is made once and sent to many: libmicrohttpd counts who is still sending it.
///
/// Unchecked, because the pointer is only handed to libmicrohttpd, which guards its answers with a lock of its own.
public final class ReadyResponse: @unchecked Sendable {
    let response: Response
    private let native: NativeResponse

    /// A body in memory; one of a file or a stream is made for each who asks.
    public init(_ response: Response) {
        if case .stream = response.body { preconditionFailure("A streamed body is not ready.") }
        self.response = response
        native = NativeResponse(response)
    }

    /// - Parameter identity: Of the request, where the answer names it: then it is made for that one alone, of the same body.
    func queue(on connection: Connection, for identity: RequestIdentity?) -> MHD_Result {
        identity == nil ? native.queue(on: connection) : NativeResponse(response, identity: identity).queue(on: connection)
    }
}

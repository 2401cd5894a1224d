import CMicroHTTPD
import HTTPTypes

/// An answer that is made once and sent to many: libmicrohttpd counts who is still sending it.
///
/// Unchecked, because the pointer is only handed to libmicrohttpd, which guards its answers with a lock of its own.
public final class ReadyResponse: @unchecked Sendable {
    let status: Int
    let traffic: RouteTraffic?
    private let native: NativeResponse

    /// A body in memory; one of a file or a stream is made for each who asks.
    public init(_ response: Response) {
        if case .stream = response.body { preconditionFailure("A streamed body is not ready.") }
        (status, traffic) = (response.status.code, response.traffic)
        native = NativeResponse(response)
    }

    func queue(on connection: Connection) -> MHD_Result { native.queue(on: connection) }
}

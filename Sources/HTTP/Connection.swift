import CMicroHTTPD

/// A connection of libmicrohttpd.
///
/// Unchecked, because the pointer goes to the task that answers: that task only resumes the connection, which libmicrohttpd allows from any thread, and all
/// else, the peer too, is used on the connection's own thread. The pointer is valid then, because libmicrohttpd keeps a suspended connection until it is resumed.
struct Connection: @unchecked Sendable {
    let pointer: OpaquePointer
    let wake: Wake
    let peer: Peer

    var remoteAddress: String? {
        mhd_client_address(pointer).flatMap(RemoteAddress.text)
    }

    func suspend() {
        MHD_suspend_connection(pointer)
    }

    func resume() {
        MHD_resume_connection(pointer)
        wake.wake()
    }
}

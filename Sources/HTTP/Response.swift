public import HTTPTypes

/// An answer, complete with its body.
///
/// The server itself sends `Date`, `Content-Length` and, where it has to, `Connection`. It leaves the body out where HTTP wants none (HEAD, 204, 304), but
/// for HEAD and 304 it sends the length of the one given here: give both the body that GET would have (RFC 9110 section 8.6).
public struct Response: Sendable {
    /// 200 to 599.
    public var status: HTTPResponse.Status
    /// Sent in this order, repeated fields too. `Content-Length` and `Transfer-Encoding` are the server's and are left out. All together must fit in
    /// 8 kB: the head is written in the connection's memory.
    public var headers: HTTPFields
    public var body: Body
    /// Where it is counted; set by the router.
    public var traffic: RouteTraffic?
    /// What the application notes of it for its log.
    public var remark: String?

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.init(status: status, headers: headers, body: .bytes(body))
    }

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

public import HTTPTypes

/// What the router or the server has to refuse by itself. The application says how the answer looks.
public enum Fault: Error, Sendable, Hashable {
    /// No route has this path.
    case notFound
    /// Routes have this path, but none this method. The answer must carry these methods in `Allow` (RFC 9110 section 15.5.6); the router adds it.
    case methodNotAllowed(allow: [HTTPRequest.Method])
    /// A segment of the path cannot be decoded.
    case malformedPath(EncodingFault)
    /// The target is not of a form that a server understands.
    case malformedTarget
    /// The head of the request does not keep to HTTP.
    case malformedRequest(Malformation)
    /// The body has a transfer coding other than `chunked`.
    case unsupportedTransferCoding
    /// The fields together have more bytes than `limit`.
    case headerTooLarge(limit: Int)
    /// The target has more bytes than `limit`.
    case targetTooLong(limit: Int)
    /// The body has more bytes than `limit`.
    case bodyTooLarge(limit: Int)
    /// More is under way than can be: bodies, or handlers for longer than a request waits for its turn.
    case overloaded
    /// The server is stopping.
    case unavailable

    /// The status that HTTP has for this fault.
    public var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .malformedPath, .malformedTarget, .malformedRequest: .badRequest
        case .unsupportedTransferCoding: .notImplemented
        case .headerTooLarge: .requestHeaderFieldsTooLarge
        case .targetTooLong: .uriTooLong
        case .bodyTooLarge: .contentTooLarge
        case .overloaded, .unavailable: .serviceUnavailable
        }
    }
}

extension Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound: "There is nothing at this path."
        case .methodNotAllowed(let allow): "This path takes only \(allow.map(\.rawValue).joined(separator: ", "))."
        case .malformedPath(let fault): "The path cannot be decoded. \(fault)"
        case .malformedTarget: "The request target is not a path or an http or https URL in UTF-8; other bytes are written percent-encoded."
        case .malformedRequest(let malformation): malformation.description
        case .unsupportedTransferCoding: "The only transfer coding understood is “chunked”."
        case .headerTooLarge(let limit): "The header fields have more than \(limit) bytes together."
        case .targetTooLong(let limit): "The request target has more than \(limit) bytes."
        case .bodyTooLarge(let limit): "The body has more than \(limit) bytes."
        case .overloaded: "More is being asked than can be answered. Try again in a moment."
        case .unavailable: "The server is stopping. Try again in a moment."
        }
    }
}

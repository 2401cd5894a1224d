/// How the head of a request does not keep to HTTP.
public enum Malformation: Sendable, Hashable, CustomStringConvertible {
    /// A bare LF, a NUL byte, more than one space in the request line, or a field folded over lines.
    case layout
    /// The method is not a token.
    case method
    /// The name of a field is not a token, or white space precedes its colon.
    case fieldName
    /// The value of a field has a control character.
    case fieldValue
    /// HTTP/1.1 without `Host`, or more than one (RFC 9112 section 3.2).
    case host
    /// `Content-Length` occurs more than once, or beside `Transfer-Encoding`.
    case framing

    public var description: String {
        switch self {
        case .layout: "The head of the request has a bare line feed, a NUL byte, a surplus space or a folded field."
        case .method: "The method is not a token."
        case .fieldName: "The name of a header field is not a token."
        case .fieldValue: "The value of a header field has a control character."
        case .host: "There must be one Host field."
        case .framing: "The length of the body is given twice."
        }
    }
}

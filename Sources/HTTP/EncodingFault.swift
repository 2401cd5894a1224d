/// Why a part of a request target cannot be decoded.
public enum EncodingFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// A `%` that two hexadecimal digits do not follow.
    case brokenPercentEncoding
    /// The decoded bytes are not UTF-8.
    case invalidUTF8
    /// The decoded text has a NUL byte, which neither a name nor a value can have.
    case nulByte

    public var description: String {
        switch self {
        case .brokenPercentEncoding: "A “%” is not followed by two hexadecimal digits; a percent sign itself is written %25."
        case .invalidUTF8: "The decoded bytes are not valid UTF-8."
        case .nulByte: "The text contains a NUL byte (%00)."
        }
    }
}

/// What an answer carries.
public enum Body: Sendable {
    case bytes([UInt8])
    /// More than should sit in memory.
    case file(TemporaryFile)
    /// Made while it is sent.
    case stream(StreamedBody)

    /// All of it, in memory; empty for a stream, which nobody has as a whole.
    public var contents: [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let file): file.bytes()
        case .stream: []
        }
    }

    /// nil for a stream.
    public var count: Int? {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.count
        case .stream: nil
        }
    }
}

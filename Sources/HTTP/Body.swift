/// What an answer carries.
public enum Body: Sendable {
    case bytes([UInt8])
    /// More than should sit in memory.
    case file(TemporaryFile)

    /// All of it, in memory.
    public var contents: [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let file): file.bytes()
        }
    }

    public var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.count
        }
    }
}

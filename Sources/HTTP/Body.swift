/// What an answer carries.
public enum Body: Sendable {
    case bytes([UInt8])
    /// More than should sit in memory.
    case file(TemporaryFile)

    public var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.count
        }
    }
}

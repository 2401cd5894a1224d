/// Cuts what comes in pieces into lines.
struct Lines {
    struct TooLong: Error {}

    /// Bytes of a line: a row of a table has a few hundred.
    private static let longest = 16 << 20
    private var kept: [UInt8] = []

    /// - Parameter take: Gets each line without its line feed.
    mutating func add(_ piece: UnsafeRawBufferPointer, _ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if kept.isEmpty {
                try UnsafeRawBufferPointer(rebasing: rest[..<end]).withMemoryRebound(to: UInt8.self, take)
            } else {
                kept += rest[..<end]
                try kept.withUnsafeBufferPointer(take)
                kept.removeAll(keepingCapacity: true)
            }
            rest = rest[(end + 1)...]
        }
        guard kept.count + rest.count <= Self.longest else { throw TooLong() }
        kept += rest
    }

    /// Whether all that came was lines.
    var isAtEnd: Bool { kept.isEmpty }
}

/// One step of the schema: two files, one up and one down.
public struct Migration: Sendable, Hashable {
    /// From 1, without a gap.
    public var number: Int
    public var name: String
    /// The SQL of `NNN_name.up.sql`.
    public var up: String
    /// The SQL of `NNN_name.down.sql`.
    public var down: String
    var upFile: String
    var downFile: String

    /// FNV-1a of the up file, 64 bits as 16 hexadecimal digits: enough to notice a change, which is all that it is for.
    public var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in up.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// A migration as the database and the folder together know it.
public struct MigrationStatus: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// `at` is PostgreSQL's text of the moment, such as `2026-01-31 12:00:00.123+00`.
        case applied(at: String)
        case pending
        /// Applied, and the up file was changed since.
        case changed(at: String)
        /// Applied, but not in the folder: by a newer version of the program.
        case unknown(at: String)
    }
    public var number: Int
    public var name: String
    public var state: State
}

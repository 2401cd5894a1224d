/// Why a mirror cannot be brought up to date. In each case the file holds what it held before, or a later state that the register once had.
public enum MirrorError: Error, Sendable, Hashable, CustomStringConvertible {
    // What is asked
    case urlInvalid(String, reason: String)
    // The register
    case unreachable(String, reason: String)
    case brokenOff(String, reason: String)
    case unavailable(String, status: Int, detail: String)
    case noRegister(String, reason: String)
    case behind(String, revision: Int, file: String)
    case another(String, revision: Int, recordedAt: String, noted: String, file: String)
    // The file
    case noDatabase(String)
    case foreign(String)
    case newer(String)
    case unwritable(String, reason: String)
    case busy(String)
    case damaged(String, reason: String)
    case altered(String, table: String, revision: Int)

    /// Whether it may well go by itself: what a mirror that stays waits for.
    var isPassing: Bool {
        switch self {
        case .unreachable, .brokenOff, .unavailable, .busy: true
        default: false
        }
    }

    public var description: String {
        switch self {
        case .urlInvalid(let url, let reason): "“\(url)” is no address of a register: \(reason). It looks like https://register.example.org"
        case .unreachable(let url, let reason): "No register can be reached at \(url): \(reason). Is the address right, and does the register run?"
        case .brokenOff(let url, let reason):
            "The answer of \(url) broke off: \(reason). What was under way was taken back; run the same again, and it goes on from there."
        case .unavailable(let url, let status, let detail):
            "The register at \(url) cannot answer now (\(status)): \(detail) Nothing was lost; run the same again later."
        case .noRegister(let url, let reason):
            "What answers at \(url) is no register that can be mirrored: \(reason). Give --from the address at which “register serve” of this version answers."
        case .behind(let url, let revision, let file):
            "\(file) is at revision \(revision), which the register at \(url) does not have. \(Self.otherRegister(file))"
        case .another(let url, let revision, let recordedAt, let noted, let file):
            "Revision \(revision) of the register at \(url) was recorded at \(recordedAt), and the one in \(file) at \(noted). \(Self.otherRegister(file))"
        case .noDatabase(let file): "\(file) is there already, and is no SQLite file. Name another with --to; this one was left as it is."
        case .foreign(let file):
            "\(file) is an SQLite file of something else than a mirror of the register. Name another with --to; this one was left as it is."
        case .newer(let file): "\(file) was made by a newer program. Install that one, or name another file with --to."
        case .unwritable(let file, let reason):
            "\(file) cannot be written: \(reason). What was under way was taken back; make room or mend the path, and run the same again."
        case .busy(let file): "Another program is writing \(file). Wait until it is done, and run the same again."
        case .damaged(let file, let reason): "\(file) is damaged: \(reason). \(Self.beginAgain(file))"
        case .altered(let file, let table, let revision):
            "Revision \(revision) changes a row of “\(table)” that \(file) does not hold so: somebody else changed the file. \(Self.beginAgain(file))"
        }
    }

    private static func otherRegister(_ file: String) -> String {
        "It is another register, or one that was restored from an older copy. The file was left as it is. \(beginAgain(file))"
    }

    private static func beginAgain(_ file: String) -> String { "To begin again: rm -f \(file) \(file)-wal \(file)-shm" }
}

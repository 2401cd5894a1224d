/// Why a private cluster cannot be had. Each reads as a sentence that says what to do.
public enum ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// PostgreSQL's server programs are absent, or only there in `found` other major versions.
    case noPrograms(version: Int?, found: [Int])
    /// This process is root, and there is nobody to step down to.
    case noUser
    case noSetpriv
    /// The path, or a folder on the way to it, is a file.
    case notAFolder(path: String)
    /// pg_ctl puts the path into a shell's double quotes, where this character means something else.
    case unsuitable(path: String, character: Character)
    case notWritable(path: String, reason: String)
    /// Root's stand-in may not enter a folder on the way.
    case unreachable(folder: String, obstacle: String, user: String)
    case belongsTo(path: String, user: String)
    /// The folder holds something else, such as `example`.
    case notEmpty(folder: String, example: String)
    /// One of PostgreSQL's programs failed.
    case program(name: String, output: String)
    /// The server does not start; the end of its log says why.
    case start(log: String, lines: String)
    /// It started, and then the connection or the making of the database failed.
    case database(PGError)

    public var description: String {
        switch self {
        case .noPrograms(nil, _):
            "PostgreSQL's server programs (initdb, pg_ctl) are not on this machine. Install them: sudo apt-get install postgresql"
        case .noPrograms(let version?, let found):
            "The data are of PostgreSQL \(version), whose programs are not on this machine"
                + (found.isEmpty ? "" : " (there is \(found.map(String.init).joined(separator: ", ")))")
                + ". Install them: sudo apt-get install postgresql-\(version)"
        case .noUser: "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody. Make one: useradd --system postgres"
        case .noSetpriv: "PostgreSQL refuses to run as root, and setpriv is not there to step down. Install it: apt-get install util-linux"
        case .notAFolder(let path): "\(path) is not a folder. Choose another data folder (--data-dir)"
        case .unsuitable(let path, let character):
            "\(path) has a “\(character)” in it, which PostgreSQL's pg_ctl cannot take. Choose another data folder (--data-dir)"
        case .notWritable(let path, let reason): "\(path) cannot be written: \(reason). Choose another data folder (--data-dir)"
        case .unreachable(let folder, let obstacle, let user):
            "PostgreSQL refuses to run as root, and \(user), as whom it would run, may not enter \(obstacle). "
                + "Choose a data folder elsewhere than \(folder) (--data-dir), under /var/lib for instance, or allow it: chmod a+x \(obstacle)"
        case .belongsTo(let path, let user): "\(path) belongs to \(user). Run this as \(user), or choose another data folder (--data-dir)"
        case .notEmpty(let folder, let example):
            "\(folder) is not empty and not a data folder of this program (there is \(example)); nothing was touched. "
                + "Choose an empty or a new folder (--data-dir)"
        case .program(let name, let output): "\(name) failed: \(output)"
        case .start(let log, let lines): "PostgreSQL does not start; the end of \(log) says: \(lines)"
        case .database(let error): "The private PostgreSQL has started, but \(error)"
        }
    }
}

import Glibc

/// A program that takes over the terminal until it ends.
enum ChildProcess {
    enum Failure: Error, CustomStringConvertible {
        case notFound(String)
        case notStarted(String, reason: String)

        var description: String {
            switch self {
            case .notFound(let program): "\(program) is not on this machine. Install it: sudo apt-get install postgresql-client"
            case .notStarted(let program, let reason): "\(program) cannot be started: \(reason)"
            }
        }
    }

    /// Finds the program in `PATH`, and returns its exit status, or 128 and the number of the signal that ended it.
    static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGINT)
        sigaddset(&defaults, SIGTERM)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        let strings = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, program, nil, &attributes, strings, environ)
        if failure == ENOENT { throw Failure.notFound(program) }
        if failure != 0 { throw Failure.notStarted(program, reason: String(cString: strerror(failure))) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signalled = status & 0x7f
        return signalled == 0 ? (status >> 8) & 0xff : 128 + signalled
    }
}

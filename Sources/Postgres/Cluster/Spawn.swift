import Glibc

/// Runs a program with a list of arguments: no shell, so nothing is quoted or expanded.
package enum Spawn {
    package struct Outcome: Sendable {
        /// The exit status, or 128 and the number of the signal.
        package let status: Int32
        /// Standard output and standard error.
        package let output: String
    }

    package struct Failure: Error, Sendable {
        package let reason: String
    }

    /// Runs it to its end. Its output is caught, its input empty. Blocks.
    package static func run(_ arguments: [String]) -> Result<Outcome, Failure> {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            return .failure(Failure(reason: Files.lastError))
        }
        let started = start(arguments, input: nil, output: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        return started.map { pid in
            let output = readAll(ends[0])
            return Outcome(status: wait(for: pid), output: output)
        }
    }

    /// Starts it in a session of its own, which the terminal's Ctrl-C does not reach, with the given descriptors as standard input and
    /// standard output and error (nil: nothing). Returns its process id; somebody has to wait for it.
    package static func start(_ arguments: [String], input: Int32?, output: Int32?) -> Result<Int32, Failure> {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        for (descriptor, source) in [(0, input), (1, output), (2, output)] as [(Int32, Int32?)] {
            if let source {
                posix_spawn_file_actions_adddup2(&files, source, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
            }
        }
        // Whatever this process has inherited or forgot to mark: a server that outlives it should not keep a pipe or a port open.
        for descriptor in Files.names(in: "/proc/self/fd")?.compactMap({ Int32($0) }) ?? [] where descriptor > 2 {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { posix_spawn_file_actions_addclose(&files, descriptor) }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID, which the Glibc module hides behind _GNU_SOURCE.
        let newSession: Int16 = 0x80
        // What this process ignores or blocks, such as SIGPIPE, its children should not. But what a whole process group gets, Ctrl-C before all, reaches a child
        // in the moment before it has its own session as well: it stays ignored if it is ignored here, or it would kill the child.
        var (none, reset) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&reset)
        for signal in [SIGINT, SIGTERM] { sigdelset(&reset, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &reset)
        posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let program = arguments[0]
        let (arguments, environment) = (arguments.map { strdup($0) } + [nil], Self.environment.map { strdup($0) } + [nil])
        defer { for string in arguments + environment { free(string) } }
        let failure = posix_spawn(&pid, arguments[0]!, &files, &attributes, arguments, environment)
        return failure == 0 ? .success(pid) : .failure(Failure(reason: "\(program): \(String(cString: strerror(failure)))"))
    }

    /// Only what the programs need: a PGDATA or PGPORT of the user's is not meant for them, and their messages are to be in English.
    private static var environment: [String] {
        let passed = ["PATH", "HOME", "TZ", "LD_LIBRARY_PATH"]
        return ["LC_ALL=C"] + passed.compactMap { name in getenv(name).map { name + "=" + String(cString: $0) } }
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { bytes.append(contentsOf: buffer.prefix(count)) }
            if count == 0 || count < 0 && errno != EINTR { return String(decoding: bytes, as: UTF8.self) }
        }
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}

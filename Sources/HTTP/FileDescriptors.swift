import Glibc

/// How many files the process may have open.
enum FileDescriptors {
    /// What a process needs beside the connections: its own files, a database's connections, the descriptors of libmicrohttpd's threads.
    private static let reserve = 128

    /// Raises the soft limit for this many connections as far as the hard limit allows.
    /// - Returns: How many of the connections there is room for.
    static func makeRoom(for connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let needed = rlim_t(connections + reserve)
        if limit.rlim_cur < needed {
            limit.rlim_cur = min(needed, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        guard limit.rlim_cur < needed else { return connections }
        return max(Int(limit.rlim_cur) - reserve, 1)
    }
}

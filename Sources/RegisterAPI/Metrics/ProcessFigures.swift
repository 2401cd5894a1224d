import Glibc

/// What the kernel says about this process. Each is nil where it does not say.
enum ProcessFigures {
    /// Bytes in memory.
    static var residentBytes: Int? {
        fields("/proc/self/statm", after: nil).flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    static var virtualBytes: Int? {
        fields("/proc/self/statm", after: nil).flatMap { $0.first.flatMap { Int($0) } }.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    /// User and system time in seconds.
    static var cpuSeconds: Double? {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }

    static var openDescriptors: Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // The folder's own two names, and the descriptor that reads it.
        return max(0, count - 3)
    }

    static var mostDescriptors: UInt? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return UInt(limit.rlim_cur)
    }

    /// Seconds since 1970.
    static let start: Double? = {
        // proc(5): the 22nd field is the start in clock ticks after the machine's own; the second may hold spaces, and ends with a parenthesis.
        guard let own = fields("/proc/self/stat", after: ")"), own.count > 19, let ticks = Double(own[19]),
            let boot = read("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }).flatMap({ Double($0.dropFirst(6)) })
        else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static func fields(_ path: String, after mark: Character?) -> [Substring]? {
        guard let text = read(path) else { return nil }
        let start = mark.flatMap { text.lastIndex(of: $0) }.map { text.index(after: $0) } ?? text.startIndex
        return text[start...].split { $0 == " " || $0 == "\n" }
    }

    private static func read(_ path: String) -> String? {
        guard let stream = fopen(path, "re") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

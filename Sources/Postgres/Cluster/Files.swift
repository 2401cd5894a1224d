import Glibc

/// The few questions to the file system that the module has.
enum Files {
    /// The names in a folder, without `.` and `..`; nil (and `errno`) if it cannot be read.
    static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(cString: $0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// What is at a path, symbolic links followed; nil (and `errno`) if nothing can be seen there.
    static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// The path without symbolic links; nil (and `errno`) if it does not exist.
    static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The same place from the root, without symbolic links and dots as far as it exists.
    static func absolute(_ path: String) -> String {
        var parts = path.split(separator: "/")
        var missing: [Substring] = []
        while true {
            let start = (path.hasPrefix("/") ? "/" : "./") + parts.joined(separator: "/")
            if let found = resolved(start) { return ([found == "/" ? "" : found] + missing.map(String.init)).joined(separator: "/") }
            guard let last = parts.popLast() else { return path }
            missing.insert(last, at: 0)
        }
    }

    /// Every folder above a path and the path itself, from the root down.
    static func ancestry(_ path: String) -> [String] {
        var folders = ["/"]
        for part in path.split(separator: "/") { folders.append((folders.last == "/" ? "" : folders.last!) + "/" + part) }
        return folders
    }

    static var lastError: String { String(cString: strerror(errno)) }
}

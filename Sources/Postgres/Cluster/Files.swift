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

    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// Every folder above a path and the path itself, from the root down.
    static func ancestry(_ path: String) -> [String] {
        var folders = ["/"]
        for part in path.split(separator: "/") { folders.append((folders.last == "/" ? "" : folders.last!) + "/" + part) }
        return folders
    }

    static var lastError: String { String(cString: strerror(errno)) }
}

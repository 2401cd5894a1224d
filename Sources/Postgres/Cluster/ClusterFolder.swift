import Glibc

/// What lies where in the folder of a private cluster.
struct ClusterFolder: Sendable {
    /// Absolute, without symbolic links.
    let path: String

    /// The cluster itself: there once it is whole, because it is made as ``unfinished`` and renamed.
    var data: String { path + "/pgdata" }
    var unfinished: String { path + "/pgdata.new" }
    var log: String { path + "/server.log" }
    var previousLog: String { path + "/server.log.1" }
    /// Held exclusively by whoever is starting or stopping the server.
    var startLock: String { path + "/start.lock" }
    /// Held shared by everybody who uses the server.
    var usersLock: String { path + "/users.lock" }

    /// The major version of the data; nil if there are none.
    var version: Int? {
        guard let text = try? FileReader.text(data + "/PG_VERSION") else { return nil }
        return Int(text.prefix { $0.isNumber })
    }

    /// Finds or makes the folder and gives it to `user`, for whom alone it is: inside it everybody may connect as anybody.
    static func open(_ folder: String, for user: ServerUser) throws(ClusterError) -> ClusterFolder {
        let wanted = Files.absolute(folder)
        try refuseShellCharacters(wanted)
        try reach(wanted, user)
        try make(wanted)
        guard let path = Files.resolved(wanted), let status = Files.status(path) else {
            throw .notWritable(path: wanted, reason: Files.lastError)
        }
        guard Files.isFolder(status) else { throw .notAFolder(path: path) }
        try refuseShellCharacters(path)
        let found = ClusterFolder(path: path)
        try reach(path, user)
        try found.refuseOthers()
        try found.own(status, user)
        return found
    }

    private static func reach(_ path: String, _ user: ServerUser) throws(ClusterError) {
        let parent = Files.ancestry(path).dropLast().last ?? "/"
        guard let obstacle = user.obstacle(to: parent) else { return }
        throw .unreachable(folder: path, obstacle: obstacle, user: user.steppedDown?.name ?? "")
    }

    private static func refuseShellCharacters(_ path: String) throws(ClusterError) {
        if let character = path.first(where: { "\"$`\\\n".contains($0) }) { throw .unsuitable(path: path, character: character) }
    }

    private static func make(_ path: String) throws(ClusterError) {
        for folder in Files.ancestry(path) {
            if let status = Files.status(folder) {
                guard Files.isFolder(status) else { throw .notAFolder(path: folder) }
            } else if mkdir(folder, folder == path ? 0o700 : 0o755) != 0, errno != EEXIST {
                throw .notWritable(path: folder, reason: Files.lastError)
            }
        }
    }

    /// Throws unless the folder is empty, or holds a cluster and what belongs to it.
    private func refuseOthers() throws(ClusterError) {
        guard let names = Files.names(in: path) else { throw .notWritable(path: path, reason: Files.lastError) }
        if version != nil { return }
        let own = [unfinished, log, previousLog, startLock, usersLock, path + "/lost+found"]
        if let other = names.sorted().first(where: { !own.contains(path + "/" + $0) }) { throw .notEmpty(folder: path, example: other) }
    }

    private func own(_ status: stat, _ user: ServerUser) throws(ClusterError) {
        if let identity = user.steppedDown {
            if status.st_uid != identity.uid, chown(path, identity.uid, identity.gid) != 0 {
                throw .notWritable(path: path, reason: Files.lastError)
            }
        } else if status.st_uid != geteuid() {
            throw .belongsTo(path: path, user: getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "user \(status.st_uid)")
        }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw .notWritable(path: path, reason: Files.lastError) }
        guard access(path, W_OK | X_OK) == 0 else { throw .notWritable(path: path, reason: Files.lastError) }
    }
}

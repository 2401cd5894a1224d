import Glibc

/// As whom the server's programs run: PostgreSQL refuses to run as root.
struct ServerUser: Sendable {
    struct Identity: Sendable {
        let name: String
        let uid: uid_t
        let gid: gid_t
        let groups: [gid_t]
    }

    /// The user to step down to; nil if this process is not root and runs them as itself.
    let steppedDown: Identity?

    static let itself = ServerUser(steppedDown: nil)

    var uid: uid_t { steppedDown?.uid ?? geteuid() }

    /// For root: the owner of the folder if that is somebody else, else `postgres`, else `nobody`.
    static func choose(folder: String) throws(ClusterError) -> ServerUser {
        guard geteuid() == 0 else { return itself }
        let owner = Files.status(folder).flatMap { $0.st_uid == 0 ? nil : identity(getpwuid($0.st_uid)) }
        guard let chosen = owner ?? identity(getpwnam("postgres")) ?? identity(getpwnam("nobody")) else { throw .noUser }
        guard Programs.find("setpriv", in: Programs.systemFolders) != nil else { throw .noSetpriv }
        return ServerUser(steppedDown: chosen)
    }

    /// What to put before a command. `env -C /`: PostgreSQL's programs fail in a working folder that they may not enter, such as root's own.
    var prefix: [String] {
        guard let user = steppedDown, let setpriv = Programs.find("setpriv", in: Programs.systemFolders) else { return [] }
        return ["/usr/bin/env", "-C", "/", setpriv, "--reuid=\(user.uid)", "--regid=\(user.gid)", "--init-groups", "--"]
    }

    /// The first folder on the way to `path` (and including it) that the user may not enter; folders that do not exist yet, and files, are not in the way.
    func obstacle(to path: String) -> String? {
        guard let user = steppedDown else { return nil }
        return Files.ancestry(path).first { folder in
            guard let status = Files.status(folder), Files.isFolder(status) else { return false }
            let bit: mode_t = status.st_uid == user.uid ? S_IXUSR : user.groups.contains(status.st_gid) ? S_IXGRP : S_IXOTH
            return status.st_mode & bit == 0
        }
    }

    private static func identity(_ entry: UnsafeMutablePointer<passwd>?) -> Identity? {
        guard let entry = entry?.pointee else { return nil }
        var count: Int32 = 256
        var groups = [gid_t](repeating: 0, count: Int(count))
        let known = getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) >= 0 ? Array(groups.prefix(Int(count))) : [entry.pw_gid]
        return Identity(name: String(cString: entry.pw_name), uid: entry.pw_uid, gid: entry.pw_gid, groups: known)
    }
}

import Glibc

/// Where the server's socket lies: in the data folder if a connection string can name that, else in a private folder under `/tmp`.
struct SocketFolder: Sendable {
    static let port = 5432
    let path: String
    /// Made for this cluster alone, and removed when the server stops.
    let isTemporary: Bool

    /// `sun_path` of `sockaddr_un` holds 108 bytes with the NUL.
    private static let longest = 107

    static func open(for folder: ClusterFolder, _ user: ServerUser) throws(ClusterError) -> SocketFolder {
        // In libpq's `host` a comma would separate two hosts.
        if "\(folder.path)/.s.PGSQL.\(port)".utf8.count <= longest, !folder.path.contains(",") {
            return SocketFolder(path: folder.path, isTemporary: false)
        }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in folder.path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let path = "/tmp/pg-" + String(hash, radix: 16)
        try claim(path, user)
        return SocketFolder(path: path, isTemporary: true)
    }

    func remove() { if isTemporary { rmdir(path) } }

    /// Everybody may write in `/tmp`, so the folder may be somebody's trap: only a true folder of the server's user, closed to others, will do.
    private static func claim(_ path: String, _ user: ServerUser) throws(ClusterError) {
        let made = mkdir(path, 0o700) == 0
        guard made || errno == EEXIST else { throw .notWritable(path: path, reason: Files.lastError) }
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: Files.lastError) }
        defer { close(descriptor) }
        if made, let identity = user.steppedDown { fchown(descriptor, identity.uid, identity.gid) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == user.uid, status.st_mode & 0o077 == 0 else {
            throw .notWritable(path: path, reason: "it is not a private folder of the server's user, so the socket would not be safe there")
        }
    }
}

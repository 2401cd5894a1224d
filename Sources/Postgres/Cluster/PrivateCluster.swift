import Dispatch
import Synchronization

/// A PostgreSQL cluster of this program's own under a folder: reached by a socket only, never by the network, and closed to other users
/// by the folder's mode (0700).
///
/// Several processes may use one folder at the same time: the first starts the server, the last stops it. A process that was killed counts no more.
/// Run by root, the server runs as the owner of the folder, which is `postgres` (or `nobody`) if root made it.
public final class PrivateCluster: Sendable {
    public enum Durability: Sendable {
        /// What is committed stays, also after a power failure.
        case durable
        /// Nothing is forced to the disk: for tests.
        case throwaway
    }

    /// The user that owns everything in the cluster, and as whom connections are made unless another is named.
    public static let superuser = "postgres"

    /// Absolute path.
    public var folder: String { server.folder.path }
    private let server: ClusterServer
    private let database: String
    private let users: FileLock
    private let programs: Mutex<Programs?>
    private let isClosed = Mutex(false)
    private let queue: DispatchQueue

    private init(server: ClusterServer, database: String, users: FileLock, programs: Programs?, queue: DispatchQueue) {
        (self.server, self.database, self.users, self.queue) = (server, database, users, queue)
        self.programs = Mutex(programs)
    }

    /// Makes the cluster if the folder is absent or empty, starts its server if it is not running, and makes `database` if it is absent.
    ///
    /// Takes milliseconds if the server runs, well below a second if it has to be started, and a few seconds if all has to be made.
    /// - Parameters:
    ///   - settings: of the server (`shared_buffers` …), if it has to be started.
    ///   - programFolders: where to look for PostgreSQL's programs; `*` stands for a version. nil: `PATH` and the usual places.
    ///   - report: gets a sentence before each thing that takes a while.
    public static func open(
        folder: String, database: String = superuser, durability: Durability = .durable, settings: [String: String] = [:],
        programFolders: [String]? = nil, report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(ClusterError) -> PrivateCluster {
        let queue = DispatchQueue(label: "postgres.cluster")
        let result: Result<PrivateCluster, ClusterError> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(ClusterError) {
                    let user = try ServerUser.choose(folder: folder)
                    let folder = try ClusterFolder.open(folder, for: user)
                    let server = ClusterServer(
                        folder: folder, user: user, socket: try SocketFolder.open(for: folder, user), durability: durability, settings: settings,
                        programFolders: programFolders ?? Programs.usualFolders)
                    continuation.resume(returning: .success(try run(server, database, queue, report)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private static func run(
        _ server: ClusterServer, _ database: String, _ queue: DispatchQueue, _ report: (String) -> Void
    ) throws(ClusterError) -> PrivateCluster {
        let folder = server.folder
        guard let starting = FileLock(path: folder.startLock, owner: server.user), let users = FileLock(path: folder.usersLock, owner: server.user)
        else { throw .notWritable(path: folder.startLock, reason: Files.lastError) }
        starting.exclusive()
        defer { starting.unlock() }
        users.shared()
        var programs: Programs?
        if folder.version == nil {
            let found = try Programs.find(version: nil, in: server.programFolders)
            report("Making a PostgreSQL \(found.version) cluster in \(folder.path)")
            try server.make(found)
            programs = found
        }
        if !server.isRunning() {
            let found = if let programs { programs } else { try Programs.find(version: folder.version, in: server.programFolders) }
            report("Starting PostgreSQL \(found.version) in \(folder.path)")
            try server.start(found)
            programs = found
        }
        do throws(PGError) {
            try provide(database, server.socket)
        } catch {
            if users.tryExclusive(), let programs { server.stop(programs) }
            throw ClusterError.database(error)
        }
        return PrivateCluster(server: server, database: database, users: users, programs: programs, queue: queue)
    }

    /// A connection string for this cluster: as its superuser and to the database it was opened with, unless said otherwise.
    public func connectionString(user: String? = nil, database: String? = nil) -> ConnectionString {
        Self.connectionString(socket: server.socket, user: user, database: database ?? self.database)
    }

    static func connectionString(socket: SocketFolder, user: String?, database: String) -> ConnectionString {
        ConnectionString(host: socket.path, port: SocketFolder.port, user: user ?? superuser, database: database)
    }

    /// Leaves the cluster; the last of all processes to do so stops its server. Doing it twice is harmless.
    public func close() async {
        let wasClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        if wasClosed { return }
        await withCheckedContinuation { continuation in
            queue.async {
                self.leave()
                continuation.resume()
            }
        }
    }

    private func leave() {
        let starting = FileLock(path: server.folder.startLock, owner: server.user)
        starting?.exclusive()
        defer { starting?.unlock() }
        defer { users.unlock() }
        guard users.tryExclusive() else { return }
        let known = programs.withLock { $0 }
        guard let programs = known ?? (try? Programs.find(version: server.folder.version, in: server.programFolders)) else { return }
        server.stop(programs)
    }
}

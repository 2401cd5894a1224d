import Dispatch
import Glibc
public import Postgres

/// A server and a streaming replica of it, each of which may be stopped, killed and opened again.
public struct ReplicatedCluster: Sendable {
    public let primary: PrivateCluster
    public var replica: PrivateCluster
    private let database: String

    /// Neither waits for a disk. A replica must be able to have as many sessions as its primary.
    private static let settings = ["fsync": "off", "synchronous_commit": "off", "autovacuum": "off", "max_connections": "100"]

    /// - Parameter fill: What is in the database before the replica is made.
    public static func start(database: String, fill: (ConnectionString) async throws -> Void) async throws -> ReplicatedCluster {
        let primary = try await PrivateCluster.open(folder: ScratchFolder.path("p"), database: database, settings: settings)
        try await fill(primary.connectionString())
        let folder = ScratchFolder.path("r")
        let source = primary.connectionString()["host"] ?? ""
        let copy = ["/bin/sh", "-c", script, "sh", primary.folder, folder, source]
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue(label: "basebackup").async { continuation.resume(returning: Spawn.run(copy)) }
        }
        guard case .success(let end) = outcome, end.status == 0 else { throw Failure(description: "pg_basebackup: \(outcome)") }
        let replica = try await PrivateCluster.open(folder: folder, database: database, settings: settings)
        return ReplicatedCluster(primary: primary, replica: replica, database: database)
    }

    /// Starts the replica's server, after whatever happened to it.
    public mutating func reopenReplica() async throws {
        let again = try await PrivateCluster.open(folder: replica.folder, database: database, settings: Self.settings)
        await replica.close()
        replica = again
    }

    public func close() async {
        await replica.close()
        await primary.close()
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The slot keeps what a stopped replica still needs.
    private static let script = """
        set -e
        mkdir -m 700 "$2"
        programs=/usr/lib/postgresql/$(cat "$1/pgdata/PG_VERSION")/bin
        [ -x "$programs/pg_basebackup" ] || programs=$(dirname "$(command -v pg_basebackup)")
        "$programs/pg_basebackup" -h "$3" -U postgres -D "$2/pgdata" -R -X stream -C -S replica -c fast
        chown -R --reference="$1/pgdata" "$2"
        """
}

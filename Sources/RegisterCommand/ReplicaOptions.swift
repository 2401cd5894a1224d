import ArgumentParser
import Postgres

/// Which streaming replica is read from.
struct ReplicaOptions: ParsableArguments {
    @Option(
        name: .customLong("replica-url"),
        help: ArgumentHelp(
            "A streaming replica of the database, which is read from as far as it has come. Environment: DATABASE_REPLICA_URL.", valueName: "url"))
    var replicaURL: String?

    /// nil: there is none.
    func connectionString(besides database: DatabaseOptions) throws -> ConnectionString? {
        guard let text = replicaURL ?? Environment["DATABASE_REPLICA_URL"] else { return nil }
        let string: ConnectionString
        do {
            string = try ConnectionString(text)
        } catch {
            throw ValidationError("The URL of the replica will not do. \(error)")
        }
        guard database.url != nil else {
            throw ValidationError(
                "There is a replica (--replica-url or DATABASE_REPLICA_URL), and no database of which it is one: the private cluster has none. Give --database-url too."
            )
        }
        return string
    }
}

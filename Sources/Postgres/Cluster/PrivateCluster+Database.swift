import CPostgres

extension PrivateCluster {
    /// Makes a database unless it exists. Blocks.
    static func provide(_ database: String, _ socket: SocketFolder) throws(PGError) {
        do throws(PGError) {
            _ = try connect(to: database, socket)
        } catch {
            guard error.state == .invalidCatalogName else { throw error }
            let handle = try connect(to: "postgres", socket)
            guard let name = PQescapeIdentifier(handle.conn, database, database.utf8.count) else { throw .nulByte(parameter: nil) }
            defer { PQfreemem(name) }
            let sql = "CREATE DATABASE " + String(cString: name)
            guard let raw = PQexec(handle.conn, sql) else { throw error }
            let result = ResultSet(pointer: raw)
            guard result.status != PGRES_COMMAND_OK else { return }
            throw ServerError(result: result.pointer, statement: sql).map { .server($0) } ?? error
        }
    }

    private static func connect(to database: String, _ socket: SocketFolder) throws(PGError) -> Handle {
        // A server that has just started may be slow on a busy machine, but it is there.
        let string = connectionString(socket: socket, user: nil, database: database).with(options: ["connect_timeout": "60"])
        return try Handle.open(string, settings: [:], notices: NoticeSink(nil))
    }
}

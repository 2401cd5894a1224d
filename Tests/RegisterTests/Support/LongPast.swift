import Postgres
import TestCluster

/// A register with so many states of each row that the planner has to choose how to find those of one revision.
enum LongPast {
    /// Rows of history; the present has 13,916.
    static let rows = 120_000

    static func withDatabase<R: Sendable>(_ body: @Sendable (isolated Connection) throws -> R) async throws -> R {
        let template = try await TestCluster.shared.template(named: "register_long_past") { database in
            try await Templates.build(database, seed: true)
            let fill = try TextFile.read(Folders.root + "/Benchmarks/Time/fill.sql")
            let pool = database.patientPool()
            do {
                try await pool.run { db in
                    try db.script("SET benchmark.rows = \(rows)")
                    try db.script(fill)
                    try db.script("ANALYZE")
                }
                await pool.close()
            } catch {
                await pool.close()
                throw error
            }
        }
        return try await TestCluster.shared.database(template: template).withPool(limit: 1) { pool in try await pool.run(body) }
    }
}

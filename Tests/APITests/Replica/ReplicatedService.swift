import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// The register on a server with a replica.
extension ReplicatedCluster {
    static func register() async throws -> ReplicatedCluster {
        try await start(database: "register") { string in
            let pool = string.patientPool()
            try await pool.run { db in
                try Migrator(folder: Program.sql + "/migrations").up(db)
                _ = try Seed(folder: Program.sql + "/seed").load(db)
            }
            await pool.close()
        }
    }

    var options: [String] { ["--database-url", primary.connectionString().uri, "--replica-url", replica.connectionString().uri] }

    /// Runs SQL as superuser on the replica.
    func onReplica(_ sql: String) async throws {
        while true {
            // What lets recovery go on may be in its way itself.
            do { return try await Self.run(sql, on: replica) } catch let error as PGError where error.state == .serializationFailure {}
        }
    }
    func onPrimary(_ sql: String) async throws { try await Self.run(sql, on: primary) }

    private static func run(_ sql: String, on cluster: PrivateCluster) async throws {
        let pool = cluster.connectionString().patientPool()
        try await pool.run { db in try db.script(sql) }
        await pool.close()
    }
}

/// Writes revisions into a register whose number stands in a figure.
struct FigureWriter: Sendable {
    static let target = "/v1/municipalities/GM0988/inhabitants?pageSize=100"
    static let newest = Statement("replica_newest", "SELECT latest_revision()", Void.self, (Int).self)
    private static let write = Statement(
        "replica_write", "UPDATE inhabitants SET count = $1 WHERE municipality_code = 'GM0988' AND reference_date = '2023-01-01'", (Int).self)

    let pool: Pool

    /// - Returns: The number of the new revision. Alone in writing, it is the next.
    func write() async throws -> Int {
        try await pool.run { db in
            try db.transaction {
                let next = try db.one(Self.newest) + 1
                _ = try db.run(Self.write, next)
                return next
            }
        }
    }

    /// Of an answer to ``target``.
    static func read(_ reply: Reply) throws -> (revision: Int, count: Int?) {
        try #require(reply.status == 200, "\(reply.status) \(reply.text)")
        let count = try reply.json()["items"].elements.first { $0["referenceDate"] == "2023-01-01" }?["count"].number
        return (try #require(reply["Register-Revision"].flatMap { Int($0) }), count)
    }
}

extension Samples {
    var replicaReads: Double { self["register_replica_reads_total"] ?? 0 }
    func fallbacks(_ reason: ReplicaState.Reason) -> Double { self["register_replica_fallbacks_total{reason=\"\(reason)\"}"] ?? 0 }
}

extension Service {
    /// What nobody has asked before.
    func askNew(_ number: Int) async throws -> Reply {
        try await send("/v1/municipalities?pageSize=\(number % 900 + 1)&validOn=20\(10 + number / 900 % 14)-01-01", mayFail: true)
    }

    /// Waits until the replica answers what is asked.
    func waitForReplica(_ numbers: inout PartialRangeFrom<Int>.Iterator) async throws {
        _ = try await wait("an answer of the replica; the service said: \(program.errors.suffix(2_000))") { () -> Bool? in
            let before = try await metrics().samples.replicaReads
            let reply = try await askNew(numbers.next()!)
            #expect(reply.status == 200, "\(reply.text)")
            return try await metrics().samples.replicaReads > before ? true : nil
        }
    }
}

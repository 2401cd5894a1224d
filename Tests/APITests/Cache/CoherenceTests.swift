import Dispatch
import HTTP
import Logging
import Postgres
import Register
import Synchronization
import TestCluster
import Testing

@testable import RegisterAPI

/// A service over sockets and a real database into which somebody writes.
@Suite struct CoherenceTests {
    private static let write = Statement(
        "coherence_write", "UPDATE inhabitants SET count = $1 WHERE municipality_code = 'GM0988' AND reference_date = '2023-01-01'", (Int).self)
    private static let newest = Statement("coherence_newest", "SELECT latest_revision()", Void.self, (Int).self)

    /// What an answer says, and of which revision.
    private static func read(_ client: KeptClient, _ target: String) async throws -> (revision: Int, count: Int?) {
        let reply = try await client.get(target)
        let revision = try #require(reply["Register-Revision"].flatMap { Int($0) }, "\(reply.text)")
        // A refusal says how new the register is, too.
        if reply.status == 404, target == unknown { return (revision, revision) }
        try #require(reply.status == 200, "\(reply.text)")
        let items = try reply.json()["items"].elements
        let count = items.first { $0["referenceDate"] == "2023-01-01" }?["count"].number
        return (revision, count)
    }

    private static let unknown = "/v1/municipalities/GM9999"

    /// In spellings that are one answer, and in others that are not.
    private static let targets = [
        "/v1/municipalities/GM0988/inhabitants?pageSize=100", "/v1/municipalities/gm0988/inhabitants?pageSize=100",
        "/v1/municipalities/0988/inhabitants?from=2020-01-01&to=2024-01-01", "/v1/municipalities/0988/inhabitants?to=2024-01-01&from=2020-01-01",
        "/v1/municipalities/GM0988/inhabitants?fields=referenceDate,count&pageSize=100", unknown,
    ]

    /// The announcement does not come, for now. Whatever told somebody of the new revision, nobody is given the one before any more.
    @Test(arguments: ["/v1/municipalities/GM9999", "/health/ready", "/v1/scale-check?municipality=GM9999", "/v1/norms"])
    func whatAnyAnswerHasSaidIsNotTakenBack(target: String) async throws {
        let database = try await SeededRegister.database()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let cache = RevisionCache(limit: 1 << 20, patience: .zero)
        try await database.withPool(limit: 4) { pool in
            let api = API(pool: pool, documents: Documents(openAPI: [], page: []), cache: cache, logger: logger)
            var configuration = Server.Configuration()
            configuration.port = 0
            let server = try Server.start(
                configuration, onFault: { API.refuse($0, $1) }, onReady: { cache.find($0) }, handler: { await api.respond(to: $0) })
            let (events, connected) = AsyncStream.makeStream(of: Listener.Event.self)
            api.hear(.connected)
            connected.yield(.connected)
            let following = Task { await api.follow(events) }
            let base = try await wait("the newest revision") { cache.statistics.revision }
            let client = KeptClient(port: server.port)
            for _ in 1...2 { #expect(try await Self.read(client, Self.targets[0]).revision == base) }
            #expect(cache.statistics.counts.hits == 1)
            _ = try await pool.run { db in try db.transaction { try db.run(Self.write, base + 1) } }
            #expect(try await Self.read(client, Self.targets[0]).revision == base, "Nothing was announced yet.")
            let reply = try await client.get(target)
            #expect(reply["Register-Revision"] == String(base + 1))
            #expect(try await Self.read(client, Self.targets[0]) == (base + 1, base + 1))
            following.cancel()
            await server.stop(within: .seconds(60))
        }
    }

    /// 10,000 reads among the writes of somebody else. Each sees a whole revision, and none one that is older than what was announced when it began.
    @Test func noReadIsOlderThanWhatWasAnnounced() async throws {
        let database = try await SeededRegister.database()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let cache = RevisionCache(limit: 1 << 20, patience: .zero)
        let listener = Listener(database.connectionString, channels: [ChangeFeed.channel]) { cache.hear($0) }
        try await database.withPool(limit: 8) { pool in
            let api = API(pool: pool, documents: Documents(openAPI: [], page: []), cache: cache, logger: logger)
            var configuration = Server.Configuration()
            (configuration.port, configuration.idleTimeout) = (0, 600)
            let server = try Server.start(
                configuration, onFault: { API.refuse($0, $1) }, onReady: { cache.find($0) }, handler: { await api.respond(to: $0) })
            let following = Task { await api.follow(listener.events) }
            let base = try await pool.run { db in try db.one(Self.newest) }
            _ = try await wait("the newest revision") { cache.statistics.revision }
            let (done, reads) = (Tally(), Tally())
            async let written: Int = {
                var count = 0
                while done.count == 0 {
                    count += 1
                    let number = count
                    // The number that is written is that of the revision.
                    _ = try await pool.run { db in try db.transaction { try db.run(Self.write, base + number) } }
                    // So many reads to each write, however fast the machine is.
                    let next = reads.count + Int.random(in: 20...60)
                    while reads.count < next, done.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
                }
                return count
            }()
            let older = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...5 {
                    group.addTask {
                        let client = KeptClient(port: server.port)
                        var seen = 0
                        for _ in 1...2_000 {
                            let announced = try #require(cache.statistics.revision)
                            let (revision, count) = try await Self.read(client, Self.targets.randomElement()!)
                            try #require(revision >= announced && revision >= seen)
                            try #require(revision == base || count == revision, "\(String(describing: count)) at \(revision)")
                            seen = revision
                            reads.add()
                        }
                        return seen
                    }
                }
                defer { done.add() }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let revisions = try await written
            #expect(revisions > 10 && older.max()! <= base + revisions)
            let counts = cache.statistics.counts
            #expect(counts.hits > 1_000 && counts.misses > revisions / 2, "\(counts), \(revisions) revisions")
            following.cancel()
            await listener.close()
            await server.stop(within: .seconds(60))
        }
    }
}

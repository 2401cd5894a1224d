import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// A service that has answers, and whose database goes away.
@Suite struct StaleTests {
    private static let kept = "/v1/municipalities/GM0988"

    /// A service with a cluster of its own that has answered once and knows that this is the newest.
    private func withService(_ options: [String] = [], _ body: (Service, PrivateCluster, String) async throws -> Void) async throws {
        let folder = ScratchFolder.path("s")
        let cluster = try await PrivateCluster.open(folder: folder, database: "register", durability: .throwaway)
        let service = try await Service(["--database-url", cluster.connectionString().uri] + options)
        // What is asked before the service listens is not kept.
        _ = try await wait("an answer out of the cache") { () -> Bool? in
            #expect(try await service.send(Self.kept).status == 200)
            return try await service.metrics().samples["register_cache_hits_total"] ?? 0 > 0 ? true : nil
        }
        try await body(service, cluster, folder)
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
    }

    @Test func whatItHasIsAnsweredAsStaleForAWhile() async throws {
        try await withService { service, cluster, folder in
            let fresh = try await service.send(Self.kept)
            #expect(fresh["Register-Stale"] == nil)
            await cluster.close()
            for target in [Self.kept, "/v1/municipalities/gm0988"] {
                let stale = try await wait("a stale answer") { () -> Reply? in
                    let reply = try await service.send(target)
                    return reply["Register-Stale"] == nil ? nil : reply
                }
                #expect(stale.status == 200 && stale.body == fresh.body && stale["ETag"] == fresh["ETag"])
                #expect(stale["Register-Revision"] == fresh["Register-Revision"])
                #expect(stale["Register-Stale"].flatMap { Int($0) }.map { (1...300).contains($0) } == true)
                let same = try await service.send(target, fields: ["If-None-Match: \(try #require(fresh["ETag"]))"])
                #expect(same.status == 304 && same["Register-Stale"] != nil)
            }
            // What it does not have it does not make up.
            #expect(try await service.send("/v1/municipalities/GM0957", mayFail: true).status == 503)
            #expect(try await service.send(Self.kept, fields: ["Accept-Encoding: gzip"], mayFail: true).status == 503)
            #expect(try await service.send("/health/ready", mayFail: true).status == 503)
            let again = try await PrivateCluster.open(folder: folder, database: "register", durability: .throwaway)
            let fresher = try await wait("a fresh answer") { () -> Reply? in
                let reply = try await service.send(Self.kept)
                return reply["Register-Stale"] == nil ? reply : nil
            }
            #expect(fresher.status == 200 && fresher.body == fresh.body)
            try await cluster.connectionString().patientPool().run { db in
                try db.script("UPDATE municipality_name SET name = 'Weerdt' WHERE municipality_code = 'GM0988'")
            }
            _ = try await wait("the change") { () -> Bool? in
                try await service.send(Self.kept).json()["name"] == "Weerdt" ? true : nil
            }
            await again.close()
        }
    }

    @Test func withoutPatienceItIs503() async throws {
        try await withService(["--stale-seconds", "0"]) { service, cluster, _ in
            await cluster.close()
            // Until the loss is heard of it is fresh; stale it never is.
            _ = try await wait("a 503") { () -> Bool? in
                let reply = try await service.send(Self.kept, mayFail: true)
                #expect(reply["Register-Stale"] == nil)
                return reply.status == 503 ? true : nil
            }
        }
    }

    @Test(arguments: [
        (["--cache-bytes=-1"], "size of the cache"), (["--stale-seconds", "x"], "--stale-seconds"),
        (["--stale-seconds", "86401"], "from 0 to 86400"),
    ])
    func senselessOptionsAreRefused(options: [String], complaint: String) async throws {
        let outcome = try await Program.start(["serve", "--port", "0"] + options).outcome()
        #expect(outcome.status != 0 && outcome.errors.contains(complaint), "\(outcome)")
    }

    @Test(arguments: [("REGISTER_CACHE_BYTES", "64M"), ("REGISTER_STALE_SECONDS", "five")]) func theEnvironmentIsReadToo(name: String, value: String)
        async throws
    {
        let outcome = try await Program.start(["serve", "--port", "0"], environment: [name: value]).outcome()
        #expect(outcome.status != 0 && outcome.errors.contains("\(name) is “\(value)”, and must be a whole number."), "\(outcome)")
    }

    /// Without a cache every answer is asked of the database, and is the same.
    @Test func withoutACacheItAnswersTheSame() async throws {
        let url = try await SeededRegister.shared.url
        let service = try await Service(["--database-url", url, "--cache-bytes", "0"])
        for target in [Self.kept, Self.kept, "/v1/norms", "/v1/openapi.json"] {
            let (one, other) = (try await service.send(target), try await Service.shared.send(target))
            #expect(one.body == other.body && one["ETag"] == other["ETag"] && one["Link"] == other["Link"])
        }
    }
}

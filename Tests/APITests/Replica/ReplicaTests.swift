import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// The service beside a primary and a real streaming replica.
@Suite struct ReplicaTests {
    private static let sessions = Statement(
        "replica_sessions", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'register serve'", Void.self, (Int).self)

    /// The primary is asked no more, which shows best when it is gone.
    @Test func theReplicaAnswers() async throws {
        let pair = try await ReplicatedCluster.register()
        let service = try await Service(pair.options)
        var numbers = (1...).makeIterator()
        try await service.waitForReplica(&numbers)
        let before = try await service.metrics().samples
        for _ in 1...50 { #expect(try await service.askNew(numbers.next()!).status == 200) }
        let after = try await service.metrics().samples
        #expect(after.replicaReads == before.replicaReads + 50 && after["register_replica_up"] == 1)
        for reason in ReplicaState.Reason.allCases { #expect(after.fallbacks(reason) == before.fallbacks(reason), "\(reason)") }
        #expect(after["register_replica_pool_connections_limit"] == 8 && after["register_replica_pool_waiting"] == 0)
        let pool = pair.replica.connectionString().patientPool()
        #expect(try await pool.run { db in try db.one(Self.sessions) } > 0)
        await pool.close()
        let ready = try await service.send("/health/ready").json()
        #expect(ready["replica"] == "answers" && ready["listening"] == true)

        // What the replica does not have the primary is asked for as well.
        #expect(try await service.send("/v1/municipalities/GM9999").status == 404)
        #expect(try await service.metrics().samples.fallbacks(.refused) == after.fallbacks(.refused) + 1)

        await pair.primary.close()
        _ = try await wait("the loss of the primary") { try await service.metrics().samples["register_listener_up"] == 0 ? true : nil }
        for _ in 1...50 {
            let reply = try await service.askNew(numbers.next()!)
            #expect(reply.status == 200 && Int(reply["Register-Stale"] ?? "") ?? 0 > 0)
        }
        let alone = try await service.send("/health/ready").json()
        #expect(alone["replica"] == "answers" && alone["listening"] == false)
        #expect(
            try await service.send("/v1/municipalities/GM9999", mayFail: true).status == 503, "Whether it does not exist only the primary can say.")
        try await ends(service)
        await pair.close()
    }

    @Test func whatIsAnnouncedIsAnsweredAtOnce() async throws {
        let pair = try await ReplicatedCluster.register()
        let service = try await Service(pair.options + ["--cache-bytes", "0"])
        var numbers = (1...).makeIterator()
        try await service.waitForReplica(&numbers)
        let stream = try EventStream(service)
        #expect(try await stream.head().contains("200 OK"))
        let writer = FigureWriter(pool: pair.primary.connectionString().patientPool())
        for _ in 1...3 {
            try await pair.onReplica("SELECT pg_wal_replay_pause()")
            let before = try await service.metrics().samples
            let revision = try await writer.write()
            _ = try await wait("the announcement") { try await service.metrics().samples["register_revision"] == Double(revision) ? true : nil }
            for suffix in ["", "&revision=\(revision)"] {
                for _ in 1...20 {
                    let (seen, count) = try FigureWriter.read(try await service.send(FigureWriter.target + suffix))
                    #expect(seen == revision && count == revision)
                }
            }
            #expect(try await stream.events(1).first?.id.hasPrefix("\(revision)") == true)
            #expect(try await service.send("/health/ready").json()["replica"] == "behind")
            let after = try await service.metrics().samples
            #expect(after.fallbacks(.behind) > before.fallbacks(.behind) && after.replicaReads == before.replicaReads)
            try await pair.onReplica("SELECT pg_wal_replay_resume()")
            try await service.waitForReplica(&numbers)
            let (seen, count) = try FigureWriter.read(try await service.send(FigureWriter.target))
            #expect(seen == revision && count == revision)
            // Nothing that it is asked about the past depends on who answers.
            let past = try FigureWriter.read(try await service.send(FigureWriter.target + "&revision=\(revision - 1)"))
            #expect(past.revision == revision - 1)
        }
        await writer.pool.close()
        try await ends(service)
        await pair.close()
    }

    /// It is not there at first; then it comes, is killed among requests, and comes again.
    @Test func theReplicaComesAndGoes() async throws {
        var pair = try await ReplicatedCluster.register()
        let options = pair.options
        await pair.replica.close()
        let service = try await Service(options)
        var numbers = (1...).makeIterator()
        for _ in 1...10 { #expect(try await service.askNew(numbers.next()!).status == 200) }
        let said = try await wait("a line") { Self.lines(service, "left alone").first }
        #expect(said.contains("No connection to PostgreSQL"), "\(said)")
        #expect(try await service.send("/health/ready").json()["replica"] == "unavailable")
        for round in 1...2 {
            try await pair.reopenReplica()
            try await service.waitForReplica(&numbers)
            let (over, asked) = (Tally(), Tally())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 1...4 {
                    group.addTask {
                        var number = client * 100_000 + round * 10_000
                        while over.count == 0 {
                            number += 1
                            let reply = try await service.askNew(number)
                            try #require(reply.status == 200 && reply["Register-Stale"] == nil, "\(reply.text)")
                            asked.add()
                        }
                    }
                }
                defer { over.add() }
                _ = try await wait("some requests") { asked.count > 40 ? true : nil }
                try pair.replica.kill9()
                let at = asked.count
                _ = try await wait("more requests") { asked.count > at + 40 ? true : nil }
            }
            #expect(try await service.metrics().samples["register_replica_up"] == 0)
        }
        #expect(Self.lines(service, "left alone").count == 3, "Once at each loss: \(service.program.errors)")
        #expect(Self.lines(service, "The replica answers").count == 2)
        try await ends(service)
        await pair.close()
    }

    private static let conflicts = Statement(
        "replica_conflicts", "SELECT sum(confl_lock + confl_snapshot)::bigint FROM pg_stat_database_conflicts", Void.self, (Int).self)

    /// Recovery goes before, and an administrator ends what runs: nobody who asks notices.
    @Test func whatIsCancelledIsAskedOfThePrimary() async throws {
        let pair = try await ReplicatedCluster.register()
        try await pair.onReplica("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        try await pair.onReplica("SELECT pg_reload_conf()")
        let service = try await Service(pair.options + ["--cache-bytes", "0"])
        var numbers = (1...).makeIterator()
        try await service.waitForReplica(&numbers)
        let (over, asked) = (Tally(), Tally())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...4 {
                group.addTask {
                    while over.count == 0 {
                        let reply = try await service.send("/v1/scale-levels/province/inhabitants", mayFail: true)
                        try #require(reply.status == 200, "\(reply.text)")
                        asked.add()
                    }
                }
            }
            defer { over.add() }
            let (primary, replica) = (pair.primary.connectionString().patientPool(), pair.replica.connectionString().patientPool())
            _ = try await wait("conflicts") { () -> Bool? in
                try await primary.run { db in
                    try db.script("BEGIN; LOCK TABLE inhabitants IN ACCESS EXCLUSIVE MODE; COMMIT")
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...120)))
                return try await replica.run { db in try db.one(Self.conflicts) } >= 3 ? true : nil
            }
            _ = try await wait("something that was cancelled") { () -> Bool? in
                let before = try await service.metrics().samples.fallbacks(.unavailable)
                for function in ["pg_cancel_backend", "pg_terminate_backend"] {
                    try await replica.run { db in
                        try db.script("SELECT \(function)(pid) FROM pg_stat_activity WHERE application_name = 'register serve' AND state = 'active'")
                    }
                }
                return try await service.metrics().samples.fallbacks(.unavailable) > before ? true : nil
            }
            await primary.close()
            await replica.close()
        }
        #expect(asked.count > 20)
        try await service.waitForReplica(&numbers)
        try await ends(service)
        await pair.close()
    }

    static func lines(_ service: Service, _ part: String) -> [String] {
        service.program.errors.split(separator: "\n").map(String.init).filter { $0.contains(part) }
    }

    private func ends(_ service: Service) async throws {
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
    }
}

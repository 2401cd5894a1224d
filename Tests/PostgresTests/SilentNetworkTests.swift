import TestCluster
import Testing

@testable import Postgres

/// A network that stops passing bytes, and tells nobody.
@Suite(.timeLimit(.minutes(20))) struct SilentNetworkTests {
    private func withNetwork(_ body: (Network, ConnectionString) async throws -> Void) async throws {
        let cluster = try await TestCluster.shared.cluster()
        let network = try Network(to: cluster)
        defer { network.end() }
        try await body(network, try ConnectionString("postgresql://\(PrivateCluster.superuser)@127.0.0.1:\(network.port)/postgres?connect_timeout=2"))
    }

    @Test func aStatementDoesNotWaitForEver() async throws {
        try await withNetwork { network, string in
            let pool = Pool(string, limit: 1, patience: .seconds(600), answerTimeout: .milliseconds(300))
            try await eventually("it is connected") { try await pool.run { db in try db.one(Ask.one) } == 1 }
            let error = try await pgError {
                try await pool.run { db in
                    network.become(.silent)
                    _ = try db.one(Ask.one)
                }
            }
            guard case .connection(let failure) = error else { throw error }
            #expect(failure.message == "no answer within 0.3 seconds")
            #expect(pool.statistics.open == 0, "The answer may still come: nobody else may take it for his.")
            network.become(.passes)
            try await eventually("it answers again") { (try? await pool.run { db in try db.one(Ask.one) }) == 1 }
            await pool.close()
        }
    }

    @Test func aSlowAnswerWithinTheTimeIsGiven() async throws {
        let database = try await TestCluster.shared.database()
        let pool = Pool(database.connectionString, limit: 1, patience: .seconds(600), answerTimeout: .seconds(600))
        #expect(try await pool.run { db in try db.run(Ask.sleep, 0.2) } == 1)
        await pool.close()
    }

    /// From the handshake on.
    @Test func connectingDoesNotWaitForEver() async throws {
        try await withNetwork { network, string in
            network.become(.silent)
            let pool = Pool(string, limit: 1, patience: .seconds(600))
            let error = try await pgError { try await pool.run { _ in } }
            #expect(error.description.contains("no answer within 2 s"), "\(error)")
            network.become(.passes)
            try await eventually("it answers") { (try? await pool.run { db in try db.one(Ask.one) }) == 1 }
            await pool.close()
        }
    }

    @Test func aListenerNoticesAndComesBack() async throws {
        try await withNetwork { network, string in
            let listener = Listener(string, channels: ["silence"], patience: .milliseconds(500))
            var events = listener.events.makeAsyncIterator()
            while let event = await events.next() { if case .connected = event { break } }
            network.become(.silent)
            while let event = await events.next() {
                guard case .disconnected(let error) = event else { continue }
                #expect(error.description.contains("no sign of life") || error.description.contains("no answer within"), "\(error)")
                break
            }
            // What was connected stays dead, and what is new passes.
            network.forget()
            while let event = await events.next() { if case .connected = event { break } }
            await listener.close()
        }
    }

    /// Signs of life come and go, and no notification is lost between them.
    @Test func aListenerThatAsksForSignsOfLifeHearsEverything() async throws {
        // On a machine that stands still for a moment a sign of life may come too late. Then the listener says so, and what came meanwhile is lost.
        for _ in 1...10 where try await isHeardWhole() { return }
        Issue.record("It lost its connection each time.")
    }

    /// - Returns: false when the connection was lost on the way.
    private func isHeardWhole() async throws -> Bool {
        let database = try await TestCluster.shared.database()
        let notify = Statement("notify_life", "select pg_notify('life', $1)", (String).self)
        let listener = Listener(database.connectionString, channels: ["life"], patience: .milliseconds(100))
        var events = listener.events.makeAsyncIterator()
        while let event = await events.next() { if case .connected = event { break } }
        try await database.withPool(limit: 1) { pool in
            for number in 1...200 {
                try await pool.run { db in _ = try db.run(notify, "\(number)") }
                // Often a moment, and now and then so long that it asks.
                try await Task.sleep(for: .milliseconds(number.isMultiple(of: 10) ? Int.random(in: 90...250) : Int.random(in: 0...15)))
            }
        }
        var heard = 0
        while heard < 200, let event = await events.next() {
            guard case .notification(_, let payload, _) = event else { break }
            heard += 1
            #expect(payload == "\(heard)")
        }
        await listener.close()
        return heard == 200
    }
}

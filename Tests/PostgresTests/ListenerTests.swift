import Postgres
import TestCluster
import Testing

@Suite(.timeLimit(.minutes(20))) struct ListenerTests {
    static let notify = Statement("notify", "select pg_notify($1, $2)", (String, String).self)
    private static let listeners = Statement(
        "listeners", "select pid from pg_stat_activity where datname = current_database() and query like 'LISTEN %'", Void.self, (Int).self)

    private func expectConnected(_ event: Listener.Event?) {
        guard case .connected = event else {
            Issue.record("\(String(describing: event)) instead of connected")
            return
        }
    }

    @Test func deliversInOrder() async throws {
        let database = try await TestCluster.shared.database()
        let listener = Listener(database.connectionString, channels: ["news", "Old \"news\""])
        var events = listener.events.makeAsyncIterator()
        expectConnected(await events.next())
        try await database.withPool(limit: 1) { pool in
            let pid = try await pool.run { db in
                try db.run(Self.notify, "news", "één")
                try db.run(Self.notify, "Old \"news\"", "")
                try db.run(Self.notify, "others", "x")
                for number in 1...1000 { try db.run(Self.notify, "news", "\(number)") }
                return try db.one(Ask.pid)
            }
            var heard: [String] = []
            while heard.count < 1002, case .notification(let channel, let payload, pid) = await events.next() {
                heard.append(channel + ":" + payload)
            }
            #expect(heard == ["news:één", "Old \"news\":"] + (1...1000).map { "news:\($0)" })
        }
        await listener.close()
        let last: Void? = await events.next().map { _ in }
        #expect(last == nil)
    }

    @Test func connectsAgain() async throws {
        let database = try await TestCluster.shared.database()
        let listener = Listener(database.connectionString, channels: ["news"])
        var events = listener.events.makeAsyncIterator()
        try await database.withPool(limit: 1) { pool in
            for round in 1...3 {
                expectConnected(await events.next())
                try await pool.run { db in
                    _ = try db.run(Self.notify, "news", "\(round)")
                }
                guard case .notification("news", "\(round)", _) = await events.next() else {
                    Issue.record("no notification")
                    return
                }
                try await pool.run { db in _ = try db.one(Ask.terminate, try db.one(Self.listeners)) }
                guard case .disconnected(let error) = await events.next() else {
                    Issue.record("not disconnected")
                    return
                }
                #expect(error.state == .adminShutdown)
            }
            expectConnected(await events.next())
        }
        await listener.close()
    }

    @Test func triesUntilThereIsAServer() async throws {
        let folder = ScratchFolder.path("late")
        let cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        await cluster.close()
        let listener = Listener(cluster.connectionString(), channels: ["news"])
        var events = listener.events.makeAsyncIterator()
        for _ in 1...2 {
            guard case .disconnected(.connection) = await events.next() else {
                Issue.record("connected to nothing")
                return
            }
        }
        let again = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        while case .disconnected = await events.next() {}
        try await again.connectionString().patientPool().run { db in _ = try db.run(Self.notify, "news", "x") }
        guard case .notification("news", "x", _) = await events.next() else {
            Issue.record("no notification")
            return
        }
        await listener.close()
        await again.close()
    }

    @Test func closesWhileConnectedWhileWaitingAndWhileConnecting() async throws {
        let database = try await TestCluster.shared.database()
        let silent = try SilentServer()
        let nobody = try ConnectionString("host=\(ScratchFolder.root) port=1 user=me")
        // The silent server would hold up a listener for its connect_timeout of an hour.
        for string in [database.connectionString, nobody, try silent.connectionString] {
            let listener = Listener(string, channels: ["news"])
            if string["port"] != "\(silent.port)" {
                var events = listener.events.makeAsyncIterator()
                _ = await events.next()
            }
            let took = await ContinuousClock().measure { await listener.close() }
            #expect(took < .seconds(600))
        }
        silent.close()
    }

    @Test func endsWhenNobodyReads() async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(limit: 1) { pool in
            for way in ["reader", "listener"] {
                var listener: Listener? = Listener(database.connectionString, channels: ["news"])
                let events = try #require(listener?.events)
                let reader = Task { for await _ in events {} }
                try await eventually("it listens") { try await !pool.run { db in try db.all(Self.listeners) }.isEmpty }
                if way == "reader" { reader.cancel() } else { listener = nil }
                try await eventually("it has hung up") { try await pool.run { db in try db.all(Self.listeners) }.isEmpty }
                await reader.value
                listener = nil
            }
        }
    }
}

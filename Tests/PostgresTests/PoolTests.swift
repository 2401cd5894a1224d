import TestCluster
import Testing

@testable import Postgres

@Suite struct PoolTests {
    @Test func aHundredTasksOnTwoConnectionsAreAllServed() async throws {
        try await TestCluster.shared.database().withPool(limit: 2) { pool in
            let served = try await withThrowingTaskGroup(of: (number: Int, pid: Int).self) { group in
                for number in 1...100 {
                    group.addTask { try await pool.run { db in (Int(try db.one(Ask.echo, "\(number)") ?? "") ?? 0, try db.one(Ask.pid)) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(served.map(\.number).sorted() == Array(1...100))
            #expect(Set(served.map(\.pid)).count <= 2)
            #expect(pool.statistics.waiting == 0)
            #expect(pool.statistics.open == pool.statistics.idle)
        }
    }

    @Test func thoseWhoWaitAreServedInOrder() async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let gate = Gate()
            async let held: Void = pool.run { _ in gate.pass() }
            await gate.reached()
            let order = Recorder<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...100 {
                    group.addTask { try await pool.run { _ in order.record(number) } }
                    try await eventually("\(number) waits") { pool.statistics.waiting == number }
                }
                gate.open()
                try await group.waitForAll()
            }
            try await held
            #expect(order.events == Array(1...100))
        }
    }

    @Test func connectionsWorkAtTheSameTime() async throws {
        try await TestCluster.shared.database().withPool(limit: 8) { pool in
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 { group.addTask { try await pool.run { _ in gate.pass() } } }
                // Only if all eight are blocked at once, each on a thread of its own, are all eight reached.
                for _ in 1...8 { await gate.reached() }
                #expect(pool.statistics == PoolStatistics(limit: 8, open: 8, opening: 0, idle: 0, waiting: 0))
                for _ in 1...8 { gate.open() }
                try await group.waitForAll()
            }
            #expect(pool.statistics.idle == 8)
        }
    }

    @Test func aWaiterLosesItsPatience() async throws {
        let database = try await TestCluster.shared.database()
        let pool = Pool(database.connectionString, limit: 1, patience: .milliseconds(50))
        try await eventually("it is connected") {
            do { return try await pool.run { db in try db.one(Ask.one) } == 1 } catch PGError.poolTimeout { return false }
        }
        let gate = Gate()
        async let held: Void = pool.run { _ in gate.pass() }
        await gate.reached()
        let error = try await pgError { try await pool.run { _ in } }
        #expect(error == .poolTimeout(PoolTimeout(waited: .milliseconds(50), limit: 1, opening: 0)))
        #expect("\(error)" == "No connection came free within 0.05 seconds: all 1 of the pool are in use")
        #expect(pool.statistics.waiting == 0)
        gate.open()
        try await held
        #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        await pool.close()
    }

    @Test func aServerThatDoesNotAnswerCostsNoMoreThanThePatience() async throws {
        let silent = try SilentServer()
        let pool = Pool(try silent.connectionString, limit: 1, patience: .milliseconds(50))
        let error = try await pgError { try await pool.run { _ in } }
        #expect(error == .poolTimeout(PoolTimeout(waited: .milliseconds(50), limit: 1, opening: 1)))
        #expect("\(error)".hasSuffix("1 still being made, the server does not answer"))
        silent.close()
        await pool.close()
    }

    @Test func aClosedPoolRefusesAndWaitsForWhatIsLent() async throws {
        let database = try await TestCluster.shared.database()
        let pool = Pool(database.connectionString, limit: 1, patience: .seconds(600))
        let gate = Gate()
        let held = Task { try await pool.run { _ in gate.pass() } }
        await gate.reached()
        let waiter = Task { try await pool.run { _ in } }
        try await eventually("it waits") { pool.statistics.waiting == 1 }
        let closing = Task { await pool.close() }
        #expect(try await pgError { try await waiter.value } == .poolClosed)
        #expect(try await pgError { try await pool.run { _ in } } == .poolClosed)
        #expect(pool.statistics.open == 1, "what is lent is not taken away")
        gate.open()
        try await held.value
        await closing.value
        #expect(pool.statistics == PoolStatistics(limit: 1, open: 0, opening: 0, idle: 0, waiting: 0))
        await pool.close()
        try await database.withPool { pool in
            let others = Statement(
                "others", "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", Void.self,
                (Int).self)
            try await eventually("the server sees nobody else") { try await pool.run { db in try db.one(others) } == 0 }
        }
    }

    @Test func whoeverWaitsLearnsWhyThereIsNoConnection() async throws {
        let cluster = try await TestCluster.shared.cluster()
        let pool = Pool(cluster.connectionString(database: "nowhere"), limit: 2, patience: .seconds(600))
        await withTaskGroup(of: SQLState?.self) { group in
            for _ in 1...10 { group.addTask { try? await pgError { try await pool.run { _ in } }.state } }
            for await state in group { #expect(state == .invalidCatalogName) }
        }
        // All are told by the first attempt that fails; the other may still be under way.
        try await eventually("no attempt is under way") { pool.statistics == PoolStatistics(limit: 2, open: 0, opening: 0, idle: 0, waiting: 0) }
        await pool.close()
    }

    /// Whoever waits gets a connection that comes back, and the server is not asked for more and more that it does not have.
    @Test func aServerWithoutRoomForMoreServesThoseWhoWaitWithWhatThereIs() async throws {
        let database = try await TestCluster.shared.database()
        let role = "one" + String(UInt64.random(in: 0 ... .max), radix: 36)
        try await database.withPool { pool in try await pool.run { db in try db.script("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 1") } }
        let pool = database.connectionString.with(user: role).patientPool(limit: 4)
        let gate = Gate()
        async let held: Void = pool.run { _ in gate.pass() }
        await gate.reached()
        let waiters = (1...20).map { _ in Task { try await pool.run { db in try db.one(Ask.one) } } }
        try await eventually("all wait, and the server was asked") {
            pool.statistics == PoolStatistics(limit: 4, open: 1, opening: 0, idle: 0, waiting: 20)
        }
        gate.open()
        try await held
        for waiter in waiters { #expect(try await waiter.value == 1) }
        await pool.close()
    }

    /// An attempt that hangs does not keep the next from being made, which may find that the server is back.
    @Test func attemptsDoNotWaitForEachOther() {
        var state = PoolState(limit: 3)
        let start = ContinuousClock.now
        for _ in 1...12 {
            state.beginAttempt(start)
            _ = state.failedToOpen(PGError.poolClosed, start)
        }
        #expect(state.refusal(start) != nil)
        let later = start + .seconds(2)
        #expect(state.refusal(later) == nil)
        state.beginAttempt(later)
        #expect(state.refusal(later + .milliseconds(100)) == nil, "It may be there in a moment.")
        #expect(state.refusal(later + .milliseconds(300)) != nil, "It hangs, and nobody need wait for it.")
        #expect(state.refusal(later + .seconds(2)) == nil, "The next may try.")
        state.opened()
        #expect(state.refusal(later + .milliseconds(300)) == nil)
    }

    @Test func thePauseBetweenAttemptsGrowsToASecond() {
        var state = PoolState(limit: 1)
        let start = ContinuousClock.now
        func fail() -> ContinuousClock.Instant {
            state.beginAttempt(start)
            #expect(state.failedToOpen(PGError.poolClosed, start).isEmpty)
            // When the next is allowed, to the millisecond.
            return (0...2_000).map { start + .milliseconds($0) }.first { state.refusal($0) == nil } ?? start
        }
        #expect(state.refusal(start) == nil)
        var pauses: [Duration] = []
        for _ in 1...12 { pauses.append(fail() - start) }
        #expect(pauses[0] >= .milliseconds(50) && pauses[0] <= .milliseconds(101))
        #expect(pauses[11] >= .milliseconds(500) && pauses[11] <= .milliseconds(1_001))
        state.beginAttempt(start)
        state.opened()
        #expect(state.refusal(start) == nil, "There is a connection.")
        state.dropped()
        #expect(fail() - start <= .milliseconds(101), "It begins anew.")
    }

    @Test func anOldConnectionIsReplaced() async throws {
        let database = try await TestCluster.shared.database()
        let pool = Pool(database.connectionString, limit: 1, patience: .seconds(600), lifetime: .zero)
        let first = try await pool.run { db in try db.one(Ask.pid) }
        let second = try await pool.run { db in try db.one(Ask.pid) }
        #expect(first != second)
        await pool.close()
    }

    @Test func settingsHoldOnEveryConnection() async throws {
        let database = try await TestCluster.shared.database()
        let settings: SessionSettings = ["role": "pg_monitor", "statement_timeout": "5s", "DateStyle": "German", "search_path": "a, b"]
        let show = Statement(
            "show", "select current_user::text, current_setting('statement_timeout'), current_setting('search_path')", Void.self,
            (String, String, String).self)
        try await database.withPool(settings: settings) { pool in
            let (user, timeout, path) = try await pool.run { db in try db.one(show) }
            #expect([user, timeout, path] == ["pg_monitor", "5s", "a, b"])
        }
        let error = try await serverError { try await database.withPool(settings: ["role": "nobody_at_all"]) { try await $0.run { _ in } } }
        #expect(error.state == .invalidParameterValue)
        #expect(error.statement == "session settings")
    }

    @Test func noticesGoToWhomeverWantsThem() async throws {
        let database = try await TestCluster.shared.database()
        let notices = Recorder<Notice>()
        let pool = Pool(database.connectionString, patience: .seconds(600)) { notice in notices.record(notice) }
        try await pool.run { db in try db.script("do $$ begin raise warning 'Fryslân' using hint = 'h'; end $$") }
        await pool.close()
        let heard = notices.events
        #expect(heard.map(\.description) == ["WARNING: Fryslân"])
        #expect(heard.first?.hint == "h")
    }
}

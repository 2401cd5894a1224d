import Postgres
import TestCluster
import Testing

/// Two sessions in each other's way.
@Suite struct LockTests {
    private static let take = Statement("take", "select id from seat where id = $1 for update", (Int).self, (Int).self)

    private func withSeats(_ body: (TestDatabase, Pool) async throws -> Void) async throws {
        let database = try await TestCluster.shared.database()
        try await database.withPool(settings: ["deadlock_timeout": "10ms"], limit: 2) { pool in
            try await pool.run { db in try db.script("create table seat (id int primary key); insert into seat values (1), (2)") }
            try await body(database, pool)
        }
    }

    @Test func whoeverWillNotWaitIsToldSo() async throws {
        try await withSeats { database, pool in
            let gate = Gate()
            async let holder: Void = pool.run { db in
                try db.transaction {
                    _ = try db.one(Self.take, 1)
                    gate.pass()
                }
            }
            await gate.reached()
            let error = try await serverError {
                try await database.withPool(settings: ["lock_timeout": "10ms"]) { other in
                    _ = try await other.run { db in try db.one(Self.take, 1) }
                }
            }
            #expect(error.state == .lockNotAvailable)
            gate.open()
            try await holder
        }
    }

    @Test func ofTwoWhoWaitForEachOtherOneGivesWay() async throws {
        try await withSeats { _, pool in
            let gates = [Gate(), Gate()]
            let tasks = [(1, 2), (2, 1)].map { (first, second) in
                Task {
                    try await pool.run { db in
                        try db.transaction {
                            _ = try db.one(Self.take, first)
                            gates[first - 1].pass()
                            _ = try db.one(Self.take, second)
                        }
                    }
                }
            }
            for gate in gates { await gate.reached() }
            for gate in gates { gate.open() }
            var states: [SQLState?] = []
            for task in tasks {
                if case .failure(let error) = await task.result { states.append((error as? PGError)?.state) }
            }
            #expect(states == [.deadlockDetected])
        }
    }
}

import Postgres
import TestCluster
import Testing

@Suite struct TestClusterTests {
    @Test func databasesAreApart() async throws {
        let (one, other) = (try await TestCluster.shared.database(), try await TestCluster.shared.database())
        try await one.withPool { pool in try await pool.run { db in try db.script("create table x ()") } }
        let error = try await serverError { try await other.withPool { pool in try await pool.run { db in try db.script("select from x") } } }
        #expect(error.state == .undefinedTable)
    }

    @Test func aTemplateIsBuiltOnce() async throws {
        let built = Recorder<String>()
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...8 {
                group.addTask {
                    try await TestCluster.shared.template(named: "once") { string in
                        built.record("once")
                        let pool = string.patientPool()
                        try await pool.run { db in try db.script("create table x as select 7 as n") }
                        await pool.close()
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(built.events.count == 1)
        let name = try #require(names.first)
        let seven = Statement("seven", "select n from x", Void.self, (Int).self)
        for _ in 1...3 {
            try await TestCluster.shared.database(template: name).withPool { pool in
                let n = try await pool.run { db in try db.one(seven) }
                #expect(n == 7)
            }
        }
    }
}

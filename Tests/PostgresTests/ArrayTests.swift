import Postgres
import TestCluster
import Testing

@Suite struct ArrayTests {
    private static let texts = Statement("texts", "select $1::text[], cardinality($1::text[])", ([String]).self, ([String], Int).self)
    private static let optionals = Statement("optionals", "select $1::text[]", ([String?]).self, ([String?]).self)
    private static let ints = Statement("ints", "select $1::int8[], $2::int8[]", ([Int], [Int?]?).self, ([Int], [Int?]?).self)

    @Test(
        arguments: [
            [], [""], ["", ""], ["a\"b", "\\", "\\\"", "'"], ["a,b", "{x}", "{}", " outer "], ["NULL", "null", "nUlL"],
            ["Súdwest-Fryslân", "a\nb\t"],
        ])
    func textsComeBackAsTheyWent(_ texts: [String]) async throws {
        try await TestCluster.shared.database().withPool { pool in
            let (back, count) = try await pool.run { db in try db.one(Self.texts, texts) }
            #expect(back == texts)
            #expect(count == texts.count)
        }
    }

    @Test func nullElementsAreNilOrAnError() async throws {
        try await TestCluster.shared.database().withPool { pool in
            #expect(try await pool.run { db in try db.one(Self.optionals, [nil, "NULL", nil, ""]) } == [nil, "NULL", nil, ""])
            let holed = Statement("holed", "select array['a', null] as list", Void.self, ([String]).self)
            let error = try await pgError { _ = try await pool.run { db in try db.one(holed) } }
            #expect(error == .mismatch(column: "list", expected: "Array<String>", got: "{a,NULL}"))
        }
    }

    @Test func numbers() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let (some, none) = try await pool.run { db in try db.one(Self.ints, [1, -2, .max], nil) }
            #expect(some == [1, -2, .max])
            #expect(none == nil)
            let (empty, holed) = try await pool.run { db in try db.one(Self.ints, [], [nil, 3]) }
            #expect(empty == [])
            #expect(holed == [nil, 3])
        }
    }

    @Test func otherShapesAreAnError() async throws {
        let nested = Statement("nested", "select '{{1,2},{3,4}}'::int[]", Void.self, ([Int]).self)
        let shifted = Statement("shifted", "select '[0:1]={1,2}'::int[]", Void.self, ([Int]).self)
        let words = Statement("words", "select array['1', 'x']", Void.self, ([Int]).self)
        try await TestCluster.shared.database().withPool { pool in
            for statement in [nested, shifted, words] {
                let error = try await pgError { _ = try await pool.run { db in try db.one(statement) } }
                guard case .mismatch = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
    }
}

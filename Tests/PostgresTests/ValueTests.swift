import Postgres
import TestCluster
import Testing

@Suite struct ValueTests {
    @Test func nullWhereAValueWasExpectedNamesTheColumn() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let statement = Statement("null", "select 1 as one, null::int as size", Void.self, (Int, Int).self)
            let error = try await pgError { _ = try await pool.run { db in try db.all(statement) } }
            #expect(error == .unexpectedNull(column: "size"))
            #expect("\(error)" == "Column “size” is NULL, where a value was expected")
        }
    }

    @Test(arguments: ["Súdwest-Fryslân", "", " ", "'; drop table x; --", "\\", "NULL", "a\nb", "👩‍👩‍👧", String(repeating: "ŷ", count: 100_000)])
    func textComesBackAsItWent(_ text: String) async throws {
        try await TestCluster.shared.database().withPool { pool in
            let back = try await pool.run { db in try db.one(Ask.echo, text) }
            #expect(back == text)
        }
    }

    @Test func nilIsNull() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let back = try await pool.run { db in try db.one(Ask.echo, nil) }
            #expect(back == nil)
        }
    }

    @Test func aNulByteIsRefused() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let two = Statement("two", "select $1::text, $2::text", (String, String).self, (String, String).self)
            let error = try await pgError { _ = try await pool.run { db in try db.one(two, "a", "b\0c") } }
            #expect(error == .nulByte(parameter: 2))
            let script = try await pgError { try await pool.run { db in try db.script("select 1;\0 select 2") } }
            #expect(script == .nulByte(parameter: nil))
        }
    }

    @Test func numbersAndTruthComeBackAsTheyWent() async throws {
        let numbers = Statement(
            "numbers", "select $1::int8, $2::int8, $3::float8, $4::bool, $5::float8", (Int, Int64, Double, Bool, Double).self,
            (Int, Int64, Double, Bool, Double).self)
        try await TestCluster.shared.database().withPool { pool in
            for (a, b, c, d, e) in [
                (Int.max, Int64.min, 0.1, true, Double.infinity), (-1, 0, -1e-300, false, -.infinity),
                (0, 1, Double.leastNonzeroMagnitude, true, .nan),
            ] {
                let back = try await pool.run { db in try db.one(numbers, a, b, c, d, e) }
                #expect(back.0 == a && back.1 == b && back.2 == c && back.3 == d && (back.4 == e || back.4.isNaN && e.isNaN))
            }
        }
    }

    @Test func aValueThatDoesNotFitIsAnError() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let big = Statement("big", "select 9223372036854775808::numeric as n", Void.self, (Int).self)
            let error = try await pgError { _ = try await pool.run { db in try db.one(big) } }
            #expect(error == .mismatch(column: "n", expected: "Int", got: "9223372036854775808"))
        }
    }

    @Test func anotherNumberOfColumnsIsAnError() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let fewer = Statement("fewer", "select 1", Void.self, (Int, Int).self)
            let more = Statement("more", "select 1, 2, 3", Void.self, (Int, Int).self)
            let one = try await pgError { _ = try await pool.run { db in try db.all(fewer) } }
            let three = try await pgError { _ = try await pool.run { db in try db.all(more) } }
            #expect(one == .columns(statement: "fewer", expected: 2, got: 1))
            #expect(three == .columns(statement: "more", expected: 2, got: 3))
        }
    }

    @Test func aTypeOfOnesOwnIsTextBothWays() async throws {
        struct Day: TextColumn, Equatable {
            var pgText: String
            init?(pgText: String) {
                guard pgText.utf8.count == 10 else { return nil }
                self.pgText = pgText
            }
        }
        let days = Statement("days", "select $1::date, $2::date[], $3::date", (Day, [Day], Day?).self, (Day, [Day], Day?).self)
        try await TestCluster.shared.database().withPool { pool in
            let day = try #require(Day(pgText: "2026-01-31"))
            let back = try await pool.run { db in try db.one(days, day, [day, day], nil) }
            #expect(back.0 == day && back.1 == [day, day] && back.2 == nil)
            let far = Statement("far", "select '20260-01-01'::date as far", Void.self, (Day).self)
            let error = try await pgError { _ = try await pool.run { db in try db.one(far) } }
            #expect(error == .mismatch(column: "far", expected: "Day", got: "20260-01-01"))
        }
    }
}

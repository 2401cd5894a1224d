import Postgres
import Register
import TestCluster
import Testing

@Suite struct SearchKeyTests {
    @Test(arguments: [
        ("Súdwest-Fryslân", "sudwest-fryslan"), ("SÚDWEST-FRYSLÂN", "sudwest-fryslan"), ("Su\u{301}dwest", "sudwest"),
        ("'s-Gravenhage", "'s-gravenhage"),
        ("Straße", "straße"), ("İstanbul", "istanbul"), ("", ""), ("Noordoostpolder", "noordoostpolder"), ("Ürümqi", "urumqi"),
        ("e\u{301}\u{302}\u{323}", "e"), ("日本", "日本"), ("🏘 x", "🏘 x"),
    ]) func aNameInLowerCaseWithoutAccents(_ name: String, _ key: String) async throws {
        let found = try await SharedRegister.reader().value("SELECT search_key('\(name.replacing("'", with: "''"))')")
        #expect(found == key)
    }

    @Test(arguments: [
        ("sudwest", ["Súdwest-Fryslân"]), ("SÚDWEST", ["Súdwest-Fryslân"]), ("gravenhage", ["'s-Gravenhage"]), ("%", []), ("_", []), ("\\", []),
        ("ß", []), ("İ'", []),
    ]) func aPartOfANameFindsIt(_ part: String, _ names: [String]) async throws {
        var filter = Municipalities.Filter()
        filter.name = part
        let day = try date("2026-01-01")
        let found = try await SharedRegister.reader().snapshot { [filter] db, moment in try Municipalities.list(db, moment, .valid(on: day), filter) }
        #expect(found.value.map(\.name) == names)
    }

    @Test func theOrderIsThatOfTheKey() async throws {
        let day = try date("2026-01-01")
        let names = try await SharedRegister.reader().snapshot { db, moment in try Municipalities.list(db, moment, .valid(on: day), .init()) }.value
            .map(\.name)
        #expect(names.count == 342 && names.firstIndex(of: "Súdwest-Fryslân") == names.firstIndex(of: "Stichtse Vecht").map { $0 + 1 })
        #expect(names.first == "'s-Gravenhage" || names.first == "'s-Hertogenbosch")
    }

    /// In Turkish the small form of I has no dot.
    @Test func namesAreComparedTheSameUnderEveryCollation() async throws {
        let admin = try await TestCluster.shared.database()
        let name = "tr" + String(UInt64.random(in: 0 ... .max), radix: 36)
        try await admin.withPool(limit: 1) { pool in
            try await pool.execute("CREATE DATABASE \(name) TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr' ENCODING 'UTF8'")
        }
        let pool = admin.connectionString.with(database: name).patientPool()
        let keys = try await pool.run { db in
            try Migrator(folder: Folders.migrations).up(db)
            return try db.rows("SELECT search_key('IJsselstein'), search_key('Súdwest-Fryslân'), search_key('ITTERVOORT')")
        }
        await pool.close()
        #expect(keys == [["ijsselstein", "sudwest-fryslan", "ittervoort"]])
    }
}

import Postgres
import Register
import Testing

/// That what is asked of the past finds it by an index. The register is small, and large enough that the planner has to choose.
@Suite struct PlanTests {
    /// A table of less is read as quickly from end to end.
    private static let few = 2_000
    private static let byKey = [
        "municipality_name_by_municipality", "region_name_by_region", "inhabitants_by_municipality", "region_member_by_municipality",
        "region_member_by_region", "arrangement_version_by_arrangement", "organisation_version_by_organisation",
    ]
    private static let past = Statements.all.filter { $0.name.hasSuffix(" as of") }

    @Test func noStatementReadsALongHistoryFromEndToEndAndEveryIndexIsUsed() async throws {
        try await LongPast.withDatabase { db in
            let middle = try db.number("SELECT latest_revision() / 2")
            var used: Set<String> = []
            for statement in Self.past {
                let plan = try db.plan(statement, revision: middle)
                #expect(plan.readWhole.filter { $0.value > Self.few } == [:], "\(statement.name)")
                used.formUnion(plan.indexes)
            }
            // What is small is read from end to end as long as that costs less, and could be found by its index.
            try db.script("SET enable_seqscan = off")
            for statement in Self.past {
                let plan = try db.plan(statement, revision: middle)
                #expect(plan.readWhole == [:], "\(statement.name)")
                used.formUnion(plan.indexes)
            }
            let tables = try db.column("SELECT tablename FROM pg_tables WHERE schemaname = 'history'")
            #expect(used == Set(tables.map { $0 + "_by_revision" } + Self.byKey))
            #expect(try Set(db.column("SELECT indexname FROM pg_indexes WHERE schemaname = 'history'")) == used)
        }
    }

    /// So that the test above is known to see what it looks for.
    @Test func withoutItsIndexALongHistoryIsReadFromEndToEnd() async throws {
        try await LongPast.withDatabase { db in
            let middle = try db.number("SELECT latest_revision() / 2")
            for (index, table) in [
                ("inhabitants_by_revision", "inhabitants"), ("region_member_by_revision", "region_member"),
                ("municipality_name_by_municipality", "municipality_name"),
            ] {
                try db.script("DROP INDEX history.\(index)")
                let plans = try Self.past.map { try db.plan($0, revision: middle) }
                if index.hasSuffix("_by_revision") {
                    #expect(plans.contains { $0.readWhole.keys.contains(table) }, "without \(index)")
                } else {
                    #expect(!plans.contains { $0.indexes.contains(index) }, "without \(index)")
                }
            }
        }
    }

    /// A moment of the filled register holds what a present does: every row once.
    @Test func theFilledRegisterIsOneThatTheTriggersWouldHaveMade() async throws {
        try await LongPast.withDatabase { db in
            let tables = try db.column("SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'record_change'")
            let middle = try db.number("SELECT latest_revision() / 2")
            var rows = 0
            for table in tables {
                let present = try db.number("SELECT count(*) FROM \(table)")
                #expect(try db.number("SELECT count(*) FROM \(table)_as_of(\(middle))") == present, "\(table)")
                rows += try db.number("SELECT count(*) FROM history.\(table)")
                #expect(
                    try db.number(
                        """
                        SELECT count(*) FROM history.\(table) h WHERE revision >= revision_end OR NOT EXISTS (
                            SELECT FROM change c WHERE c.revision = h.revision_end AND c.entity = '\(table)' AND c.before = to_jsonb(h) - 'revision_end')
                        """) == 0, "\(table)")
            }
            #expect((LongPast.rows * 9 / 10...LongPast.rows * 11 / 10).contains(rows))
            #expect(try db.number("SELECT count(*) FROM change WHERE revision > 1") == rows)
            #expect(try db.number("SELECT count(*) FROM revision") == db.number("SELECT last FROM revision_counter"))
            #expect(try db.number("SELECT count(*) FROM findings()") == 0)
            // And it goes on from there.
            try db.script("UPDATE norm SET threshold = threshold + 1")
            #expect(try db.number("SELECT latest_revision()") == middle * 2 + 1)
        }
    }
}

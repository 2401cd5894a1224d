import Postgres
import Register
import Testing

/// Random changes, kept twice: by the database, and as plain values here. Whatever revision is asked for, both must say the same.
@Suite struct HistoryModelTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func everyRevisionStandsAsItStood(_ start: UInt64) async throws {
        try await withRegister(.migrated) { register in
            try await register.editor.execute(RandomChanges.setUp)
            var model = RandomChanges(start: start, revision: try await register.reader.latestRevision)
            model.states = [try await register.reader.run { db in try RandomChanges.state(db, of: 1) }]
            while model.states.count < 120 {
                let transaction = model.transaction()
                try await register.editor.execute(transaction.sql)
                if let committed = transaction.committed { model.states.append(committed) }
            }
            let states = model.states
            #expect(try await register.reader.latestRevision == states.count)
            for (index, expected) in states.enumerated() {
                let found = try await register.reader.run { db in try RandomChanges.state(db, of: index + 1) }
                #expect(found == expected, "revision \(index + 1)")
            }
            #expect(try await register.reader.run { db in try RandomChanges.state(db, of: nil) } == states.last)
            #expect(try await register.reader.run { db in try RandomChanges.state(db, of: 0) } == [])
            try await expectSoundBooks(register)
        }
    }

    private func expectSoundBooks(_ register: TestRegister) async throws {
        #expect(
            try await register.reader.value(
                "SELECT bool_and(recorded_at > earlier) FROM (SELECT recorded_at, lag(recorded_at) OVER (ORDER BY number) AS earlier FROM revision) r"
            ) == "t")
        for table in ["municipality_name", "region_member", "inhabitants"] {
            // Each state began when it was logged, and ended when the next was.
            #expect(
                try await register.reader.number(
                    """
                    SELECT count(*) FROM history.\(table) h WHERE revision >= revision_end
                    OR NOT EXISTS (SELECT FROM change WHERE entity = '\(table)' AND change.revision = h.revision AND operation <> 'delete')
                    OR NOT EXISTS (SELECT FROM change WHERE entity = '\(table)' AND change.revision = h.revision_end)
                    """) == 0)
        }
        // The log alone gives the newest state.
        #expect(
            try await register.reader.number(
                """
                WITH latest AS (
                    SELECT DISTINCT ON (entity, coalesce(after, before) -> 'id', key) entity, after FROM change
                    WHERE entity IN ('municipality_name', 'region_member', 'inhabitants') ORDER BY entity, coalesce(after, before) -> 'id', key, ordinal DESC
                ), logged AS (SELECT entity, after FROM latest WHERE after IS NOT NULL),
                standing AS (
                    SELECT 'municipality_name' AS entity, to_jsonb(t) AS after FROM municipality_name t
                    UNION ALL SELECT 'region_member', to_jsonb(t) FROM region_member t
                    UNION ALL SELECT 'inhabitants', to_jsonb(t) FROM inhabitants t
                )
                SELECT (SELECT count(*) FROM (TABLE logged EXCEPT TABLE standing) a) + (SELECT count(*) FROM (TABLE standing EXCEPT TABLE logged) b)
                """) == 0)
    }
}

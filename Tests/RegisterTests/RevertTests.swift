import Postgres
import Register
import Testing

/// What a revision changed is taken back by another one.
@Suite struct RevertTests {
    private static func state(_ db: isolated Connection, _ revision: Int?) throws -> [String] {
        let number = revision.map(String.init) ?? "NULL"
        return try ChangeFeed.entities.flatMap { entity in
            try db.column("SELECT '\(entity) ' || (to_jsonb(t) - 'revision')::text FROM \(entity)_as_of(\(number)) t ORDER BY 1")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func theNewestInOrderGiveTheEarlierState(_ start: UInt64) async throws {
        try await withRegister(.migrated) { register in
            try await register.editor.execute(RandomChanges.setUp)
            var model = RandomChanges(start: start, revision: try await register.reader.latestRevision)
            while try await register.reader.latestRevision < 50 { try await register.editor.execute(model.transaction().sql) }
            for newest in (20..<50).reversed() {
                _ = try await register.editor.value("SELECT revert_revision(\(newest + 1))")
                let (found, expected) = try await register.reader.run { db in
                    (try RandomChanges.state(db, of: nil), try RandomChanges.state(db, of: newest))
                }
                #expect(found == expected, "after taking back \(newest + 1)")
            }
            #expect(try await register.reader.latestRevision == 80)
            // A revert is a revision like any other: taken back in their turn, they give the newest state again.
            for revision in (51...80).reversed() { _ = try await register.editor.value("SELECT revert_revision(\(revision))") }
            let (found, expected) = try await register.reader.run { db in (try Self.state(db, nil), try Self.state(db, 50)) }
            #expect(found == expected)
            #expect(try await register.reader.number("SELECT count(*) FROM revision WHERE note = 'Revert revision 51'") == 1)
        }
    }

    /// All tables at once, each with its triggers, generated columns and row numbers.
    @Test func allFactsOfTheProjectAndBack() async throws {
        try await withRegister { register in
            let before = try await register.reader.run { db in try Self.state(db, nil) }
            let said = try await register.editor.value("SELECT revert_revision(1)")
            #expect(said?.hasPrefix("revision 1 is taken back by revision 2: source (28), ") == true, "\(said ?? "")")
            #expect(try await register.reader.run { db in try Self.state(db, nil) } == [])
            _ = try await register.editor.value("SELECT revert_revision(2)")
            #expect(try await register.reader.run { db in try Self.state(db, nil) } == before)
            #expect(try await register.reader.column("SELECT finding FROM findings()") == [])
            #expect(try await register.reader.run { db in try Self.state(db, 1) } == before)
        }
    }

    @Test func whatLaterRevisionsChangedStaysAndTheyAreNamed() async throws {
        try await withRegister { register in
            let figure = "municipality_code = 'GM0988' AND reference_date = '2026-01-01'"
            try await register.editor.execute("UPDATE inhabitants SET count = 1 WHERE \(figure)")
            try await register.editor.execute("UPDATE source SET url = 'https://example.org' WHERE id = 'cbs-37230ned-2026'")
            try await register.editor.execute("UPDATE inhabitants SET count = 2 WHERE \(figure)")
            let refused = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(
                refused.message
                    == "revision 2 cannot be reverted, since later revisions changed the same rows: inhabitants GM0988/2026-01-01 (revision 4)")
            #expect(refused.state.rawValue == "55000")
            #expect(try await register.reader.latestRevision == 4)
            // Not in the way of others, and no more when it is taken back itself.
            _ = try await register.editor.value("SELECT revert_revision(3)")
            _ = try await register.editor.value("SELECT revert_revision(4)")
            _ = try await register.editor.value("SELECT revert_revision(2)")
            #expect(try await register.reader.value("SELECT count FROM inhabitants WHERE \(figure)") == "51497")
            let again = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(again.message == "revision 2 is taken back already: all that it changed is as it was before it")
            #expect(again.hint == "Revision 7 was the last to change it.")
        }
    }

    @Test func aRowThatIsGoneOrBackIsInTheWayToo() async throws {
        try await withRegister { register in
            let norm = "INSERT INTO norm (id, name, threshold, source_id) VALUES ('x', 'X', 5, 'cbs-37230ned-2026')"
            try await register.editor.execute(norm)
            try await register.editor.execute("DELETE FROM norm WHERE id = 'x'")
            let inserted = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(inserted.message == "revision 2 is taken back already: all that it changed is as it was before it")
            #expect(inserted.hint == "Revision 3 was the last to change it.")
            try await register.editor.execute("INSERT INTO norm (id, name, threshold, source_id) VALUES ('x', 'Y', 5, 'cbs-37230ned-2026')")
            let deleted = try await register.editor.run { db in try db.refusal("SELECT revert_revision(3)") }
            #expect(deleted.message.hasSuffix("changed the same rows: norm x (revision 4)"))
            // As the second revision left it, so it can be taken back.
            try await register.editor.execute("UPDATE norm SET name = 'X' WHERE id = 'x'")
            _ = try await register.editor.value("SELECT revert_revision(2)")
            #expect(try await register.reader.number("SELECT count(*) FROM norm WHERE id = 'x'") == 0)
        }
    }

    @Test func whatLaterFactsBuildOnStays() async throws {
        try await withRegister { register in
            try await register.editor.execute("INSERT INTO source (id, title, publisher) VALUES ('x', 'X', 'Y')")
            try await register.editor.execute("INSERT INTO norm (id, name, threshold, source_id) VALUES ('x', 'X', 5, 'x')")
            let before = try await register.superuser.run { db in try db.contents() }
            let refused = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(refused.message.hasPrefix("revision 2 cannot be reverted, since what was recorded later builds on source x: "))
            #expect(
                refused.hint == "It is in norm. Revert it first, the newest first: SELECT revert_revision(3)." && refused.state.rawValue == "55000")
            #expect(
                try await register.superuser.run { db in try db.contents() }.filter { !$0.hasPrefix("sequence ") }
                    == before.filter { !$0.hasPrefix("sequence ") })
        }
    }

    /// The same membership under another number.
    @Test func whatHasTakenThePlaceOfARowIsLookedFor() async throws {
        try await withRegister { register in
            let member = "region_id = 'JZ43' AND municipality_code = 'GM0946'"
            try await register.editor.execute("DELETE FROM region_member WHERE \(member)")
            try await register.editor.execute(
                "INSERT INTO region_member (region_id, municipality_code, valid_from, valid_to, source_id) VALUES ('JZ43', 'GM0946', '2016-01-01', '2017-01-01', 'cbs-regionale-indelingen-2016')"
            )
            let refused = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(
                refused.message.hasPrefix(
                    "revision 2 cannot be reverted, since what was recorded later builds on region_member JZ43/GM0946/2016-01-01: "))
            let search = try #require(refused.hint?.split(separator: ": ").last?.dropLast())
            #expect(try await register.editor.column("SELECT revision FROM (\(search)) s") == ["3"])
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    @Test func ofManyRowsSomeAreNamedAndTheNewestRevision() async throws {
        try await withRegister { register in
            for condition in ["true", "municipality_code < 'GM0050'", "municipality_code = 'GM0988'"] {
                try await register.editor.execute("UPDATE inhabitants SET count = count + 1 WHERE reference_date = '2016-01-01' AND \(condition)")
            }
            let refused = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(refused.message.hasSuffix("inhabitants GM0010/2016-01-01 (revision 3) and 13 more"))
            #expect(refused.hint == "Revert those first, the newest first: SELECT revert_revision(4). Or mend these rows by hand.")
        }
    }

    @Test func whatThereIsNot() async throws {
        try await withRegister { register in
            let unknown = try await register.editor.run { db in try db.refusal("SELECT revert_revision(2)") }
            #expect(unknown.message == "there is no revision 2; the newest is 1")
            let nothing = try await register.editor.run { db in try db.refusal("SELECT revert_revision(NULL)") }
            #expect(nothing.message == "no revision is given; the newest is 1")
            let own = try await register.editor.run { db in
                try db.refusal("BEGIN; UPDATE norm SET threshold = 6; SELECT revert_revision(2)")
            }
            #expect(own.message == "revision 2 is this transaction's own and not committed yet")
            let reader = try await register.reader.run { db in try db.refusal("SELECT revert_revision(1)") }
            #expect(reader.state.rawValue == "42501")
        }
    }

    @Test func aNoteOfOnesOwnIsKept() async throws {
        try await withRegister { register in
            try await register.editor.execute("UPDATE norm SET threshold = 6")
            try await register.editor.execute("BEGIN; SET LOCAL register.note = 'Ticket 42'; SELECT revert_revision(2); COMMIT")
            #expect(try await register.reader.value("SELECT note FROM revision WHERE number = 3") == "Ticket 42")
            // What it sets holds for its transaction only.
            try await register.editor.run { db in
                try db.script("SELECT revert_revision(3)")
                try db.script("UPDATE norm SET threshold = 7")
            }
            #expect(
                try await register.reader.column("SELECT coalesce(note, '-') FROM revision WHERE number > 3 ORDER BY number") == [
                    "Revert revision 3", "-",
                ])
        }
    }
}

import Postgres
import Register
import Testing

/// The change log, read on from a place in it.
@Suite struct ChangeFeedTests {
    @Test func itsTablesAreThoseOfTheSchema() async throws {
        let tables = try await SharedRegister.reader().column(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'history'::regnamespace ORDER BY 1")
        #expect(ChangeFeed.entities == tables)
    }

    @Test func placesAreWrittenAndRead() {
        for text in ["0", "7", "7-12000", "999999999999999999-0"] { #expect(ChangeCursor(text)?.description == text) }
        for text in ["", "-", "7-", "-7", "+7", "7-8-9", " 7", "7 ", "７", "0x7", "7.0", "9223372036854775808", "1-9223372036854775808"] {
            #expect(ChangeCursor(text) == nil, "\(text)")
        }
    }

    /// Revisions of 1, 2, … changes, and every limit: each change once, in order, and no revision on two pages that fits one.
    @Test func pagesOfWholeRevisions() async throws {
        try await withRegister(.migrated) { register in
            for size in [3, 1, 7, 2, 2, 10, 1] {
                try await register.editor.execute(
                    "INSERT INTO source (id, title, publisher) SELECT 's-' || latest_revision() || '-' || n, 'S', 'P' FROM generate_series(1, \(size)) n"
                )
            }
            for limit in 1...30 {
                var cursor: ChangeCursor? = .start
                var seen: [Change] = []
                while let place = cursor {
                    let (page, next) = try await register.reader.snapshot { db, _ in
                        try ChangeFeed.page(db, after: place, entities: [], limit: limit)
                    }.value
                    #expect(!page.isEmpty && page.count <= limit)
                    let cut = next?.ordinal != nil
                    if cut { #expect(Set(page.map(\.revision)).count == 1 && page.count == limit, "limit \(limit), after \(place)") }
                    seen += page
                    cursor = next
                }
                #expect(seen.map(\.ordinal) == Array(1...26), "limit \(limit)")
            }
            let (some, _) = try await register.reader.snapshot(.revision(3)) { db, _ in
                try ChangeFeed.next(db, after: ChangeCursor(revision: 1, ordinal: 2), entities: ["source"], most: 100)
            }
            #expect(some.map(\.ordinal) == Array(3...11))
            let none = try await register.reader.snapshot { db, _ in try ChangeFeed.next(db, after: .start, entities: ["norm"], most: 100) }.value
            #expect(none == [])
        }
    }

    @Test func whoseLoginItWasIsNotSaid() async throws {
        try await withRegister(.migrated) { register in
            try await register.editor.execute("INSERT INTO source (id, title, publisher) VALUES ('a', 'A', 'P')")
            try await register.editor.execute(
                "BEGIN; SET LOCAL register.actor = 'Team data'; INSERT INTO source (id, title, publisher) VALUES ('b', 'B', 'P'); COMMIT")
            let changes = try await register.reader.snapshot { db, _ in try ChangeFeed.next(db, after: .start, entities: [], most: 9) }.value
            #expect(changes.map(\.actor) == [nil, "Team data"])
            #expect(changes.allSatisfy { !"\($0)".contains("register_editor") })
        }
    }
}

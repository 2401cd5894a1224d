import Postgres
import Register
import Testing

/// Where a revision would be one too many, or its moment too early.
@Suite struct RevisionEdgeTests {
    private static func count(_ code: String, _ more: Int = 1) -> String {
        "UPDATE public.inhabitants SET count = count + \(more) WHERE municipality_code = '\(code)' AND reference_date = '2026-01-01'"
    }

    /// A row trigger runs before PostgreSQL finds the conflict, so it is too early to take a number there.
    @Test(arguments: ["NOTHING", "UPDATE SET count = excluded.count"]) func anInsertThatMeetsTheSameRowMakesNoRevision(_ action: String) async throws
    {
        try await withRegister { register in
            try await register.editor.execute(
                """
                INSERT INTO inhabitants (municipality_code, reference_date, count, precision, status, source_id)
                SELECT municipality_code, reference_date, count, precision, status, source_id FROM inhabitants WHERE municipality_code = 'GM0988'
                ON CONFLICT (municipality_code, reference_date) DO \(action)
                """)
            #expect(try await register.reader.latestRevision == 1)
            #expect(try await register.reader.number("SELECT count(*) FROM revision WHERE number NOT IN (SELECT revision FROM change)") == 0)
        }
    }

    /// sql/README.md shows how to check the rules before the end. Then somebody is called away, and comes back to say COMMIT.
    /// What it shows must leave the revision its time, which is that of the commit: SET CONSTRAINTS ALL IMMEDIATE does not.
    @Test func aMomentOfThePastNamesTheSameRevisionForEver() async throws {
        let commands = try TextFile.read(Folders.root + "/sql/README.md").split(separator: "\n").filter {
            $0.hasPrefix("SET CONSTRAINTS ") && $0.hasSuffix(";")
        }
        try #require(!commands.isEmpty)
        try await withRegister { register in
            let checked = "\(Self.count("GM0988")); \(commands.joined(separator: " "))"
            let (moment, then) = try await holding(register.editor, checked, end: "COMMIT") {
                let row = try await register.reader.rows("SELECT clock_timestamp(), revision_at(clock_timestamp())")[0]
                return (try #require(row[0]), row[1])
            }
            #expect(then == "1")
            #expect(try await register.reader.value("SELECT revision_at('\(moment)')") == then)
        }
    }
}

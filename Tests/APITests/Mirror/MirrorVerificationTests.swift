import Testing

/// A file that somebody changed is found, and not made worse.
@Suite struct MirrorVerificationTests {
    private static let made = Task {
        let file = MirroredFile()
        let outcome = try await file.mirror(.shared)
        try #require(outcome.status == 0, "\(outcome)")
        return try #require(Program.read(file.path))
    }

    @Test(
        arguments: [
            (
                "UPDATE inhabitants SET count = count + 1 WHERE municipality_code = 'GM0988' AND reference_date = '2013-01-01'",
                ["inhabitants GM0988/2013-01-01: count is 48586 in the file, and 48585 in the register"]
            ),
            ("UPDATE norm SET valid_to = ''", ["norm decentralisation-2013: valid_to is '' in the file, and NULL in the register"]),
            ("UPDATE norm SET name = CAST(name AS BLOB)", ["norm decentralisation-2013: name is X'5363"]),
            ("UPDATE norm SET threshold = 100000.5", ["norm decentralisation-2013: threshold is 100000.5 in the file, and 100000 in the register"]),
            ("DELETE FROM milestone WHERE id = 3", ["milestone 3: the file lacks the row"]),
            ("INSERT INTO municipality (code, source_id, revision) VALUES ('GM9999', 'x', 1)", ["municipality GM9999: the register has no such row"]),
            (
                "UPDATE municipality_succession SET to_code = 'GM9999' WHERE from_code = 'GM0951'",
                [
                    "municipality_succession 2019-01-01/GM0951/GM1954: the file lacks the row",
                    "municipality_succession 2019-01-01/GM0951/GM9999: the register has no such row",
                ]
            ),
            ("DELETE FROM seat; UPDATE region_member SET revision = 2", ["region_member 1: revision is 2 in the file, and 1 in the register"]),
        ] as [(String, [String])]) func whatDiffersIsNamed(sql: String, expected: [String]) async throws
    {
        let file = try MirroredFile.holding(try await Self.made.value)
        try file.run(sql)
        let outcome = try await file.mirror(.shared, "--verify")
        #expect(outcome.status == 1 && outcome.output == "Up to date: revision 1.\n", "\(outcome)")
        let lines = outcome.errors.split(separator: "\n")
        for sentence in expected { #expect(lines.contains { $0.hasPrefix(sentence) }, "\(sentence): \(outcome)") }
        #expect(lines.count <= 11 && lines.last?.hasPrefix("Not equal to the register at revision 1: ") == true, "\(outcome)")
    }

    /// The feed changes rows as it last left them.
    @Test func aChangeOfARowThatIsNotThere() async throws {
        let office = try await Office()
        let file = MirroredFile()
        #expect(try await file.mirror(office.service).status == 0)
        try file.run("DELETE FROM norm")
        try await office.database.edit("INSERT INTO source (id, title, publisher) VALUES ('a', 'A', 'P')")
        try await office.database.edit("UPDATE norm SET name = 'Anders'")
        let outcome = try await file.mirror(office.service)
        #expect(outcome.status == 1 && outcome.errors.contains("Revision 3 changes a row of “norm” that \(file.path) does not hold so"), "\(outcome)")
        #expect(outcome.errors.contains("rm -f \(file.path) \(file.path)-wal \(file.path)-shm"))
        #expect(try file.revision == 1 && file.rows("SELECT 1 FROM source WHERE id = 'a'").isEmpty)
    }
}

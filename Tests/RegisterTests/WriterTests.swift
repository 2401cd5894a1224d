import Postgres
import Register
import Testing

/// Many who write at the same time.
@Suite struct WriterTests {
    private static func count(_ code: String) -> String {
        "UPDATE inhabitants SET count = count + 1 WHERE municipality_code = '\(code)' AND reference_date = '2026-01-01'"
    }

    @Test func tenWritersMakeRevisionsWithoutAGapInOrderOfCommit() async throws {
        try await withRegister { register in
            try await register.writersWait("10min")
            let codes = Array(try await register.reader.column("SELECT code FROM municipalities_on('2026-01-01') ORDER BY code").prefix(10))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (writer, code) in codes.enumerated() {
                    group.addTask {
                        for round in 1...15 {
                            let end = round % 5 == 0 ? "ROLLBACK" : "COMMIT"
                            try await register.editor.run { db in
                                try db.script("BEGIN; SET LOCAL register.note = '\(writer)'; \(Self.count(code))")
                                // Whoever has a number sees everybody with a lower one: they have committed.
                                #expect(
                                    try db.value(
                                        "SELECT bool_and(found) FROM (SELECT r.number IS NOT NULL AS found FROM generate_series(1, latest_revision()) g (number) LEFT JOIN revision r USING (number)) x"
                                    ) == "t")
                                try db.script(end)
                            }
                        }
                    }
                }
                group.addTask {
                    var seen = 1
                    while seen < 121 {
                        let row = try await register.reader.rows("SELECT count(*), max(number), latest_revision() FROM revision")[0]
                        #expect(row[0] == row[1] && row[1] == row[2])
                        let newest = try #require(row[2].flatMap { Int($0) })
                        #expect(newest >= seen)
                        seen = newest
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await register.reader.rows("SELECT count(*), min(number), max(number) FROM revision") == [["121", "1", "121"]])
            #expect(try await register.reader.number("SELECT count(DISTINCT revision) FROM change") == 121)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision > 1") == 120)
            // Each writer's own counting rises with the numbers.
            #expect(
                try await register.reader.value(
                    """
                    SELECT bool_and(c.after ->> 'count' = (c.before ->> 'count')::int + 1 || '' AND r.note IS NOT NULL) FROM change c
                    JOIN revision r ON r.number = c.revision WHERE c.revision > 1
                    """) == "t")
            #expect(
                try await register.reader.column("SELECT count(*) FROM revision WHERE number > 1 GROUP BY note") == Array(repeating: "12", count: 10))
            #expect(
                try await register.reader.value(
                    "SELECT bool_and(recorded_at > earlier) FROM (SELECT recorded_at, lag(recorded_at) OVER (ORDER BY number) AS earlier FROM revision) r"
                ) == "t")
        }
    }

    @Test func aReaderNeverWaits() async throws {
        try await withRegister { register in
            try await holding(register.editor, "UPDATE inhabitants SET count = 1; DELETE FROM norm") { () async throws in
                #expect(try await register.reader.latestRevision == 1)
                #expect(try await register.reader.number("SELECT min(count) FROM inhabitants") > 1)
                #expect(try await register.reader.number("SELECT count(*) FROM norm") == 1)
            }
        }
    }

    @Test func whoWaitsGetsTheNextNumberAfterTheCommit() async throws {
        try await withRegister { register in
            try await register.writersWait("10min")
            let second = try await holding(register.editor, Self.count("GM0988"), end: "COMMIT") {
                let task = Task { try await register.editor.execute(Self.count("GM0946")) }
                try await waiting(1, in: register.superuser)
                #expect(try await register.reader.latestRevision == 1)
                return task
            }
            try await second.value
            #expect(
                try await register.reader.column("SELECT key FROM change WHERE revision > 1 ORDER BY revision") == [
                    "GM0988/2026-01-01", "GM0946/2026-01-01",
                ])
        }
    }

    @Test func whoWaitsTooLongIsToldWhatToDo() async throws {
        try await withRegister { register in
            try await register.writersWait("200ms")
            try await holding(register.editor, "SET LOCAL application_name = 'long lunch'; \(Self.count("GM0988"))") {
                let holder = try await register.superuser.number("SELECT pid FROM pg_stat_activity WHERE application_name = 'long lunch'")
                let error = try await register.editor.refusal(Self.count("GM0946"))
                #expect(error.state == .lockNotAvailable)
                #expect(
                    error.message
                        == "another transaction is changing the register and has not ended: register_editor (process \(holder), long lunch)")
                #expect(error.hint?.contains("Try again after its COMMIT") == true)
            }
            try await register.editor.execute(Self.count("GM0946"))
            #expect(try await register.reader.latestRevision == 2)
        }
    }

    /// A snapshot that is older than somebody else's commit may not write on what it no longer knows.
    @Test func aRepeatableReadIsRefusedRatherThanMisled() async throws {
        try await withRegister { register in
            try await register.writersWait("10min")
            let late = try await holding(register.editor, Self.count("GM0988"), end: "COMMIT") {
                let task = Task {
                    try await register.editor.refusal("BEGIN ISOLATION LEVEL REPEATABLE READ; \(Self.count("GM0946")); COMMIT")
                }
                try await waiting(1, in: register.superuser)
                return task
            }
            #expect(try await late.value.state == .serializationFailure)
            #expect(try await register.reader.latestRevision == 2)
        }
    }

    @Test func everyCommitIsAnnouncedAndNothingElse() async throws {
        try await withRegister { register in
            let listener = Listener(register.connectionString.with(user: "register_reader"), channels: ["register_revision"])
            var events = listener.events.makeAsyncIterator()
            while let event = await events.next() {
                if case .connected = event { break }
            }
            try await register.editor.execute("BEGIN; \(Self.count("GM0988")); ROLLBACK")
            try await register.editor.execute("UPDATE inhabitants SET count = count")
            try await register.editor.execute("BEGIN; \(Self.count("GM0988")); \(Self.count("GM0946")); COMMIT")
            try await register.editor.execute(Self.count("GM0988"))
            var heard: [String] = []
            while heard.count < 2, let event = await events.next() {
                guard case .notification(_, let payload, _) = event else { continue }
                heard.append(payload)
                // Whoever hears of it can read it.
                #expect(try await register.reader.latestRevision >= Int(payload) ?? .max)
            }
            #expect(heard == ["2", "3"])
            await listener.close()
        }
    }

    @Test func twoLoadsOfTheSameNewFigureAddItOnce() async throws {
        let load = "INSERT INTO load.inhabitants VALUES ('GM0988', '2027-01-01', 5, 'exact', 'provisional', 'cbs-37230ned-2026')"
        try await withRegister { register in
            try await register.writersWait("10min")
            let waiter = try await holding(register.editor, load, end: "COMMIT") {
                let task = Task { try await register.editor.execute(load) }
                try await waiting(1, in: register.superuser)
                return task
            }
            try await waiter.value
            #expect(try await register.reader.latestRevision == 2)
            #expect(try await register.reader.number("SELECT count(*) FROM inhabitants WHERE reference_date = '2027-01-01'") == 1)
        }
    }

    @Test func aFigureIsNotLeftBehindByAnEndThatWasUnderWay() async throws {
        try await withRegister { register in
            try await register.writersWait("10min")
            let waiter = try await holding(register.editor, "SELECT end_municipality('GM0988', '2029-01-01')", end: "COMMIT") {
                let task = Task {
                    try await register.editor.execute(
                        "INSERT INTO inhabitants VALUES ('GM0988', '2031-01-01', 5, 'exact', 'published', 'cbs-37230ned-2026')")
                }
                try await waiting(1, in: register.superuser)
                return task
            }
            await #expect(throws: PGError.self) { try await waiter.value }
            #expect(
                try await register.reader.column(
                    "SELECT municipality_code || ' ' || reference_date FROM inhabitants WHERE NOT municipality_existence(municipality_code) @> reference_date"
                ) == [])
        }
    }

    @Test func twoWhoChangeTheSameRowDoNotDeadlock() async throws {
        try await withRegister { register in
            try await register.writersWait("10min")
            // The end touches the row that the waiting one wants to change.
            let waiter = try await holding(register.editor, Self.count("GM0946"), end: "\(Self.count("GM0988")); COMMIT") {
                let task = Task { try await register.editor.execute(Self.count("GM0988")) }
                try await waiting(1, in: register.superuser)
                return task
            }
            try await waiter.value
            #expect(try await register.reader.latestRevision == 3)
        }
    }

    @Test func whoWaitsForARowIsToldWhoHoldsItAsWell() async throws {
        try await withRegister { register in
            try await register.writersWait("200ms")
            try await holding(register.editor, Self.count("GM0988")) {
                let error = try await register.editor.refusal(Self.count("GM0988"))
                #expect(error.message.hasPrefix("another transaction is changing the register and has not ended: register_editor (process "))
            }
        }
    }
}

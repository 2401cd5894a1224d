import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// A client that follows the changes and does not read.
@Suite struct SleepingClientTests {
    /// About four megabytes of events.
    private static let everyFigure = "UPDATE inhabitants SET count = count + 1"

    private static let busy = Statement(
        "connections_of_the_service_in_use",
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'register serve' AND state <> 'idle'
        """, Void.self, (Int).self)

    @Test func whoSleepsHoldsUpNobodyIsLetGoAndLosesNothing() async throws {
        let office = try await Office(["--heartbeat", "1", "--idle-timeout", "10", "--stream-limit", "2"])
        let asleep = try EventStream(office.service, "?after=1", receiveBuffer: 65_536)
        let awake = try EventStream(office.service, "?after=1")
        #expect(try await awake.head().contains("200 OK"))
        var seen: [[UInt8]] = []
        for round in 2...3 {
            // All the while: who looks away for as long as the idle time-out, be it because the machine is busy, is let go too.
            async let events = awake.events(4502)
            try await office.edit(Self.everyFigure)
            #expect(try await office.service.get("/health/ready")["revision"] == .int(round))
            #expect(try await office.service.get("/v1/municipalities/GM0988?validOn=2026-01-01")["code"] == "GM0988")
            let changes = try await office.service.get("/v1/changes?after=\(round - 1)&limit=1")["items"].elements
            #expect(changes.first?["data"]["revision"] == .int(round))
            seen += try await events.map(\.data)
        }
        let lines = try await office.changes(after: "1")
        #expect(lines.count == 2 * 4502 && seen == lines)

        // Nothing of the database is kept for who sleeps.
        try await office.database.withPool(limit: 1) { pool in
            _ = try await wait("connections of which none is in use") { try await pool.run { db in try db.one(Self.busy) } == 0 ? true : nil }
        }
        // Its place is free again: both were taken.
        var third: EventStream? = try await wait("the place of the one who sleeps") { () -> EventStream? in
            let stream = try EventStream(office.service, "?after=3")
            return try await stream.head().contains("200 OK") ? stream : nil
        }
        try await third?.comment()
        try await office.edit("UPDATE norm SET threshold = 99999")
        let newest = try await awake.events(1)
        #expect(newest[0].id.hasPrefix("4-"))
        #expect(try await third?.events(1) == newest)
        third = nil

        // It wakes, and has the beginning; the rest it has from its last id on.
        #expect(try await asleep.head().contains("200 OK"))
        let some = try await asleep.rest()
        #expect(some.count < lines.count && some.map(\.data) == Array(lines.prefix(some.count)))
        let last = try #require(some.last?.id)
        let again = try await wait("a place to come back to") { () -> EventStream? in
            let stream = try EventStream(office.service, "?after=1", fields: ["Last-Event-ID: \(last)"])
            return try await stream.head().contains("200 OK") ? stream : nil
        }
        let rest = try await again.events(lines.count - some.count + 1)
        #expect(rest.map(\.data) == lines[some.count...] + newest.map(\.data))
    }

    @Test(arguments: [["--idle-timeout", "10"], ["--heartbeat", "30"]]) func aStreamMustNotBeCutBetweenTwoSignsOfLife(options: [String]) async throws
    {
        let outcome = try await Program.start(["serve", "--port", "0"] + options).outcome()
        #expect(outcome.status == 64 && outcome.errors.contains("must be more than --heartbeat"), "\(outcome)")
    }
}

import Testing

@testable import RegisterAPI

/// `/v1/changes/stream`, and the feed while others write.
@Suite struct ChangeStreamTests {
    private static func figure(_ code: Int, _ count: Int) -> String {
        "UPDATE inhabitants SET count = \(count) WHERE reference_date = '2026-01-01' AND municipality_code = (SELECT code FROM municipalities_on('2026-01-01') ORDER BY code OFFSET \(code) LIMIT 1)"
    }

    @Test func tenWritersTwentyReadersAndOneWhoSleeps() async throws {
        let office = try await Office(["--heartbeat", "1"])
        let streams = try (1...20).map { _ in try EventStream(office.service, "?after=1") }
        let sleeper = try EventStream(office.service, "?after=1")
        async let read = withThrowingTaskGroup { group in
            for stream in streams {
                group.addTask {
                    #expect(try await stream.head().contains("200 OK"))
                    return try await stream.events(120)
                }
            }
            return try await group.reduce(into: [[EventStream.Event]]()) { $0.append($1) }
        }
        try await withThrowingTaskGroup { group in
            for writer in 0..<10 {
                group.addTask {
                    let rounds = (1...15).map { round in
                        "BEGIN; SET LOCAL lock_timeout = '10min'; \(Self.figure(writer, 1000 * writer + round)); \(round % 5 == 0 ? "ROLLBACK" : "COMMIT")"
                    }
                    try await office.edit(rounds.joined(separator: ";"))
                }
            }
            try await group.waitForAll()
        }
        let lines = try await office.changes(after: "1")
        let all = lines.compactMap { JSON(reading: $0) }
        #expect(all.map { $0["data"]["revision"].number } == (2...121).map { $0 })
        let ids = all.compactMap { $0["id"].text }
        #expect(Set(ids).count == 120)
        for writer in 0..<10 {
            let counts = all.compactMap { $0["data"]["after"]["count"].number }.filter { $0 / 1000 == writer }
            #expect(counts == (1...15).filter { $0 % 5 != 0 }.map { 1000 * writer + $0 })
        }
        for events in try await read { #expect(events.map(\.data) == lines && events.map(\.id) == ids && events.allSatisfy { $0.name == "change" }) }
        _ = try await sleeper.head()
        #expect(try await sleeper.events(120).map(\.data) == lines)
        // From each of them on.
        for (index, id) in ids.enumerated() {
            #expect(try await office.changes(after: id) == Array(lines[(index + 1)...]))
            #expect(try await office.changes(after: String(index + 2)) == Array(lines[(index + 1)...]))
            guard index % 10 == 0 else { continue }
            let again = try EventStream(office.service, "?after=1", fields: ["Last-Event-ID: \(id)"])
            _ = try await again.head()
            #expect(try await again.events(119 - index).map(\.data) == Array(lines[(index + 1)...]))
        }
        // What was so at an earlier revision can be read again.
        #expect(try await office.changes(after: "1", "&revision=40") == Array(lines[..<39]))
    }

    @Test func withoutAPlaceFromNowOnAndOnlyWhatWasAskedFor() async throws {
        let office = try await Office(["--heartbeat", "1"])
        let stream = try EventStream(office.service, "?entity=norm")
        let head = try await stream.head()
        for line in ["200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store", "X-Accel-Buffering: no", "Register-Revision: 1"] {
            #expect(head.contains(line), "\(head)")
        }
        // Of the first change it knows only that it was not of these.
        try await stream.comment()
        try await office.edit(Self.figure(1, 5))
        try await office.edit("UPDATE norm SET threshold = 99999")
        let events = try await stream.events(1)
        let event = try #require(JSON(reading: events[0].data))
        #expect(event["type"] == "nl.regional-register.norm.updated" && event["data"]["revision"] == 3)
        #expect(event["data"]["before"]["threshold"] == 100_000 && event["data"]["after"]["threshold"] == 99_999 && event["data"]["actor"] == .null)
        #expect(try await office.changes(after: "1").last == events[0].data)
        try await stream.comment()
    }

    @Test func aLargeRevisionAsAStream() async throws {
        let lines = try await Service.shared.lines("/v1/changes?after=1-12000")
        #expect(lines.count > 1500)
        let stream = try await EventStream(Service.shared, "?after=1-12000")
        _ = try await stream.head()
        #expect(try await stream.events(lines.count).map(\.data) == lines)
    }

    @Test func whatWasNotAnnouncedIsFound() async throws {
        let office = try await Office(["--heartbeat", "1"])
        let stream = try EventStream(office.service)
        _ = try await stream.head()
        try await stream.comment()
        // Whoever listens is sent away at the moment of the change.
        try await office.database.script(
            "BEGIN; UPDATE norm SET threshold = 5; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'register listen' AND datname = current_database(); COMMIT"
        )
        #expect(try await stream.events(1)[0].id.hasPrefix("2-"))
        try await office.edit("UPDATE norm SET threshold = 6")
        #expect(try await stream.events(1)[0].id.hasPrefix("3-"))
    }

    @Test func soManyAndNoMore() async throws {
        let office = try await Office(["--stream-limit", "2", "--heartbeat", "1"])
        var streams = try (1...2).map { _ in try EventStream(office.service) }
        for stream in streams { #expect(try await stream.head().contains("200 OK")) }
        let refused = try await office.service.send("/v1/changes/stream", fields: ["Accept: text/event-stream"], mayFail: true)
        #expect(try refused.status == 503 && refused.json()["code"] == "overloaded" && refused["Retry-After"] == "30")
        streams.removeLast()
        _ = try await wait("a place that is free again") {
            let stream = try EventStream(office.service)
            return try await stream.head().contains("200 OK") ? true : nil
        }
        #expect(try await office.service.get("/health/ready")["revision"] == 1)
    }

    @Test func whatCannotBeTaken() async throws {
        let service = try await Service.shared
        for (query, field, expected) in [
            ("?after=2", nil, ["after revision-unknown"]),
            ("?after=x&entity=x&revision=1", nil, ["after cursor-invalid", "entity choice-invalid", "revision parameter-unknown"]),
            ("", "x", ["Last-Event-ID cursor-invalid"]), ("?after=1", "7-1", ["Last-Event-ID revision-unknown"]),
        ] as [(String, String?, [String])] {
            let reply = try await service.send("/v1/changes/stream\(query)", fields: field.map { ["Last-Event-ID: \($0)"] } ?? [])
            #expect(try reply.status == 400 && reply.json().faults.sorted() == expected, "\(query) \(reply.text)")
            let places = try reply.json()["errors"].elements.map { $0["in"] }
            #expect(places.allSatisfy { $0 == (field == nil ? "query" : "header") })
        }
        #expect(try await service.send("/v1/changes/stream", fields: ["Accept: application/json"]).status == 406)
        #expect(try await service.send("HEAD", "/v1/changes/stream?after=2").status == 400)
    }

    @Test func theServiceStopsAndTheStreamsEnd() async throws {
        let office = try await Office()
        let lines = try await office.changes(after: "1-12000")
        let stream = try EventStream(office.service, "?after=1-12000")
        let asleep = try EventStream(office.service, "?after=1-12000")
        _ = try await stream.head()
        _ = try await stream.events(lines.count)
        office.service.program.interrupt()
        #expect(try await stream.rest() == [])
        #expect(try await office.service.program.outcome().status == 0)
        // It has lost nothing that it could not ask for again: what it got is the beginning.
        _ = try await asleep.head()
        let some = try await asleep.rest().map(\.data)
        #expect(some == Array(lines.prefix(some.count)))
    }
}

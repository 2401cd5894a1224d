import Glibc
import HTTPTypes
import TestCluster
import Testing

@testable import HTTP
@testable import RegisterAPI

@Suite struct AccessLogTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    /// The lines of a log, once there are so many.
    private func lines(_ count: Int, _ read: () -> [UInt8]) async throws -> [JSON] {
        try await wait("\(count) lines") {
            let lines = read().split(separator: 10)
            return lines.count < count ? nil : lines.map { JSON(reading: Array($0)) ?? .null }
        }
    }

    @Test func eachRequestIsALine() async throws {
        let file = ScratchFolder.path("log")
        let service = try await Service(["--database-url", try await SeededRegister.shared.url, "--access-log", file])
        let path = "/v1/municipalities/GM0988"
        _ = try await wait("an answer out of the cache") {
            _ = try await service.send(path)
            return try await service.metrics().samples["register_cache_hits_total"] == 0 ? nil : true
        }
        let before = try await wait("the lines before") {
            try await service.metrics().samples["register_http_requests_in_flight"] == 1 ? (Program.read(file) ?? []).count { $0 == 10 } : nil
        }
        let hit = try await service.send("\(path)?", fields: ["X-Request-ID: one"])
        let named = try await service.send(path, fields: ["X-Request-ID: two", "traceparent: \(Self.trace)"])
        #expect(hit["X-Request-ID"] == "one" && named["X-Request-ID"] == "two" && named["traceparent"] == Self.trace)
        let missing = try await service.send("/v1/municipalities/GM9999", fields: ["X-Request-ID: three"])
        let nowhere = try await service.send("/v1/nothing?a=%22")
        #expect(missing["X-Request-ID"] == "three" && nowhere["X-Request-ID"]?.count == 32)
        _ = try await service.send("HEAD", path, fields: ["X-Request-ID: five"])
        let ids = ["one", "two", "three", nowhere["X-Request-ID"] ?? "", "five"]
        // Of the last line the metrics that were asked for in between may be in front.
        let all = try await lines(before + 5) { Program.read(file) ?? [] }
        let found = try ids.map { id in try #require(all.first { $0["requestId"] == .string(id) }, "\(id)") }
        #expect(found.map { $0["status"] } == [200, 200, 404, 404, 200] && found.map { $0["method"].text } == ["GET", "GET", "GET", "GET", "HEAD"])
        #expect(found[1]["cache"] == "hit" && found[2]["cache"] == "none" && found[3]["cache"] == "none")
        #expect(found[1]["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736" && found[0]["traceId"] == .null)
        #expect(found[1]["bytes"] == .int(named.body.count) && found[4]["bytes"] == 0 && found[1]["target"] == .string(path))
        #expect(found[1]["route"] == "/v1/municipalities/{code}" && found[3]["route"] == .null && found[3]["target"] == "/v1/nothing?a=%22")
        #expect(found[1]["revision"] == 1 && found[1]["remoteAddress"] == "127.0.0.1" && found[1]["complete"] == true)
        for line in found {
            #expect(line.names == found[0].names && (line["durationMicroseconds"].number ?? 0) > 0)
            #expect(line["time"].text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        }
        #expect(try await service.metrics().samples["register_access_log_dropped_total"] == 0)
        service.program.terminate()
        #expect(try await service.program.outcome().status == 0)
    }

    /// Then what is for people is not in the way of whoever reads the lines.
    @Test func itMayGoToStandardOutput() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url], environment: ["REGISTER_ACCESS_LOG": "-"])
        for _ in 1...20 { _ = try await service.send("/health/live") }
        service.program.terminate()
        let outcome = try await service.program.outcome()
        #expect(outcome.status == 0 && outcome.errors.contains("Serving on") && outcome.errors.hasSuffix("Stopped.\n"))
        let lines = outcome.output.split(separator: "\n").map { JSON(reading: Array($0.utf8)) ?? .null }
        #expect(lines.count == 20 && lines.allSatisfy { $0["route"] == "/health/live" && $0["cache"] == "none" })
    }

    @Test func aFileThatCannotBeWrittenIsAnErrorAtTheStart() async throws {
        let outcome = try await Program.start(["serve", "--port", "0", "--access-log", "/nowhere/log"]).outcome()
        #expect(outcome.status != 0 && outcome.errors.contains("The access log /nowhere/log cannot be written"), "\(outcome)")
    }

    /// What waits to be written keeps nothing of the answer but what the line says.
    @Test func noAnswerWaitsForASlowDisk() throws {
        final class Seat: Sendable {}
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let log = AccessLog(descriptor: ends[1])
        func add(_ body: Body, target: Int) {
            log.add(
                Ended(
                    identity: RequestIdentity(id: "x"), method: .get, target: [UInt8](repeating: 65, count: target), remoteAddress: nil,
                    response: Response(status: .ok, body: body), bytes: 0, isComplete: true, wasReady: false, nanoseconds: 1))
        }
        // More than a pipe takes: from here on the writer waits.
        for _ in 1...100 { add(.bytes([]), target: 8_000) }
        weak var seat: Seat?
        func addOneOfAStream() {
            let held = Seat()
            seat = held
            add(.stream(StreamedBody { _ in withExtendedLifetime(held) {} }), target: 1)
        }
        addOneOfAStream()
        #expect(seat == nil && log.dropped == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        log.close()
        close(ends[1])
    }

    /// Nobody reads: what does not fit is dropped and counted, and whoever puts lines down never waits.
    @Test func whereNobodyReadsLinesAreDropped() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let log = AccessLog(descriptor: ends[1])
        let ended = Ended(
            identity: RequestIdentity(id: "x"), method: .get, target: [UInt8](repeating: 65, count: 8_000), remoteAddress: nil,
            response: Response(status: .ok), bytes: 0, isComplete: true, wasReady: false, nanoseconds: 1)
        for _ in 1...2_000 { log.add(ended) }
        // Some four megabytes wait, and as many may be on their way to the pipe.
        #expect((900...2_000).contains(log.dropped), "\(log.dropped)")
        // A reader that goes away ends the writer's waiting.
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        log.close()
        #expect(log.dropped > 900)
        close(ends[1])
    }

    @Test func theServicesOwnLogNamesTheRequest() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        try await database.script(
            "CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE division_by_zero; END $$")
        let fields = ["X-Request-ID: needle-7", "traceparent: \(Self.trace)"]
        let reply = try await service.send("/v1/norms", fields: fields, mayFail: true)
        #expect(reply.status == 500 && reply["X-Request-ID"] == "needle-7" && reply["traceparent"] == Self.trace)
        _ = try await wait("the line") { service.program.errors.contains("(request needle-7, trace \(Self.trace))") ? true : nil }
    }

    /// Without a log, a request that says nothing of itself shares its answer; one that does has it alone, of the same bytes.
    @Test func aSharedAnswerNamesNobody() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url])
        _ = try await wait("an answer out of the cache") {
            _ = try await service.send("/v1/norms")
            return try await service.metrics().samples["register_cache_hits_total"] == 0 ? nil : true
        }
        let shared = try await service.send("/v1/norms")
        #expect(shared["X-Request-ID"] == nil && shared["traceparent"] == nil)
        for (field, id) in [
            ("X-Request-ID: a~1", "a~1"), ("X-Request-ID: \(String(repeating: "x", count: 128))", String(repeating: "x", count: 128)),
        ] {
            let own = try await service.send("/v1/norms", fields: [field])
            #expect(own["X-Request-ID"] == id && own.body == shared.body && own["ETag"] == shared["ETag"])
        }
        // What is no name is replaced, and so are two.
        for fields in [["X-Request-ID: a b"], ["X-Request-ID: \(String(repeating: "x", count: 129))"], ["X-Request-ID: a", "X-Request-ID: b"]] {
            let own = try await service.send("/v1/norms", fields: fields)
            #expect(own["X-Request-ID"]?.wholeMatch(of: /[0-9a-f]{32}/) != nil && own.body == shared.body)
        }
        let same = try await service.send("/v1/norms", fields: ["X-Request-ID: b", "If-None-Match: *"])
        #expect(same.status == 304 && same["X-Request-ID"] == "b")
    }
}

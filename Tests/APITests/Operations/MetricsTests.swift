import Glibc
import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

@Suite struct MetricsTests {
    private static let route = "/v1/municipalities/{code}"
    private static let kept = "/v1/municipalities/GM0988"

    @Test func everyRequestIsCounted() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url])
        // What is asked before the service listens to its database is not kept.
        let tag = try await wait("an answer out of the cache") { () -> String? in
            let reply = try await service.send(Self.kept)
            return try await service.metrics().samples["register_cache_hits_total"] == 0 ? nil : reply["ETag"]
        }
        let before = try await settled(service)
        for _ in 1...3 { _ = try await service.send(Self.kept) }
        _ = try await service.send("HEAD", Self.kept)
        _ = try await service.send(Self.kept, fields: ["If-None-Match: \(tag)"])
        _ = try await service.send("/v1/municipalities/GM9999")
        _ = try await service.send("DELETE", Self.kept)
        _ = try await service.send("OPTIONS", Self.kept)
        _ = try await service.send("/v1/nothing")
        _ = try await service.send("/" + String(repeating: "x", count: 9_000))
        let after = try await settled(service)
        func more(_ method: String, _ route: String, _ status: Int) -> Double {
            (after.requests(method, route, status) ?? 0) - (before.requests(method, route, status) ?? 0)
        }
        #expect(more("GET", Self.route, 200) == 3 && more("HEAD", Self.route, 200) == 1 && more("GET", Self.route, 304) == 1)
        #expect(more("GET", Self.route, 404) == 1 && more("other", Self.route, 405) == 1 && more("OPTIONS", Self.route, 204) == 1)
        #expect(more("GET", "(none)", 404) == 1 && more("GET", "(none)", 414) == 1)
        let count = "register_http_request_duration_seconds_count{route=\"\(Self.route)\"}"
        #expect(try #require(after[count]) - #require(before[count]) == 8)
        // The cache has it whatever it was asked with: three times whole, its head, and not modified.
        #expect(try #require(after["register_cache_hits_total"]) - #require(before["register_cache_hits_total"]) == 5)
        try histogramsAddUp(after)
    }

    /// Once nothing but the question itself is under way: what was answered is counted when its last byte is gone, which the client may have before.
    private func settled(_ service: Service) async throws -> Samples {
        try await wait("the end of all requests") {
            let (reply, samples) = try await service.metrics()
            #expect(reply.status == 200 && samples.faults == [], "\(samples.faults)")
            return samples["register_http_requests_in_flight"] == 1 ? samples : nil
        }
    }

    private func histogramsAddUp(_ samples: Samples) throws {
        let name = "register_http_request_duration_seconds"
        for (count, total) in samples.values where count.hasPrefix(name + "_count") {
            let labels = count.dropFirst((name + "_count{").count).dropLast()
            #expect(samples["\(name)_bucket{\(labels),le=\"+Inf\"}"] == total)
            let buckets = samples.values.filter { $0.key.hasPrefix("\(name)_bucket{\(labels),") }.sorted { Self.bound($0.key) < Self.bound($1.key) }
            #expect(buckets.count == 18 && zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value }, "\(buckets)")
            #expect(try #require(samples["\(name)_sum{\(labels)}"]) > 0)
        }
    }

    private static func bound(_ key: String) -> Double {
        let text = key.split(separator: "le=\"").last.map { String($0.dropLast(2)) } ?? ""
        return text == "+Inf" ? .infinity : Double(text) ?? .nan
    }

    @Test func itSaysHowTheProcessDoes() async throws {
        let service = try await Service(["--database-url", try await SeededRegister.shared.url, "--stream-limit", "7", "--cache-bytes", "1000000"])
        let stream = try EventStream(service)
        #expect(try await stream.head().contains("200 OK"))
        let (reply, samples) = try await wait("the database's announcements") {
            let (reply, samples) = try await service.metrics()
            // What the last question left behind may still be counted.
            return samples["register_revision"] == nil || samples["register_http_requests_in_flight"] != 2 ? nil : (reply, samples)
        }
        #expect(reply["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8" && reply["Cache-Control"] == "no-store" && reply["ETag"] == nil)
        #expect(samples["register_change_streams"] == 1 && samples["register_change_streams_limit"] == 7)
        #expect(samples["register_http_requests_unanswered_total"] == 0)
        #expect(try (2...20).contains(#require(samples["register_http_connections"])) && samples["register_http_connections_limit"] == 10_000)
        #expect(samples["register_http_connections_refused_total"] == 0 && samples["register_http_connections_slow_total"] == 0)
        #expect(
            samples["register_cache_limit_bytes"] == 1_000_000 && samples["register_cache_bytes"] != nil && samples["register_cache_entries"] != nil)
        #expect(samples["register_listener_up"] == 1 && samples["register_cache_misses_total"] != nil && samples["register_cache_stale_total"] == 0)
        #expect(samples["register_pool_connections_limit"] == 8 && samples["register_pool_waiting"] == 0)
        #expect(try #require(samples["register_pool_connections_open"]) >= #require(samples["register_pool_connections_idle"]))
        #expect(samples["register_build_info{version=\"\(apiVersion)\",schema=\"\(Schema.version)\"}"] == 1)
        #expect(try (4_000_000...4_000_000_000).contains(#require(samples["process_resident_memory_bytes"])))
        let (open, most) = try (#require(samples["process_open_fds"]), #require(samples["process_max_fds"]))
        #expect(open > 5 && open < most)
        #expect(try #require(samples["process_cpu_seconds_total"]) > 0)
        let age = try Double(time(nil)) - #require(samples["process_start_time_seconds"])
        #expect((-2...600).contains(age), "\(age)")
    }

    @Test func itAnswersWithoutADatabase() async throws {
        let cluster = try await PrivateCluster.open(folder: ScratchFolder.path("m"), database: "register", durability: .throwaway)
        let service = try await Service(["--database-url", cluster.connectionString().uri])
        await cluster.close()
        let samples = try await wait("the loss of the database") { () -> Samples? in
            let (reply, samples) = try await service.metrics()
            #expect(reply.status == 200)
            return samples["register_listener_up"] == 0 ? samples : nil
        }
        #expect(samples["register_revision"] == nil && samples["register_pool_connections_open"] != nil)
        #expect(try await service.send("/health/ready", mayFail: true).status == 503)
        _ = try await wait("the refusal to be counted") {
            try await service.metrics().samples.requests("GET", "/health/ready", 503) == nil ? nil : true
        }
    }
}

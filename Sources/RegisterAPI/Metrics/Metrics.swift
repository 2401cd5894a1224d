import HTTP
import HTTPTypes
import Postgres
import Register

/// `/metrics`: how the service does, for Prometheus. It asks nobody but this process, so it is answered whatever has happened to the database.
struct Metrics: Sendable {
    let traffic: [RouteTraffic]
    let cache: RevisionCache
    let readers: Readers
    let streams: ChangeStreams
    let observed: Observed

    /// GET /metrics
    func resource(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        var out = Exposition()
        // Its own route is added last.
        let traffic = traffic + [call.request.traffic].compactMap { $0 }
        Self.requests(traffic, observed.server(), &out)
        Self.cache(cache.statistics, &out)
        Self.pool(readers.primary.statistics, of: "register", "the database", &out)
        if let replica = readers.replica { Self.replica(replica.statistics, &out) }
        out.single("register_change_streams", .gauge, streams.followers, "Clients that follow the changes.")
        out.single("register_change_streams_limit", .gauge, streams.limit, "Clients that may follow the changes at the same time.")
        out.single("register_access_log_dropped_total", .counter, observed.droppedLines(), "Requests that the access log does not have.")
        Self.process(&out)
        var answer = Answer(.text(out.text), .metrics, at: nil)
        answer.isKept = false
        return answer
    }

    private static func requests(_ traffic: [RouteTraffic], _ server: ServerStatistics?, _ out: inout Exposition) {
        let traffic = traffic + [server?.unrouted].compactMap { $0 }
        let requests = "register_http_requests_total"
        out.describe(requests, .counter, "Requests that were answered, by the pattern of the route; (none) is that of what no route took.")
        for route in traffic {
            for kind in route.answered {
                let status = kind.status.map { String($0) } ?? "other"
                out.sample(requests, ["method": kind.method?.rawValue ?? "other", "route": route.route, "status": status], kind.count)
            }
        }
        let duration = "register_http_request_duration_seconds"
        out.describe(duration, .histogram, "Time from the request line to the last byte of the answer; streams are left out.")
        for route in traffic {
            let durations = route.durations
            guard durations.count > 0 else { continue }
            for (bound, count) in durations.upTo { out.sample(duration + "_bucket", ["route": route.route, "le": "\(seconds(bound))"], count) }
            out.sample(duration + "_bucket", ["route": route.route, "le": "+Inf"], durations.count)
            out.sample(duration + "_sum", ["route": route.route], seconds(durations.total))
            out.sample(duration + "_count", ["route": route.route], durations.count)
        }
        guard let server else { return }
        out.single("register_http_requests_in_flight", .gauge, server.requestsInFlight, "Requests under way, and streams.")
        out.single("register_http_requests_waiting", .gauge, server.waiting, "Requests that wait until fewer are being answered.")
        out.single("register_http_connections", .gauge, server.connections, "Connections of clients that are open.")
        out.single("register_http_connections_limit", .gauge, server.connectionLimit, "Connections of clients that may be open; others wait.")
        out.single(
            "register_http_connections_refused_total", .counter, server.refusedConnections,
            "Connections closed at once: the client had as many as one may.")
        out.single(
            "register_http_connections_slow_total", .counter, server.slowConnections,
            "Connections ended because the client took too long to send a request or to take an answer.")
        out.single("register_http_requests_unanswered_total", .counter, server.unanswered, "Requests whose client was gone before the answer.")
    }

    private static func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1_000_000_000 }

    private static func cache(_ cache: CacheStatistics, _ out: inout Exposition) {
        out.single("register_cache_hits_total", .counter, cache.counts.hits, "Requests answered out of the cache.")
        out.single("register_cache_misses_total", .counter, cache.counts.misses, "Requests whose answer was not in the cache, or was not the newest.")
        out.single("register_cache_stale_total", .counter, cache.counts.stale, "Requests answered with Register-Stale while the database was away.")
        out.single("register_cache_entries", .gauge, cache.entries, "Answers in the cache.")
        out.single("register_cache_bytes", .gauge, cache.bytes, "Bytes that they take.")
        out.single("register_cache_limit_bytes", .gauge, cache.limit, "Bytes that they may take.")
        out.single("register_revision", .gauge, cache.revision, "The newest revision that was announced; absent while it is not known.")
        out.single("register_listener_up", .gauge, cache.isConnected ? 1 : 0, "Whether the database's announcements are heard: 1 or 0.")
    }

    private static func pool(_ pool: PoolStatistics, of prefix: String, _ server: String, _ out: inout Exposition) {
        out.single("\(prefix)_pool_connections_limit", .gauge, pool.limit, "Connections to \(server) that there may be for requests.")
        out.single("\(prefix)_pool_connections_open", .gauge, pool.open, "Connections to \(server) that there are.")
        out.single("\(prefix)_pool_connections_opening", .gauge, pool.opening, "Connections to \(server) in the making.")
        out.single("\(prefix)_pool_connections_idle", .gauge, pool.idle, "Connections to \(server) that nobody uses.")
        out.single("\(prefix)_pool_waiting", .gauge, pool.waiting, "Requests that wait for a connection to \(server).")
    }

    private static func replica(_ replica: ReplicaStatistics, _ out: inout Exposition) {
        out.single("register_replica_up", .gauge, replica.isUp ? 1 : 0, "Whether the replica can be asked: 1 or 0.")
        out.single("register_replica_reads_total", .counter, replica.answered, "Reads that the replica answered.")
        let fallbacks = "register_replica_fallbacks_total"
        out.describe(fallbacks, .counter, "Reads that the primary answered, by the reason.")
        for reason in ReplicaState.Reason.allCases { out.sample(fallbacks, ["reason": reason.rawValue], replica.fallbacks[reason] ?? 0) }
        pool(replica.pool, of: "register_replica", "the replica", &out)
    }

    private static func process(_ out: inout Exposition) {
        out.describe("register_build_info", .gauge, "Always 1; the labels say what runs.")
        out.sample("register_build_info", ["version": apiVersion, "schema": String(Schema.version)], 1)
        out.single("process_resident_memory_bytes", .gauge, ProcessFigures.residentBytes, "Memory that the process has in use.")
        out.single("process_virtual_memory_bytes", .gauge, ProcessFigures.virtualBytes, "Memory that the process has addresses for.")
        out.single("process_cpu_seconds_total", .counter, ProcessFigures.cpuSeconds, "User and system time that the process has used.")
        out.single("process_open_fds", .gauge, ProcessFigures.openDescriptors, "Files and sockets that are open.")
        out.single("process_max_fds", .gauge, ProcessFigures.mostDescriptors, "Files and sockets that may be open.")
        out.single("process_start_time_seconds", .gauge, ProcessFigures.start, "When the process began, in seconds since 1970.")
    }
}

import Dispatch
import Postgres
import Testing

/// Keeps a transaction that began with `sql` open on a connection of its own while `body` runs, and ends it with `end`.
func holding<R: Sendable>(_ pool: Pool, _ sql: String, end: String = "ROLLBACK", while body: () async throws -> R) async throws -> R {
    let (opened, signal) = AsyncStream.makeStream(of: Void.self)
    let release = DispatchSemaphore(value: 0)
    async let session: Void = pool.run { db in
        defer { signal.finish() }
        try db.script("BEGIN; " + sql)
        signal.finish()
        release.wait()
        try db.script(end)
    }
    for await _ in opened {}
    do {
        let value = try await body()
        release.signal()
        try await session
        return value
    } catch {
        release.signal()
        _ = try? await session
        throw error
    }
}

/// Returns when as many sessions of the database stand waiting for a lock. Gives up after a minute.
func waiting(_ count: Int, in pool: Pool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await pool.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") < count {
        try #require(ContinuousClock.now < deadline, "Nobody waits for a lock")
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension TestRegister {
    /// Two tenths of a second instead of ten, for this database alone.
    func loseItsPatienceSoon() async throws {
        let patient = try await superuser.column("SELECT oid::regprocedure FROM pg_proc WHERE proconfig::text ~ 'lock_timeout'")
        #expect(!patient.isEmpty)
        for function in patient { try await superuser.execute("ALTER FUNCTION \(function) SET lock_timeout = '200ms'") }
    }
}

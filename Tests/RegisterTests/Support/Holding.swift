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

/// Returns when as many sessions of the database stand waiting for a lock. Gives up after ten minutes.
func waiting(_ count: Int, in pool: Pool) async throws {
    let deadline = ContinuousClock.now + .seconds(600)
    while try await pool.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") < count {
        try #require(ContinuousClock.now < deadline, "Nobody waits for a lock")
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension TestRegister {
    /// How long writers of this database wait for one another, in PostgreSQL's notation. As delivered it is ten seconds: enough for people, but on a busy machine
    /// not for a test in which somebody is to wait until he is served.
    func writersWait(_ time: String) async throws {
        let functions = try await superuser.column("SELECT oid::regprocedure FROM pg_proc WHERE proconfig::text ~ 'lock_timeout'")
        #expect(!functions.isEmpty)
        for function in functions { try await superuser.execute("ALTER FUNCTION \(function) SET lock_timeout = '\(time)'") }
        let database = try await superuser.value("SELECT current_database()") ?? ""
        try await superuser.execute("ALTER ROLE register_editor IN DATABASE \"\(database)\" SET lock_timeout = '\(time)'")
    }
}

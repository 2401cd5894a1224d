import Postgres
import Register

/// Connections that can read the register: to the database itself, the primary, and where there is one to a replica that follows it.
///
/// The replica answers what it has read in the very state that the primary was last known to be in. Everything else the primary answers: what was read in an older
/// state, what the replica refuses, and all while it cannot be asked. So whoever reads need not know which of the two it was.
struct Readers: Sendable {
    let primary: Pool
    /// nil: there is none.
    let replica: Replica?
    let cache: RevisionCache

    /// - Throws: As ``Postgres/Pool/snapshot(_:_:)`` of the primary does.
    func snapshot<R: Sendable>(
        _ time: RecordedTime = .now, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws -> (value: R, moment: Moment) {
        let began = cache.beginning
        guard let replica else { return try await ofPrimary(time, began, body) }
        // While nothing is heard of the primary only itself can say whether it still is where it was.
        let isHeard = replica.isListening
        if isHeard, let (value, state) = try await replica.read(time, body) { return (value, state.moment) }
        do {
            return try await ofPrimary(time, began, body)
        } catch let error as PGError where !isHeard && Problem(error).code == .databaseUnavailable {
            guard let (value, state) = try await replica.read(time, body) else { throw error }
            return (value, state.moment)
        }
    }

    private func ofPrimary<R: Sendable>(
        _ time: RecordedTime, _ began: Freshness.Beginning, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws -> (value: R, moment: Moment) {
        let (beginning, now) = (replica?.beginning ?? 0, ContinuousClock.now)
        let (outcome, state) = try await primary.state(time) { db, moment -> Result<R, Problem> in
            do { return .success(try body(db, moment)) } catch let problem as Problem { return .failure(problem) }
        }
        // Also by what is refused the client learns how new the register is, and whatever follows may not be older.
        replica?.heard(state.head, today: time == .now ? state.moment.today : nil, since: beginning, at: now)
        cache.answered(state.head.revision, since: began)
        return (try outcome.get(), state.moment)
    }

    /// What is newest, as the primary says.
    func present() async throws -> Present {
        guard let replica else { return try await primary.present() }
        return try await replica.confirm()
    }
}

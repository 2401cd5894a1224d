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

    /// - Throws: As ``Postgres/Pool/snapshot(_:_:)`` of the primary does.
    func snapshot<R: Sendable>(
        _ time: RecordedTime = .now, _ body: @Sendable (isolated Connection, Moment) throws -> R
    ) async throws -> (value: R, moment: Moment) {
        guard let replica else { return try await primary.snapshot(time, body) }
        if let (value, state) = try await replica.read(time, body) { return (value, state.moment) }
        let (beginning, now) = (replica.beginning, ContinuousClock.now)
        let (value, state) = try await primary.state(time, body)
        replica.heard(state.head, today: time == .now ? state.moment.today : nil, since: beginning, at: now)
        return (value, state.moment)
    }

    /// What is newest, as the primary says.
    func present() async throws -> Present {
        guard let replica else { return try await primary.present() }
        return try await replica.confirm()
    }
}

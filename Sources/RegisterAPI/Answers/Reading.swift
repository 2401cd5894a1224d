import Postgres
import Register

extension Pool {
    /// A snapshot of the register. A problem that is found in it says at which revision it was, as an answer does.
    func read<R: Sendable>(_ body: @Sendable (isolated Connection, Moment) throws -> R) async throws -> (value: R, moment: Moment) {
        try await snapshot { db, moment in
            do {
                return try body(db, moment)
            } catch var problem as Problem {
                problem.revision = moment.revision
                throw problem
            }
        }
    }
}

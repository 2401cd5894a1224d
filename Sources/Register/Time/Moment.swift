public import Postgres

/// What one snapshot of the database is: the newest revision it sees, and the day it is in the Netherlands.
public struct Moment: Sendable, Hashable {
    public let revision: Int
    public let today: CalendarDate

    public init(revision: Int, today: CalendarDate) {
        (self.revision, self.today) = (revision, today)
    }

    static let now = Statement("moment", "SELECT latest_revision(), today()", Void.self) { row in
        let (revision, today) = try row.decode((Int, CalendarDate).self)
        return Moment(revision: revision, today: today)
    }
}

extension Pool {
    /// Answers from one state of the register: whatever `body` asks, it sees the same revision, and that is the one returned beside its result.
    public func snapshot<R: Sendable>(_ body: @Sendable (isolated Connection, Moment) throws -> R) async throws -> (value: R, moment: Moment) {
        try await run { db in
            try db.transaction(.snapshot) {
                let moment = try db.one(Moment.now)
                return (value: try body(db, moment), moment: moment)
            }
        }
    }
}

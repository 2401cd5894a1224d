import Postgres
import TestCluster
import Testing

/// Changes that an editor tries, and that are taken back. One connection, so that they wait here and not for one another's lock.
enum Trial {
    static func pool() async throws -> Pool { try await opening.value }

    private static let opening = Task {
        let database = try await TestCluster.shared.database(template: Templates.seeded())
        return Pool(database.connectionString.with(user: "register_editor"), limit: 1, patience: .seconds(600))
    }

    /// What the statements lead to, when every rule has been held against them as COMMIT would.
    static func after<R: Sendable>(_ sql: String, _ answer: @Sendable (isolated Connection) throws -> R) async throws -> R {
        try await takenBack { db in
            try db.script("\(sql); SET CONSTRAINTS ALL IMMEDIATE")
            return try answer(db)
        }
    }

    static func takenBack<R: Sendable>(_ body: @Sendable (isolated Connection) throws -> R) async throws -> R {
        try await pool().run { db in
            try db.script("BEGIN")
            do {
                let value = try body(db)
                try db.script("ROLLBACK")
                return value
            } catch {
                try db.script("ROLLBACK")
                throw error
            }
        }
    }

    /// Expects that the statements themselves pass, since a transaction may go through states that do not fit, and that their COMMIT is refused, as is
    /// whoever asks before it.
    static func expectRefusal(_ sql: String, _ constraint: String, _ message: String, _ location: SourceLocation = #_sourceLocation) async throws {
        let (error, earlier, revision) = try await pool().run { db in
            try db.script("BEGIN; \(sql); ROLLBACK")
            return (
                try db.refusal("BEGIN; \(sql); COMMIT"), try db.refusal("BEGIN; \(sql); SET CONSTRAINTS ALL IMMEDIATE"),
                try db.number("SELECT latest_revision()")
            )
        }
        #expect(error.message == message && error.constraint == constraint, "\(error)", sourceLocation: location)
        #expect(error.state.rawValue == "23000" && earlier.constraint == constraint, sourceLocation: location)
        #expect(revision == 1, sourceLocation: location)
    }
}

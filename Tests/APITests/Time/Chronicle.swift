import Postgres
import Register
import Synchronization
import TestCluster
import Testing

/// Writes random transactions into a register and into the model beside it.
final class Chronicle: Sendable {
    struct Tally: Sendable {
        var changes = 0
        var committed = 0
        var changesNothing = 0
        var rolledBack = 0
        var refused = 0
    }

    private struct State {
        var model = RecordedModel()
        var edits: RandomEdits
        var tally = Tally()
    }

    let seed: UInt64
    private let editor: Pool
    private let state: Mutex<State>

    init(seed: UInt64, editor: Pool) {
        (self.seed, self.editor) = (seed, editor)
        state = Mutex(State(edits: RandomEdits(seed: seed)))
    }

    var model: RecordedModel { state.withLock { $0.model } }
    var tally: Tally { state.withLock { $0.tally } }

    /// The first revision.
    func begin() async throws {
        let beginnings = state.withLock { $0.edits.beginnings() }
        var first = RegisterState()
        for edit in beginnings { _ = first.apply(edit) }
        #expect(first.fault() == nil)
        let (refusal, revision, moment) = try await send(RandomEdits.setUp(beginnings))
        try #require(refusal == nil && revision == 1)
        state.withLock { [first] in $0.model.commit(first, at: moment) }
    }

    /// Until so many rows more have changed.
    func write(changes: Int) async throws {
        let end = tally.changes + changes
        while tally.changes < end {
            let transaction = state.withLock { $0.edits.transaction(on: $0.model.newest) }
            let (refusal, revision, moment) = try await send(transaction.sql)
            let before = model.revision
            let about: Comment = "REGISTER_PROPERTY_SEED=\(seed), after revision \(before): \(transaction.sql)"
            switch transaction.outcome {
            case .committed(let after):
                try #require(refusal == nil && revision == before + 1, "\(refusal ?? "revision \(revision)") \(about)")
                state.withLock { state in
                    state.model.commit(after, at: moment)
                    state.tally.changes += transaction.changes
                    state.tally.committed += 1
                }
            case .changesNothing, .rolledBack:
                try #require(refusal == nil && revision == before, "\(refusal ?? "revision \(revision)") \(about)")
                if case .rolledBack = transaction.outcome {
                    state.withLock { $0.tally.rolledBack += 1 }
                } else {
                    state.withLock { $0.tally.changesNothing += 1 }
                }
            case .refused(let why):
                try #require(refusal != nil, "not refused, although \(why). \(about)")
                try #require(revision == before, about)
                state.withLock { $0.tally.refused += 1 }
            }
        }
    }

    /// Gives the revisions so far other moments, as if they had been recorded over ten years, many of them at midnight.
    func spread(over database: TestDatabase) async throws {
        var random = SplitMix(seed: seed, number: 1)
        var day = 16_071  // 2014-01-01
        let gap = max(1, 7800 / model.revision)
        let moments = (0..<model.revision).map { _ in
            day += 1 + random.below(gap)
            let hours = random.pick([22, 23, 22, 23, random.below(22)])
            return Instant(microseconds: (day * 24 + hours) * 3_600_000_000) + random.pick([-1, 0, 0, 1])
        }
        let values = moments.enumerated().map { "(\($0 + 1), '\($1)'::timestamptz)" }.joined(separator: ", ")
        try await database.script(
            """
            BEGIN; SET LOCAL session_replication_role = replica;
            UPDATE revision SET recorded_at = v.moment FROM (VALUES \(values)) v (number, moment) WHERE revision.number = v.number; COMMIT
            """)
        state.withLock { $0.model.retime(moments) }
    }

    /// - Returns: What the server says against it, and the newest revision.
    private func send(_ sql: String) async throws -> (refusal: String?, revision: Int, moment: Instant) {
        try await editor.run { db in
            var refusal: String?
            do {
                try db.script(sql)
            } catch PGError.server(let error) where ["22", "23"].contains(error.state.classCode) {
                // A value that cannot be (a period that ends before it begins) or a constraint, and nothing else, is what may stand in the way.
                refusal = error.message
                try db.script("ROLLBACK")
            }
            let (revision, moment) = try db.one(Self.newest)
            return (refusal, revision, moment)
        }
    }

    private static let newest = Statement(
        "newest_revision",
        """
        SELECT number, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM revision ORDER BY number DESC LIMIT 1
        """, Void.self, (Int, Instant).self)
}

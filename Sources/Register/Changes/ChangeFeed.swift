public import Postgres

/// The change log, read on from a place in it. Every function reads within the caller's snapshot.
///
/// Revisions follow commit order without gaps, so whatever a snapshot shows is complete up to its newest revision: who has read so far misses nothing.
public enum ChangeFeed {
    /// The channel on which the database announces each revision as it is committed. An announcement may get lost, a revision may not: read after each.
    public static let channel = "register_revision"

    /// The tables whose changes are logged. A test holds the list to the schema.
    public static let entities = [
        "arrangement", "arrangement_organisation", "arrangement_policy_domain", "arrangement_version", "body", "body_relation", "inhabitants",
        "legal_form", "milestone", "municipality", "municipality_name", "municipality_succession", "norm", "organisation", "organisation_version",
        "participant", "policy_domain", "procurement", "region", "region_member", "region_name", "region_nesting", "region_type", "seat", "source",
    ]

    /// The changes behind a place, at most so many, and where to go on; nil at the end.
    ///
    /// A revision is all on one page, unless it is larger than a page: then its pages hold nothing else but the last, which goes on with the revisions after it.
    /// - Parameter entities: The tables to look at; empty: all.
    public static func page(
        _ db: isolated Connection, after cursor: ChangeCursor, entities: [String], limit: Int
    ) throws -> (changes: [Change], next: ChangeCursor?) {
        var changes = try db.all(listed, cursor.revision, cursor.position, entities, limit + 1)
        guard changes.count > limit else { return (changes, nil) }
        let first = changes.removeLast()
        let whole = changes.prefix { $0.revision != first.revision }
        if let last = whole.last { return (Array(whole), ChangeCursor(revision: last.revision)) }
        return (changes, changes.last?.cursor)
    }

    /// The changes behind a place, at most so many.
    public static func next(_ db: isolated Connection, after cursor: ChangeCursor, entities: [String], most: Int) throws -> [Change] {
        try db.all(listed, cursor.revision, cursor.position, entities, most)
    }

    /// All changes behind a place, some at a time.
    public static func rest(
        _ db: isolated Connection, after cursor: ChangeCursor, entities: [String], take: ([Change]) throws -> Void
    ) throws {
        var place = cursor
        while true {
            let changes = try next(db, after: place, entities: entities, most: batch)
            if !changes.isEmpty { try take(changes) }
            guard changes.count == batch, let last = changes.last else { return }
            place = last.cursor
        }
    }

    /// How many changes ``rest(_:after:entities:take:)`` holds at a time.
    private static let batch = 1000

    static let listed = Statement(
        "changes_listed",
        """
        SELECT c.revision, c.ordinal, to_char(c.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), c.entity, c.key, c.operation, c.actor,
               c.before::text, c.after::text
        FROM changes_after($1, $2, nullif($3::text[], '{}'), $4, :as_of) c ORDER BY c.revision, c.ordinal
        """, (Int, Int, [String], Int).self
    ) { row in
        let (revision, ordinal, recordedAt, entity, key, operation, actor, before, after) = try row.decode(
            (Int, Int, Instant, String, String, String, String?, String?, String?).self)
        return Change(
            revision: revision, ordinal: ordinal, recordedAt: recordedAt, entity: entity, key: key, operation: operation, actor: actor,
            before: before,
            after: after)
    }
}

public import Postgres

/// The facts that the project brings along: files of a folder, loaded through the same views that an admin uses in psql.
public struct Seed: Sendable {
    /// In this order: what comes later refers to what comes before.
    public static let tables = [
        "source", "region_type", "municipality", "region", "municipality_succession", "region_member", "region_nesting", "inhabitants", "norm",
        "policy_domain", "legal_form", "organisation", "arrangement", "arrangement_policy_domain", "participant", "arrangement_organisation", "body",
        "seat", "body_relation", "procurement", "milestone",
    ]

    private static let analysed =
        (tables + ["municipality_name", "region_name", "organisation_version", "arrangement_version"])
        .map { "public." + $0 }.joined(separator: ", ")

    public struct Outcome: Sendable, Hashable {
        /// The revision that it made; nil: every fact was there already.
        public let revision: Int?
        /// Rows of the files.
        public let rows: Int
        /// Rows of the register that were added or set back to what the files say.
        public let changes: Int
    }

    public let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// All files or none, in one revision. What is there already is left alone, so a second time nothing changes.
    public func load(_ db: isolated Connection) throws -> Outcome {
        let outcome = try db.transaction {
            let before = try db.one(Self.revision)
            try db.run(Self.note, "register seed", "The facts that come with the project")
            var rows = 0
            for table in Self.tables {
                rows += try db.copyIn("COPY load.\(table) FROM STDIN (FORMAT csv, HEADER)", file: "\(folder)/\(table).csv")
            }
            let after = try db.one(Self.revision)
            let changes = try db.one(Self.changes, before)
            return Outcome(revision: after > before ? after : nil, rows: rows, changes: changes)
        }
        // Until the server's own housekeeping comes by, the planner would believe the tables empty: a list of the country took ten times as long.
        if outcome.revision != nil { try db.script("ANALYZE \(Self.analysed)") }
        return outcome
    }

    /// Whether nobody has put anything into the register yet.
    public static func isNeeded(_ db: isolated Connection) throws -> Bool { try db.one(revision) == 0 }

    static let revision = Statement("latest_revision", "SELECT latest_revision()", Void.self, (Int).self)
    static let changes = Statement("changes_after", "SELECT count(*) FROM change WHERE revision > $1", (Int).self, (Int).self)
    static let note = Statement(
        "note_transaction", "SELECT set_config('register.actor', $1, true), set_config('register.note', $2, true)", (String, String).self)
}

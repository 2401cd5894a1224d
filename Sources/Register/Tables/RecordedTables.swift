public import Postgres

/// The register as it is recorded: what a copy of it is made from. Every function reads within the caller's snapshot.
public enum RecordedTables {
    /// The same whose changes ``ChangeFeed`` gives.
    public static var names: [String] { ChangeFeed.entities }

    /// In order of name.
    public static func all(_ db: isolated Connection) throws -> [RecordedTable] {
        let columns = Dictionary(grouping: try db.all(columnsFound), by: \.table)
        return try db.all(listed, names).map { name, description, rowCount in
            RecordedTable(name: name, description: description, rowCount: rowCount, columns: columns[name, default: []].map(\.column))
        }
    }

    /// Every row of a table as JSON, in order of its key, some at a time.
    /// - Parameter name: One of ``names``.
    public static func rows(_ db: isolated Connection, of name: String, take: ([String]) throws -> Void) throws {
        precondition(names.contains(name))
        try db.batches(rowsFound, name, nil, 0, to: take)
    }

    /// Some rows of a table, and how many it has.
    /// - Parameter name: One of ``names``.
    public static func rows(_ db: isolated Connection, of name: String, most: Int, skipping skipped: Int) throws -> (rows: [String], total: Int) {
        precondition(names.contains(name))
        return (try db.all(rowsFound, name, most, skipped), try db.one(rowsCounted, name))
    }

    static let columnsFound = Statement(
        "recorded_columns", "SELECT table_name, name, type, is_key, description FROM recorded_columns() ORDER BY table_name COLLATE \"C\", ordinal",
        Void.self
    ) { row in
        let (table, name, type, isKey, description) = try row.decode((String, String, String, Bool, String).self)
        return (table: table, column: RecordedTable.Column(name: name, type: type, isKey: isKey, description: description))
    }

    static let listed = Statement(
        "recorded_tables",
        """
        SELECT n.name, obj_description(format('public.%I', n.name)::regclass, 'pg_class'), recorded_row_count(n.name, :as_of)
        FROM unnest($1::text[]) n (name) ORDER BY n.name COLLATE "C"
        """, ([String]).self, (String, String, Int).self)

    static let rowsCounted = Statement("recorded_row_count", "SELECT recorded_row_count($1, :as_of)", (String).self, (Int).self)

    static let rowsFound = Statement(
        "recorded_rows", "SELECT r::text FROM recorded_rows($1, $2::bigint, $3::bigint, :as_of) r", (String, Int?, Int).self, (String).self)
}

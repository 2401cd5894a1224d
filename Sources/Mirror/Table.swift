/// A table of the register, as `/v1/tables` describes it.
struct Table: Hashable {
    struct Column: Hashable {
        let name: String
        /// `text`, `integer`, `boolean`, `date` or `list`.
        let type: String
        let isKey: Bool
        let description: String

        /// How SQLite keeps it: a date and a list as text, a boolean as 0 or 1.
        var storage: String { type == "integer" || type == "boolean" ? "INTEGER" : "TEXT" }
    }

    let name: String
    let description: String
    let rowCount: Int
    let columns: [Column]

    var keys: [Column] { columns.filter(\.isKey) }

    /// What the rows depend on.
    var structure: [String] { columns.map { "\($0.name) \($0.storage)\($0.isKey ? " key" : "")" } }

    /// Whether it can be a table of the file: its name comes over the network.
    var isUsable: Bool {
        func isName(_ text: String) -> Bool { text.wholeMatch(of: /[a-z_][a-z0-9_]{0,62}/) != nil }
        return isName(name) && !name.hasPrefix("sqlite_") && !name.hasPrefix("mirror") && columns.allSatisfy { isName($0.name) } && !keys.isEmpty
            && Set(columns.map(\.name)).count == columns.count
    }

    // MARK: SQL

    /// The descriptions stand beside the columns, so that `.schema` shows them.
    var creation: String {
        func comment(_ text: String) -> String { "-- " + text.replacing("\n", with: " ").replacing("\r", with: " ") }
        let columns = columns.map { "  \($0.name.quoted) \($0.storage), \(comment("\($0.type). \($0.description)"))\n" }.joined()
        return "CREATE TABLE \(name.quoted) ( \(comment(description))\n\(columns)  PRIMARY KEY (\(Self.list(keys)))\n)"
    }

    /// A row as JSON is the parameter.
    /// - Parameter place: The table, as SQL has it.
    func insertion(into place: String) -> String {
        "INSERT INTO \(place) (\(Self.list(columns))) VALUES (\(columns.map(Self.value).joined(separator: ", ")))"
    }

    var place: String { "main.\(name.quoted)" }

    /// By the key of a row as JSON, which is the parameter.
    var deletion: String { "DELETE FROM \(place) WHERE " + keys.map { "\($0.name.quoted) = \(Self.value($0))" }.joined(separator: " AND ") }

    static func list(_ columns: [Column]) -> String { columns.map(\.name.quoted).joined(separator: ", ") }

    private static func value(_ column: Column) -> String { "json_extract(?1, '$.\(column.name.quoted)')" }
}

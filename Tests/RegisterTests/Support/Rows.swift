/// INSERT statements for facts of cooperation, as somebody types them into psql. nil is NULL.
enum Rows {
    static let source = "samenwerking-midden-limburg"

    static func all(_ statements: String...) -> String { statements.joined(separator: "; ") }

    static func insert(_ table: String, _ facts: KeyValuePairs<String, String?>) -> String {
        let values = facts.map { fact in fact.value.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL" }
        let columns = facts.map(\.key) + ["source_id"]
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\((values + ["'\(source)'"]).joined(separator: ", ")))"
    }

    /// A party that begins with GM is a municipality.
    static func participant(
        _ arrangement: String, _ party: String, _ from: String, _ to: String? = nil, role: String = "participant", table: String = "participant"
    ) -> String {
        let column = party.hasPrefix("GM") ? "municipality_code" : "organisation_id"
        return insert(table, ["arrangement_id": arrangement, column: party, "valid_from": from, "valid_to": to, "role": role])
    }

    static func arrangement(_ id: String, _ from: String, _ to: String? = nil, legalForm: String? = nil) -> String {
        insert("load.arrangement", ["id": id, "name": id, "legal_form_id": legalForm, "valid_from": from, "valid_to": to])
    }

    static func version(of arrangement: String, _ from: String, _ to: String? = nil, legalForm: String? = nil) -> String {
        insert(
            "arrangement_version",
            ["arrangement_id": arrangement, "name": arrangement, "legal_form_id": legalForm, "valid_from": from, "valid_to": to])
    }

    static func organisation(_ id: String, under parent: String? = nil, _ from: String, _ to: String? = nil) -> String {
        insert("load.organisation", ["id": id, "name": id, "parent_id": parent, "valid_from": from, "valid_to": to])
    }

    static func body(_ id: String, of arrangement: String, _ from: String, _ to: String? = nil) -> String {
        insert("body", ["id": id, "arrangement_id": arrangement, "name": id, "kind": "overleg", "valid_from": from, "valid_to": to])
    }

    static func seat(_ body: String, _ role: String, for party: String? = nil, _ from: String, _ to: String? = nil) -> String {
        let column = party?.hasPrefix("GM") == true ? "municipality_code" : "organisation_id"
        return insert("seat", ["body_id": body, "role": role, column: party, "valid_from": from, "valid_to": to])
    }

    static func relation(_ one: String, _ kind: String, _ other: String, _ from: String, _ to: String? = nil, table: String = "body_relation")
        -> String
    {
        insert(table, ["from_body_id": one, "kind": kind, "to_body_id": other, "valid_from": from, "valid_to": to])
    }
}

import Register

extension RecordedTable: Represented {
    static let shape: Shape = ["name", "description", "rowCount", .object("columns", ["name", "type", "isKey", "description"])]

    var json: JSON {
        ["name": .string(name), "description": .string(description), "rowCount": .int(rowCount), "columns": columns.json]
    }
}

extension RecordedTable.Column: JSONRepresentable {
    var json: JSON {
        ["name": .string(name), "type": .string(type), "isKey": .bool(isKey), "description": .string(description)]
    }
}

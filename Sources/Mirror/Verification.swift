/// Holds every row of the file to the register at the same revision, both ways.
struct Verification {
    let file: MirrorFile
    let origin: Origin
    let tables: [Table]

    /// The differences that are told; all are counted.
    private static let told = 10

    func run() throws -> LocalCopy.Comparison {
        let database = file.database
        // One state of the file, whoever writes it meanwhile.
        return try database.transaction("DEFERRED") {
            // There is one: whoever verifies has brought the file up to date.
            guard let state = try file.state() else { throw MirrorError.damaged(file.path, reason: "it does not say what it is a copy of") }
            var comparison = LocalCopy.Comparison(
                revision: state.revision, rowCount: 0, tableCount: tables.count, differenceCount: 0, differences: [])
            for table in tables {
                try database.run("DROP TABLE IF EXISTS temp.compared")
                try database.run(table.creation.replacing("CREATE TABLE \(table.name.quoted)", with: "CREATE TABLE temp.compared"))
                comparison.rowCount += try origin.copy(table, at: state.revision, into: "temp.compared", of: database)
                try compare(table, &comparison)
            }
            try database.run("DROP TABLE IF EXISTS temp.compared")
            return comparison
        }
    }

    private func compare(_ table: Table, _ comparison: inout LocalCopy.Comparison) throws {
        let same = table.keys.map { "f.\($0.name.quoted) IS r.\($0.name.quoted)" }.joined(separator: " AND ")
        func key(_ side: String) -> String {
            table.keys.map { "coalesce(\(side).\($0.name.quoted), '')" }.joined(separator: " || '/' || ")
        }
        let (mine, its) = ("\(table.place) f", "temp.compared r")
        try tell("SELECT \(key("r")) FROM \(its) WHERE NOT EXISTS (SELECT 1 FROM \(mine) WHERE \(same))", &comparison) {
            "\(table.name) \($0[0]): the file lacks the row"
        }
        try tell("SELECT \(key("f")) FROM \(mine) WHERE NOT EXISTS (SELECT 1 FROM \(its) WHERE \(same))", &comparison) {
            "\(table.name) \($0[0]): the register has no such row"
        }
        for column in table.columns where !column.isKey {
            let name = column.name.quoted
            // 1 and 1.0, or a text and a blob of its bytes, are the same to IS and not the same.
            try tell(
                """
                SELECT \(key("f")), quote(f.\(name)), quote(r.\(name)) FROM \(mine) JOIN \(its) ON \(same)
                WHERE f.\(name) IS NOT r.\(name) OR typeof(f.\(name)) <> typeof(r.\(name))
                """, &comparison
            ) { "\(table.name) \($0[0]): \(column.name) is \($0[1]) in the file, and \($0[2]) in the register" }
        }
    }

    private func tell(_ sql: String, _ comparison: inout LocalCopy.Comparison, _ sentence: ([String]) -> String) throws {
        for row in try file.database.query(sql).rows({ row in (0..<3).map { row.text($0) ?? "" } }) {
            comparison.differenceCount += 1
            if comparison.differences.count < Self.told { comparison.differences.append(sentence(row)) }
        }
    }
}

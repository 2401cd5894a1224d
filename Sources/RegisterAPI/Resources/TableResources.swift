import HTTP
import Postgres
import Register

/// `/v1/tables`: the register as it is recorded, for who keeps a copy of it.
enum TableResources {
    /// GET /v1/tables
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let shown: Presentation<RecordedTable> = parameters.presentation([
            ("name", { item, _ in .text(item.name) }), ("rowCount", { item, _ in .int(item.rowCount) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, _, take in
            try take(RecordedTables.all(db))
            return Whole(validOn: nil)
        }
    }

    /// GET /v1/tables/{table}. The columns differ from table to table, so these are no items of a fixed shape.
    static func rows(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let page = parameters.page()
        if call.type == .ndjson {
            for name in ["page", "pageSize"] where parameters.isGiven(name) {
                parameters.refuse(
                    name, .parametersExclusive, "\(call.type.text) is the whole table: leave “\(name)” out, or ask for \(MediaType.json.text).")
            }
        }
        _ = try parameters.finish()
        let table = try table(call.path("table"))
        if call.type == .ndjson { return try await every(call, table) }
        let (start, overflow) = (page.number - 1).multipliedReportingOverflow(by: page.size)
        let ((rows, total), moment) = try await call.read { db, _ in
            try RecordedTables.rows(db, of: table, most: overflow ? 0 : page.size, skipping: overflow ? 0 : start)
        }
        let body: JSON = ["items": .array(rows.map { JSON(stored: $0) }), "page": page.json(total: total)]
        return Answer(body, at: moment, links: page.links(call.target, total: total))
    }

    private static func every(_ call: Call, _ table: String) async throws -> Answer {
        let (written, moment) = try await call.read { db, _ in
            var writer = BodyWriter(mayCompress: call.request.takesGzip)
            try RecordedTables.rows(db, of: table) { rows in
                for row in rows { try writer.write(JSON(stored: row).bytes + [UInt8(ascii: "\n")]) }
            }
            return try writer.finish()
        }
        return Answer(.written(written), .ndjson, at: moment)
    }

    private static func table(_ name: String) throws -> String {
        let names = RecordedTables.names
        guard let known = names.first(where: { $0 == name }) else {
            let list = names.map { "“\($0)”" }.joined(separator: ", ")
            throw Problem(.tableUnknown, "There is no table “\(name.prefix(100))”.\(Spelling.hint(name, among: names)) Those there are: \(list).")
        }
        return known
    }
}

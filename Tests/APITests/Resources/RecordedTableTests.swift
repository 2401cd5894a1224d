import Register
import Testing

@testable import RegisterAPI

/// `/v1/tables` and the rows of each.
@Suite struct RecordedTableTests {
    @Test func theTablesAreThoseOfTheFeed() async throws {
        let tables = try await items("/v1/tables")
        #expect(tables.compactMap { $0["name"].text } == ChangeFeed.entities)
        #expect(tables.reduce(0) { $0 + ($1["rowCount"].number ?? 0) } == 13_916)
        for table in tables {
            let columns = table["columns"].elements
            #expect(columns.last?["name"] == "revision" && columns.contains { $0["isKey"] == true }, "\(table)")
            #expect(columns.allSatisfy { ["text", "integer", "boolean", "date", "list"].contains($0["type"].text) }, "\(table)")
            #expect(columns.allSatisfy { $0["description"].text?.isEmpty == false } && table["description"].text?.isEmpty == false)
            #expect(!columns.contains { $0["name"] == "validity" }, "computed from other columns")
        }
        let keys = tables.first { $0["name"] == "inhabitants" }?["columns"].elements.filter { $0["isKey"] == true }.compactMap { $0["name"].text }
        #expect(keys == ["municipality_code", "reference_date"])
    }

    /// The seed is one revision, so what its changes left is what is there.
    @Test(arguments: ChangeFeed.entities) func rowsAreThoseOfTheChangeLog(table: String) async throws {
        let description = try #require(try await items("/v1/tables").first { $0["name"] == .string(table) })
        let columns = Set(description["columns"].elements.compactMap { $0["name"].text })
        let rows = try await Service.shared.lines("/v1/tables/\(table)")
        let recorded = try await Service.shared.lines("/v1/changes?entity=\(table)").compactMap { JSON(reading: $0)?["data"]["after"] }
        #expect(rows.count == description["rowCount"].number && rows.allSatisfy { JSON(reading: $0).map { Set($0.names) } == columns })
        let expected = recorded.map { row in
            guard case .object(let members) = row else { return row.bytes }
            return JSON.object(members.filter { columns.contains($0.name) }).bytes
        }
        #expect(Set(rows) == Set(expected) && rows.count == expected.count)
    }

    @Test(arguments: [1, 7, 1000]) func pagesAreTheWholeTable(size: Int) async throws {
        let rows = try await Service.shared.lines("/v1/tables/milestone")
        var seen: [[UInt8]] = []
        var target: String? = "/v1/tables/milestone?pageSize=\(size)"
        while let next = target {
            let reply = try await Service.shared.send(next)
            let page = try reply.json()
            #expect(page["page"]["total"].number == rows.count && page["items"].elements.count <= size)
            seen += page["items"].elements.map(\.bytes)
            target = reply.links["next"]
        }
        #expect(seen == rows)
        #expect(try await get("/v1/tables/milestone?page=1000000&pageSize=1000")["items"] == [])
    }

    @Test func asTheyWere() async throws {
        let office = try await Office()
        let before = try await office.service.lines("/v1/tables/norm")
        try await office.edit("UPDATE norm SET name = 'Anders'")
        try await office.edit("INSERT INTO source (id, title, publisher) VALUES ('a', 'A', 'P')")
        let count = try await office.service.get("/v1/tables/source")["page"]["total"].number ?? 0
        #expect(try await office.service.get("/v1/tables/source?revision=2")["page"]["total"].number == count - 1)
        #expect(try await office.service.lines("/v1/tables/norm?revision=1") == before)
        #expect(try await office.service.get("/v1/tables/norm")["items"][0]["name"] == "Anders")
        let nothing = try await office.service.get("/v1/tables?availableOn=2020-01-01T00:00:00Z&pageSize=1000")["items"].elements
        #expect(nothing.count == 25 && nothing.allSatisfy { $0["rowCount"] == 0 })
        #expect(try await office.service.get("/v1/tables/norm?revision=0")["items"] == [])
        #expect(try await office.service.lines("/v1/tables/norm?availableOn=2020-01-01T00:00:00Z") == [])
    }

    @Test(arguments: ["norms", "revision", "change", "schema_migration", "NORM", "norm%22;--", "%27", "history.norm", "load.norm"])
    func whatIsNoneIsNotThere(name: String) async throws {
        let problem = try await get("/v1/tables/\(name)", 404)
        #expect(problem["code"] == "table-unknown" && problem["detail"].text?.hasSuffix("“source”.") == true, "\(problem)")
        #expect(name != "norms" || problem["detail"].text?.contains("Did you mean “norm”?") == true)
    }

    @Test func whatCannotBeTaken() async throws {
        #expect(
            try await faults("/v1/tables/norm?page=0&validOn=2020-01-01&revision=9")
                == ["page number-invalid", "validOn parameter-unknown"])
        #expect(try await faults("/v1/tables/norm?revision=9") == ["revision revision-unknown"])
        let reply = try await Service.shared.send("/v1/tables/norm?page=1&pageSize=5", fields: ["Accept: application/x-ndjson"])
        #expect(try reply.status == 400 && reply.json().faults == ["page parameters-exclusive", "pageSize parameters-exclusive"])
    }
}

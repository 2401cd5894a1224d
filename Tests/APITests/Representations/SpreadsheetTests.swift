import Testing

@testable import RegisterAPI

/// What editors may write into the register does no harm in a table, and can be read back from it.
@Suite struct SpreadsheetTests {
    private static func holds(_ body: [UInt8], _ text: String) -> Bool { body.firstRange(of: Array(text.utf8)) != nil }

    @Test func aTextIsAFieldOfItsOwnAndNoFormula() async throws {
        let reply = try await SpreadsheetRegister.service.send(
            "/v1/organisations?parent=cellen&sort=id", fields: ["Accept: text/csv"], type: Resource.csv)
        for (index, (name, field)) in SpreadsheetRegister.names.enumerated() {
            #expect(Self.holds(reply.body, "\r\ncel-\(index),organisation,\(field),cellen,Cellen,"), "\(name)")
        }
        #expect(try Sheet(reply).rows.count == SpreadsheetRegister.names.count)
    }

    @Test func aListIsOneCellAndNoFormula() async throws {
        let sheet = try await SpreadsheetRegister.service.csv("/v1/arrangements/cellen/bodies?sort=id")
        #expect(sheet["id"] == SpreadsheetRegister.tasks.indices.map { "cel-\($0)" })
        #expect(sheet["tasks"] == SpreadsheetRegister.tasks.map(\.cell))
        // The values of an object stand at the same place in each column.
        #expect(sheet["seats.role"][0] == "'=a;b;c" && sheet["seats.count"][0] == ";2;" && sheet["seats.note"][0] == "\"x; y\";;=z")
        #expect(sheet["seats.role"][1] == nil && sheet["seats.count"][1] == nil)
    }

    @Test func aListWithinAListIsAValueOfIt() async throws {
        let sheet = try await SpreadsheetRegister.service.csv("/v1/organisations?arrangement=cellen")
        #expect(sheet["arrangements.id"] == ["cellen;cellen-2"] && sheet["arrangements.name"] == ["'=Cellen;\"Cellen; 2\""])
        #expect(sheet["arrangements.involvement"] == ["\"advises;supports\";carries-out"])
    }

    @Test func anEmptyTextIsNotNothing() async throws {
        let service = try await SpreadsheetRegister.service
        let reply = try await service.send("/v1/sources", fields: ["Accept: text/csv"], type: Resource.csv)
        #expect(Self.holds(reply.body, "\r\ncel-leeg,Leeg,X,,\"\",,\"\"\r\n"))
        #expect(Self.holds(reply.body, "\r\ncel-niets,Niets,X,,,,\r\n"))
    }

    /// A line with nothing in it is passed over by many readers, and would be a row less.
    @Test func noLineIsEmpty() async throws {
        let reply = try await SpreadsheetRegister.service.send("/v1/sources?fields=note", fields: ["Accept: text/csv"], type: Resource.csv)
        #expect(!Self.holds(reply.body, "\r\n\r\n"))
        let notes = try await SpreadsheetRegister.service.get("/v1/sources?pageSize=1000&fields=note")["items"].elements
        let rows = try Sheet(reply).rows
        #expect(notes.contains(["note": .null]) && rows.count == notes.count)
    }

    @Test(arguments: [
        "/v1/organisations", "/v1/organisations?parent=cellen&sort=-name", "/v1/arrangements", "/v1/arrangements/cellen/bodies",
        "/v1/arrangements/cellen/milestones", "/v1/sources", "/v1/sources?fields=note", "/v1/municipalities?status=all",
        "/v1/regions?validOn=2016-06-01", "/v1/municipalities/GM0988/partners?validOn=2016-06-01",
        "/v1/municipalities/GM0988/regions?validOn=2016-06-01",
        "/v1/scale-levels/region/inhabitants?validOn=2016-06-01", "/v1/scale-levels/municipality/inhabitants",
    ]) func itCanAllBeReadBack(target: String) async throws {
        let service = try await SpreadsheetRegister.service
        let separator = target.contains("?") ? "&" : "?"
        let items = try await service.get("\(target)\(separator)pageSize=1000")["items"].elements
        let sheet = try await service.csv(target)
        try #require(sheet.rows.count == items.count && !items.isEmpty)
        for (row, item) in items.enumerated() {
            #expect(sheet.faults(row: row, item) == [], "\(target)")
            for (column, cell) in zip(sheet.columns, sheet.rows[row]) {
                guard case .int = item.value(at: column.split(separator: ".").map(String.init)[...]) else {
                    #expect(!Sheet.isFormula(cell?.unicodeScalars.first), "\(column): \(cell ?? "")")
                    continue
                }
            }
        }
        #expect(try await service.lines(target) == items.map(\.bytes), "\(target)")
    }

    @Test func aNumberStaysANumber() async throws {
        let margins = try await Service.shared.csv("/v1/scale-levels/municipality/inhabitants?sort=margin")["margin"].compactMap { $0 }
        let first = try #require(margins.first)
        #expect(first.hasPrefix("-") && margins.allSatisfy { Int($0) != nil })
    }
}

import Testing

@testable import RegisterAPI

/// A whole collection as CSV (RFC 4180) and as NDJSON: the items of the JSON pages, value by value, in the same order.
@Suite struct TableTests {
    /// Questions beside those of ``Resource`` whose answers are long, have absent values, or have lists with much in them.
    private static let further = [
        "/v1/municipalities?status=all", "/v1/municipalities?status=ended&sort=-validTo,province", "/v1/regions?validOn=2016-06-01",
        "/v1/scale-levels/municipality/inhabitants?validOn=2017-01-01&sort=-margin", "/v1/arrangements?validOn=2014-06-01",
        "/v1/arrangements/3d-midden-limburg-west/bodies", "/v1/arrangements/wzsw-midden-brabant/participants", "/v1/municipalities?name=xyzzy",
        "/v1/regions/PV31/inhabitants",
    ]

    private static func compare(_ target: String) async throws {
        let items = try await items(target)
        let sheet = try await Service.shared.csv(target)
        #expect(sheet.rows.count == items.count, "\(target)")
        for (row, item) in items.enumerated() where row < sheet.rows.count {
            let faults = sheet.faults(row: row, item)
            #expect(faults == [], "\(target)")
            // Nothing in the item is without a column.
            #expect(item.leaves.isSubset(of: sheet.columns), "\(target): \(item.leaves.subtracting(sheet.columns))")
        }
        let lines = try await Service.shared.lines(target)
        #expect(lines == items.map(\.bytes), "\(target)")
    }

    @Test(arguments: Resource.collections) func theyAreTheItemsOfThePages(resource: Resource) async throws {
        try await Self.compare(resource.path)
        for key in resource.sortKeys {
            try await Self.compare(resource.with("sort=\(key)"))
            try await Self.compare(resource.with("sort=-\(key)"))
        }
        for (name, value) in resource.query { try await Self.compare(resource.with("\(name)=\(value)")) }
        for (name, values) in resource.lists { try await Self.compare(resource.with("\(name)=\(values.joined(separator: ","))")) }
    }

    @Test(arguments: further) func alsoWhereThereIsMuchOrNothing(target: String) async throws { try await Self.compare(target) }

    @Test(arguments: Resource.collections) func fieldsAreColumns(resource: Resource) async throws {
        let whole = try await Service.shared.csv(resource.path)
        #expect(Set(whole.columns).count == whole.columns.count && !whole.rows.isEmpty)
        let members = whole.columns.map { String($0.prefix { $0 != "." }) }.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        for fields in members.map({ [$0] }) + [[members[members.count - 1], members[0]]] {
            let target = resource.with("fields=\(fields.joined(separator: ","))")
            try await Self.compare(target)
            // In the order of the table, whatever the order of the question.
            let columns = try await Service.shared.csv(target).columns
            #expect(columns == whole.columns.filter { fields.contains(String($0.prefix { $0 != "." })) })
        }
    }

    /// A program reads columns by their names: they may be added to, never renamed.
    @Test(arguments: [
        (
            "/v1/municipalities",
            """
            code,name,identifiers.cbs,identifiers.tooi,province.code,province.name,validFrom,validTo,status,inhabitants.referenceDate,inhabitants.count,\
            inhabitants.precision,inhabitants.status,inhabitants.source,predecessors.code,predecessors.name,predecessors.on,predecessors.kind,\
            successors.code,successors.name,successors.on,successors.kind,source
            """, "name=xyzzy"
        ),
        (
            "/v1/regions", "id,name,type,scaleLevel,validFrom,validTo,status,within.id,within.name,contains.id,contains.name,memberCount,source",
            "name=xyzzy"
        ),
        ("/v1/municipality-successions", "on,from.code,from.name,to.code,to.name,kind,source", "to=1900-01-01"),
        (
            "/v1/arrangements/jeugdhulpregio-zuid-limburg/participants",
            "party.kind,party.code,party.id,party.name,role,validFrom,validTo,datePrecision,source", "role=adviser"
        ),
    ]) func columnsDoNotDependOnTheItems(path: String, header: String, nothing: String) async throws {
        let some = try await Service.shared.csv(path)
        #expect(some.columns.joined(separator: ",") == header && !some.rows.isEmpty)
        let none = try await Service.shared.send("\(path)?\(nothing)", fields: ["Accept: text/csv"], type: Resource.csv)
        #expect(none.body == Array("\(header)\r\n".utf8), "\(none.text)")
        let lines = try await Service.shared.send("\(path)?\(nothing)", fields: ["Accept: application/x-ndjson"], type: Resource.ndjson)
        #expect(lines.status == 200 && lines.body.isEmpty)
    }

    @Test func theTextIsUTF8WithoutAMark() async throws {
        let reply = try await Service.shared.send("/v1/municipalities?status=all", fields: ["Accept: text/csv"], type: Resource.csv)
        #expect(Array(reply.body.prefix(5)) == Array("code,".utf8))
        let names = try Sheet(reply)["name"].compactMap { $0 }
        #expect(names.count == 463)
        for name in ["'s-Hertogenbosch", "Súdwest-Fryslân", "Noardeast-Fryslân"] { #expect(names.contains(name)) }
    }

    @Test(arguments: ["page=1", "pageSize=10", "page=2&pageSize=10", "page=0"], ["text/csv", "application/x-ndjson"])
    func whatIsWholeHasNoPages(query: String, type: String) async throws {
        for resource in Resource.collections {
            let reply = try await Service.shared.send(resource.with(query), fields: ["Accept: \(type)"])
            #expect(reply.status == 400)
            let problem = try reply.json()
            for name in ["page", "pageSize"] where query.contains("\(name)=") {
                #expect(problem.faults.contains("\(name) parameters-exclusive"), "\(problem)")
                let detail = problem["errors"].elements.first { $0["location"].text == name && $0["code"] == "parameters-exclusive" }?["detail"].text
                #expect(detail?.contains(type) == true && detail?.contains("application/json") == true)
            }
            #expect(reply["Link"] == nil)
        }
    }

    @Test(arguments: ["text/csv", "application/x-ndjson"]) func theWholeOfItSaysItsRevision(type: String) async throws {
        let whole = try await Service.shared.send(
            "/v1/municipalities", fields: ["Accept: \(type)"], type: type == "text/csv" ? Resource.csv : Resource.ndjson)
        let page = try await Service.shared.send("/v1/municipalities")
        #expect(whole["Register-Revision"] == page["Register-Revision"])
        #expect(Set(whole.links.keys) == ["permalink"])
    }
}

import Testing

@testable import RegisterAPI

@Suite struct LineageTests {
    private static func path(_ code: String) -> String { "/v1/municipalities/\(code)/lineage" }

    private func send(_ target: String, _ type: String) async throws -> Reply {
        try await Service.shared.send(target, fields: ["Accept: \(type)"], type: type)
    }

    @Test func overSeveralSteps() async throws {
        let lineage = try await get(Self.path("1940"))
        #expect(lineage["municipality"] == ["code": "GM1940", "name": "De Fryske Marren"])
        #expect(Set(lineage["nodes"].elements.compactMap { $0["code"].text }) == ["GM0051", "GM0055", "GM0082", "GM0653", "GM1921", "GM1940"])
        #expect(
            lineage["edges"].elements.count == 5 && lineage["edges"][4] == ["on": "2016-01-01", "kind": "rename", "from": "GM1921", "to": "GM1940"])
        let node = try #require(lineage["nodes"].elements.first { $0["code"] == "GM1921" })
        #expect(node == ["code": "GM1921", "name": "De Friese Meren", "validFrom": "2014-01-01", "validTo": "2016-01-01"])
        let down = try await get(Self.path("GM0055"))
        #expect(Set(down["nodes"].elements.compactMap { $0["code"].text }) == ["GM0055", "GM0074", "GM0080", "GM1900", "GM1921", "GM1940"])
        // Who else came to be in its descendants is no ancestor of it.
        #expect(down["edges"].elements.allSatisfy { $0["from"] == "GM0055" || $0["from"] == "GM1921" })
    }

    @Test func oneWithoutAnyIsOneNode() async throws {
        let lineage = try await get(Self.path("GM0988"))
        #expect(lineage["nodes"].elements.map { $0["name"] } == ["Weert"] && lineage["edges"] == [])
        let drawing = try Drawing(try await send(Self.path("GM0988"), "image/svg+xml").text)
        #expect(drawing.boxes.count == 1 && drawing.isDotted == [])
        #expect(try await send(Self.path("GM0988"), "text/vnd.graphviz; charset=utf-8").text.contains("\"GM0988\" [label="))
    }

    @Test(arguments: ["GM0951", "GM1954", "GM0055", "GM0080", "GM1940", "GM0140"]) func theDrawingHoldsEverything(code: String) async throws {
        let lineage = try await get(Self.path(code))
        let drawing = try Drawing(try await send(Self.path(code), "image/svg+xml").text)
        let nodes = lineage["nodes"].elements
        #expect(drawing.boxes.count == nodes.count)
        for (box, node) in zip(drawing.boxes, nodes) {
            for name in ["code", "name", "validFrom", "validTo"] {
                if let text = node[name].text { #expect(box.contains(Drawing.squeezed(text)), "\(text) in \(box)") }
            }
        }
        let edges = lineage["edges"].elements
        #expect(drawing.isDotted == edges.map { _ in false })
        for edge in edges { #expect(drawing.text.contains("\(edge["kind"].text ?? "?")on\(edge["on"].text ?? "?")")) }
        #expect(drawing.elements.isSubset(of: ["svg", "title", "desc", "g", "rect", "path", "text"]))
        let dot = try await send(Self.path(code), "text/vnd.graphviz; charset=utf-8").text
        for edge in edges { #expect(dot.contains("\"\(edge["from"].text ?? "?")\" -> \"\(edge["to"].text ?? "?")\" ")) }
    }

    @Test func dayAndFields() async throws {
        #expect(try await get(Self.path("GM0951"))["validOn"] == "2018-12-31")
        #expect(try await get(Self.path("GM0951") + "?validOn=2015-01-01&fields=validOn,edges").names == ["validOn", "edges"])
        #expect(try await get(Self.path("GM0951") + "?validOn=2020-01-01", 404)["code"] == "municipality-not-valid")
        #expect(try await get(Self.path("GM9999"), 404)["code"] == "municipality-unknown")
        #expect(try await get(Self.path("weert"), 404)["code"] == "municipality-unknown")
        let reply = try await Service.shared.send(Self.path("GM0951") + "?fields=nodes", fields: ["Accept: image/svg+xml"])
        #expect(try reply.json().faults == ["fields parameters-exclusive"])
    }

    @Test func asTheRegisterWas() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url, "--cache-bytes", "0"])
        try await database.script("DELETE FROM municipality_succession WHERE from_code = 'GM0962'")
        #expect(try await service.get(Self.path("GM1954"))["edges"].elements.count == 2)
        #expect(try await service.get(Self.path("GM1954") + "?revision=1")["edges"].elements.count == 3)
        #expect(try await service.get(Self.path("GM1954") + "?availableOn=2020-01-01T00:00:00Z", 404)["code"] == "municipality-unknown")
    }
}

import Testing

@testable import RegisterAPI

@Suite struct StructureTests {
    private static let path = "/v1/arrangements/3d-midden-limburg-west/structure"
    private static let arrangements = [
        "3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg", "baanbrekers", "jeugdketen-parkstad", "wzsw-midden-brabant",
    ]

    private func send(_ target: String, _ type: String, method: String = "GET") async throws -> Reply {
        try await Service.shared.send(method, target, fields: ["Accept: \(type)"], type: type)
    }

    @Test(arguments: arrangements) func theDrawingHoldsEverything(id: String) async throws {
        let target = "/v1/arrangements/\(id)/structure"
        let structure = try await get(target)
        let reply = try await send(target, "image/svg+xml")
        let drawing = try Drawing(reply.text)
        let nodes = structure["nodes"].elements
        #expect(drawing.boxes.count == nodes.count)
        for (box, node) in zip(drawing.boxes, nodes) {
            #expect(box.contains(Drawing.squeezed(node["name"].text ?? "?")), "\(node["name"])")
            for seat in node["seats"].elements {
                var line = seat["count"].number.map { "\($0)×" } ?? ""
                line += Drawing.squeezed(seat["role"].text ?? "?")
                if let party = seat["represents"]["name"].text { line += "," + Drawing.squeezed(party) }
                #expect(box.contains(line), "\(line) in \(box)")
                if seat["capacity"] != "full" { #expect(box.contains(seat["capacity"] == "on-call" ? "\(line)(oncall)" : "\(line)(adviser)")) }
            }
        }
        let edges = structure["edges"].elements
        #expect(drawing.isDotted == edges.map { $0["kind"] == "coordinates" })
        #expect(drawing.title == Drawing.squeezed(structure["arrangement"]["name"].text ?? "?"))
        #expect(drawing.text.contains(structure["validOn"].text ?? "?"))
        for (kind, words) in [("steers", "steers"), ("coordinates", "coordinateswith"), ("belongs-to", "belongstothegroupaboveit")] {
            #expect(drawing.text.contains(words) == edges.contains { $0["kind"] == .string(kind) }, "the legend of \(kind)")
        }
    }

    @Test(arguments: arrangements) func theDrawingNeedsNothingElse(id: String) async throws {
        let reply = try await send("/v1/arrangements/\(id)/structure", "image/svg+xml")
        let drawing = try Drawing(reply.text)
        #expect(drawing.elements.isSubset(of: ["svg", "title", "desc", "g", "rect", "path", "text"]))
        #expect(drawing.attributes.isDisjoint(with: ["style", "class", "href", "xlink:href", "onload", "onclick"]))
        for word in ["<script", "<style", "style=", "javascript:", "url(", "@import", "<!DOCTYPE", "<!ENTITY"] { #expect(!reply.text.contains(word)) }
        // The strictest policy, under which it has to show all the same.
        #expect(reply["Content-Security-Policy"]?.contains("default-src 'none'") == true)
    }

    @Test func twoDottedAndFourSolidLines() async throws {
        let drawing = try Drawing(try await send("\(Self.path)?validOn=2014-06-01", "image/svg+xml").text)
        #expect(drawing.boxes.count == 7)
        #expect(drawing.isDotted.count { $0 } == 2 && drawing.isDotted.count { !$0 } == 4)
        #expect(drawing.text.contains("Governancestructureon2014-06-01"))
    }

    @Test(arguments: arrangements) func graphvizHasEveryBodyAndLine(id: String) async throws {
        let target = "/v1/arrangements/\(id)/structure"
        let structure = try await get(target)
        let reply = try await send(target, "text/vnd.graphviz; charset=utf-8")
        #expect(reply.text.hasPrefix("digraph {\n") && reply.text.hasSuffix("\n}\n"))
        let lines = reply.text.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
        for node in structure["nodes"].elements {
            #expect(lines.count { $0.hasPrefix("\"\(node["id"].text ?? "?")\" [label=") } == 1, "\(node["id"])")
            #expect(reply.text.contains(node["name"].text ?? "?"))
        }
        let edges = lines.filter { $0.contains("\" -> \"") }
        #expect(edges.count == structure["edges"].elements.count)
        for edge in structure["edges"].elements {
            let (from, to) = ("\"\(edge["from"].text ?? "?")\"", "\"\(edge["to"].text ?? "?")\"")
            // The group above comes first, so that it is drawn above.
            let start = edge["kind"] == "belongs-to" ? "\(to) -> \(from) " : "\(from) -> \(to) "
            let drawn = try #require(edges.first { $0.hasPrefix(start) }, "\(start)")
            #expect(drawn.contains("dotted") == (edge["kind"] == "coordinates"))
            #expect(drawn.contains("dir=none") == (edge["kind"] != "steers"))
        }
    }

    @Test func withoutBodiesItSaysSo() async throws {
        let target = "/v1/arrangements/baanbrekers/structure"
        let structure = try await get(target)
        #expect(structure["nodes"] == [] && structure["edges"] == [])
        let drawing = try Drawing(try await send(target, "image/svg+xml").text)
        #expect(drawing.boxes == [] && drawing.isDotted == [])
        #expect(drawing.text.contains("Nobodiesarerecorded.") && drawing.text.contains("Baanbrekers"))
        #expect(try await send(target, "text/vnd.graphviz; charset=utf-8").text.contains("Baanbrekers"))
    }

    @Test(arguments: ["application/json", "image/svg+xml", "text/vnd.graphviz; charset=utf-8"]) func headIsGetWithoutItsBody(type: String)
        async throws
    {
        let get = try await send(Self.path, type)
        let head = try await send(Self.path, type, method: "HEAD")
        func fields(_ reply: Reply) -> [String] { reply.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" } }
        #expect(head.status == 200 && fields(head) == fields(get))
        #expect(get["Content-Length"] == String(get.body.count))
        #expect(try await send(Self.path, type).body == get.body)
    }

    @Test func anErrorIsAProblemWhateverIsAskedFor() async throws {
        for type in ["image/svg+xml", "text/vnd.graphviz"] {
            for (target, status) in [
                ("/v1/arrangements/nope/structure", 404), ("\(Self.path)?validOn=2016-01-01", 404), ("\(Self.path)?foo=1", 400),
                ("\(Self.path)?validOn=x", 400),
            ] {
                #expect(try await Service.shared.send(target, fields: ["Accept: \(type)"]).status == status)
            }
        }
    }
}

import Testing

@testable import RegisterAPI

@Suite struct UnusualRegisterTests {
    private static let structure = "/v1/arrangements/vijandig/structure"

    // MARK: Hostile text

    @Test func inJSONItIsAsItWasRecorded() async throws {
        let service = try await UnusualRegister.service
        let structure = try await service.get(Self.structure)
        let names = Dictionary(uniqueKeysWithValues: structure["nodes"].elements.map { ($0["id"].text ?? "", $0["name"].text ?? "") })
        #expect(names == UnusualRegister.bodyNames)
        #expect(structure["arrangement"]["name"] == .string(UnusualRegister.arrangementName))
        let seat = try #require(structure["nodes"].elements.first { $0["id"] == "vijandig-bestuur" })["seats"][0]
        #expect(seat["role"] == .string(UnusualRegister.seatRole) && seat["note"] == .string(UnusualRegister.seatNote))
        #expect(seat["count"] == 2_147_483_647)
        #expect(seat["represents"] == ["kind": "organisation", "id": "kwaad", "name": .string(UnusualRegister.organisationName)])
        #expect(structure["nodes"][0]["tasks"] == ["</text><script>"])
    }

    @Test func inADrawingItIsTextAndNothingElse() async throws {
        let service = try await UnusualRegister.service
        let reply = try await service.send(Self.structure, fields: ["Accept: image/svg+xml"], type: "image/svg+xml")
        for word in ["<script", "<b ", "<![CDATA[", "]]>", "&#0;", "\u{1}", "\u{FFFF}"] { #expect(!reply.text.contains(word), "\(word)") }
        let drawing = try Drawing(reply.text)
        #expect(drawing.elements.isSubset(of: ["svg", "title", "desc", "g", "rect", "path", "text"]) && !drawing.attributes.contains("onload"))
        #expect(drawing.title == Drawing.squeezed(UnusualRegister.arrangementName))
        let nodes = try await service.get(Self.structure)["nodes"].elements
        #expect(drawing.boxes.count == 3)
        for (box, node) in zip(drawing.boxes, nodes) {
            #expect(box.contains(Drawing.squeezed(node["name"].text ?? "?")), "\(node["id"])")
        }
        let board = try #require(drawing.boxes.first { $0.contains("<script>") })
        #expect(
            board.contains(Drawing.squeezed("2147483647 × \(UnusualRegister.seatRole), \(UnusualRegister.organisationName)"))
        )
        #expect(drawing.isDotted.sorted { !$0 && $1 } == [false, true])
    }

    @Test func inGraphvizItStaysWithinItsQuotationMarks() async throws {
        let service = try await UnusualRegister.service
        let reply = try await service.send(
            Self.structure, fields: ["Accept: text/vnd.graphviz"], type: "text/vnd.graphviz; charset=utf-8")
        let lines = reply.text.split(separator: "\n")
        // Two for the braces, three for what is common, and one for each body and line.
        #expect(lines.count == 10)
        for line in lines {
            var isQuoted = false
            var outside = ""
            var rest = line[...]
            while let character = rest.popFirst() {
                if isQuoted, character == "\\" {
                    rest = rest.dropFirst()
                } else if character == "\"" {
                    isQuoted.toggle()
                } else if !isQuoted {
                    outside.append(character)
                }
            }
            #expect(!isQuoted, "\(line)")
            #expect(!outside.contains("script") && !outside.contains("Sons") && !outside.contains("&"), "\(outside)")
        }
        #expect(reply.text.contains(#"<script>alert(1)</script> &amp; \"x\" ]]>"#))
        for id in UnusualRegister.bodyNames.keys { #expect(lines.count { $0.hasPrefix("  \"\(id)\" [label=") } == 1) }
    }

    // MARK: What changes, ends, and begins again

    @Test func aChangeOfNameIsNoEnd() async throws {
        let service = try await UnusualRegister.service
        let before = try await service.get("/v1/arrangements/vijandig?validOn=2010-12-31")
        #expect(before["name"] == "Vroeger" && before["validFrom"] == "2010-01-01" && before["validTo"] == .null && before["status"] == "current")
        let after = try await service.get("/v1/arrangements/vijandig?validOn=2011-01-01")
        #expect(after["name"] == .string(UnusualRegister.arrangementName) && after["validFrom"] == "2010-01-01")
        #expect(try await service.get("/v1/arrangements/vijandig/structure?validOn=2010-12-31")["nodes"] == [])
    }

    @Test func anArrangementWithAGap() async throws {
        let service = try await UnusualRegister.service
        for day in ["2009-12-31", "2011-01-01", "2011-12-31", "2013-01-01"] {
            let problem = try await service.get("/v1/arrangements/onderbroken?validOn=\(day)", 404)
            #expect(problem["code"] == "arrangement-not-valid")
            for known in ["from 2010-01-01 until 2011-01-01", "from 2012-01-01 until 2013-01-01"] {
                #expect(problem["detail"].text?.contains(known) == true, "\(problem["detail"])")
            }
        }
        let first = try await service.get("/v1/arrangements/onderbroken?validOn=2010-12-31")
        #expect(first["name"] == "Eerst" && first["validTo"] == "2011-01-01" && first["participantCount"] == 0)
        let last = try await service.get("/v1/arrangements/onderbroken")
        #expect(last["name"] == "Later" && last["validFrom"] == "2012-01-01" && last["status"] == "ended" && last["participantCount"] == 1)
        #expect(try await service.get("/v1/arrangements/onderbroken/participants")["validOn"] == "2012-12-31")
    }

    @Test func anOrganisationThatEnded() async throws {
        let service = try await UnusualRegister.service
        let last = try await service.get("/v1/organisations/Vroegere")
        #expect(Shape.organisation.faults(in: last) == [])
        #expect(last["name"] == "Nieuwe Naam" && last["status"] == "ended" && last["validFrom"] == "2010-01-01" && last["validTo"] == "2012-01-01")
        #expect(last["parent"] == ["id": "kwaad", "name": .string(UnusualRegister.organisationName)])
        let first = try await service.get("/v1/organisations/vroegere?validOn=2010-12-31")
        #expect(first["name"] == "Oude Naam" && first["parent"] == .null && first["status"] == "current")
        for day in ["2009-12-31", "2012-01-01"] {
            let problem = try await service.get("/v1/organisations/vroegere?validOn=\(day)", 404)
            #expect(problem["code"] == "organisation-not-valid")
            #expect(problem["detail"].text?.contains("from 2010-01-01 until 2012-01-01") == true)
        }
        for (day, names) in [("2010-06-01", []), ("2011-06-01", ["Nieuwe Naam"]), ("2012-06-01", [])] as [(String, [JSON])] {
            #expect(try await service.get("/v1/organisations/kwaad?validOn=\(day)")["subsidiaries"].elements.map { $0["name"] } == names)
            #expect(try await service.get("/v1/organisations?parent=kwaad&validOn=\(day)")["items"].elements.map { $0["name"] } == names)
        }
    }

    @Test func rolesChangeAndAdvisersDoNotTakePart() async throws {
        let service = try await UnusualRegister.service
        for (day, role, principal) in [
            ("2012-12-31", "participant", JSON.null), ("2013-01-01", "principal", ["kind": "municipality", "code": "GM0988", "name": "Weert"]),
        ] {
            let path = "/v1/arrangements/vijandig"
            let arrangement = try await service.get("\(path)?validOn=\(day)")
            #expect(arrangement["principal"] == principal && arrangement["participantCount"] == 1)
            let participants = try await service.get("\(path)/participants?validOn=\(day)")["items"].elements
            #expect(participants.map { [$0["party"]["code"], $0["role"]] } == [["GM0946", "adviser"], ["GM0988", .string(role)]])
            #expect(try await service.get("\(path)/participants?validOn=\(day)&role=adviser")["items"].elements.count == 1)
            let check = try await service.get("\(path)/scale-check?validOn=\(day)")
            #expect(check["members"].elements.map { $0["code"] } == ["GM0988"])
            let ofWeert = try await service.get("/v1/municipalities/GM0988/arrangements?validOn=\(day)")["items"].elements
            #expect(ofWeert.first { $0["id"] == "vijandig" }?["role"] == .string(role))
            // Whoever advises has to do with it, and is nobody's partner for it.
            let ofNederweert = try await service.get("/v1/municipalities/GM0946/arrangements?validOn=\(day)")["items"].elements
            #expect(ofNederweert.first { $0["id"] == "vijandig" }?["role"] == "adviser")
            #expect(
                try await service.get("/v1/arrangements?municipality=GM0946&validOn=\(day)")["items"].elements.contains { $0["id"] == "vijandig" })
            let partners = try await service.get("/v1/municipalities/GM0988/partners?validOn=\(day)&pageSize=1000")["items"].elements
            #expect(partners.first { $0["code"] == "GM0946" }.map { $0["arrangements"].elements.contains { $0["id"] == "vijandig" } } == false)
            #expect(
                try await service.get("/v1/municipalities?arrangement=vijandig&validOn=\(day)")["items"].elements.map { $0["code"] } == ["GM0988"])
        }
    }

    @Test func policyDomainsAndTasksHaveDatesOfTheirOwn() async throws {
        let service = try await UnusualRegister.service
        for (day, domains, involvement) in [
            ("2010-06-01", [], ["advises"]), ("2011-06-01", ["youth-care"], ["advises", "seat"]),
            ("2012-06-01", ["work", "youth-care"], ["carries-out", "seat"]), ("2013-06-01", ["work"], ["carries-out", "seat"]),
        ] as [(String, [JSON], [JSON])] {
            let arrangement = try await service.get("/v1/arrangements/vijandig?validOn=\(day)")
            #expect(arrangement["policyDomains"].elements == domains && arrangement["organisations"][0]["involvement"].elements == involvement)
            let organisation = try await service.get("/v1/organisations/kwaad?validOn=\(day)")
            #expect(organisation["arrangements"][0]["involvement"].elements == involvement)
            for domain in ["youth-care", "work"] {
                let found = try await service.get("/v1/arrangements?policyDomain=\(domain)&organisation=kwaad&validOn=\(day)")["items"].elements
                #expect(found.map { $0["id"] } == (domains.contains(.string(domain)) ? ["vijandig"] : []), "\(domain) \(day)")
            }
        }
    }

    @Test func aRegionOfAnotherYearIsCalledAsItWas() async throws {
        let service = try await UnusualRegister.service
        for day in ["2012-06-01", "2016-06-01", "2020-06-01"] {
            let arrangement = try await service.get("/v1/arrangements/vijandig?validOn=\(day)")
            #expect(arrangement["region"] == ["id": "JZ43", "name": "Midden-Limburg West"])
            #expect(try await service.get("/v1/arrangements?region=jz43&validOn=\(day)")["items"].elements.map { $0["id"] } == ["vijandig"])
        }
    }

    @Test func theSourcesAreThoseOfEverythingAboutIt() async throws {
        let service = try await UnusualRegister.service
        let arrangement = try await service.get("/v1/arrangements/vijandig?validOn=2012-06-01")
        // Of itself, of a policy domain, of a task, of a seat, and of a relation between bodies.
        #expect(
            arrangement["sources"] == [
                "begrippen-regionaal-register", "samenwerking-baanbrekers", "samenwerking-midden-limburg", "samenwerking-samen-14",
                "samenwerking-zuid-limburg",
            ])
    }
}

import Testing

@testable import RegisterAPI

/// The dumb-bell model: two subregions under one region, steered in one project structure until 2015.
@Suite struct MiddenLimburgTests {
    static let west = "3d-midden-limburg-west"
    static let whole = "arbeidsmarktbeleid-midden-limburg"

    /// The table of the source: each body with its seats, as number, role, capacity, and whom it represents.
    private static let bodies: [String: Set<String>] = [
        "Regiegroep sociaal domein ML-West": ["3 coordinating alderman full", "3 municipal secretary full", "3 3D coordinator full"],
        "Stuurgroep Jeugdzorg + Awbz/Wmo": [
            "3 alderman full", "3 manager full", "2 subregional project leader full", "5 policy adviser on-call",
            "1 member of the provincial executive adviser",
        ],
        "Stuurgroep Regionaal Arbeidsmarktbeleid": [
            "7 alderman full", "1 regional project leader full", "1 director adviser Westrom", "1 director adviser Risse",
            "1 regional manager adviser UWV",
        ],
        "Projectgroep sociaal domein": ["3 3D coordinator full"],
        "Projectgroep Jeugd": ["1 subregional project leader full", "2 policy adviser full"],
        "Projectgroep Awbz/Wmo": ["1 subregional project leader full", "3 policy adviser full"],
        "Projectgroep Arbeidsmarktbeleid": [
            "1 regional project leader full", "7 manager full", "1 head full Werk.kom", "1 manager full Westrom", "1 manager full UWV",
        ],
    ]

    private static func seats(_ body: JSON) -> Set<String> {
        Set(
            body["seats"].elements.map { seat in
                [seat["count"].number.map(String.init), seat["role"].text, seat["capacity"].text, seat["represents"]["name"].text].compactMap(\.self)
                    .joined(separator: " ")
            })
    }

    @Test(arguments: [west, whole], ["2013-08-19", "2014-06-01", "2014-12-31"]) func sevenBodiesWithAllTheirSeats(id: String, day: String)
        async throws
    {
        let structure = try await get("/v1/arrangements/\(id)/structure?validOn=\(day)")
        #expect(Shape.structure.faults(in: structure) == [])
        let nodes = structure["nodes"].elements
        #expect(Set(nodes.compactMap { $0["name"].text }) == Set(Self.bodies.keys) && nodes.count == 7)
        for node in nodes {
            #expect(Self.seats(node) == Self.bodies[node["name"].text ?? ""], "\(node["name"])")
            #expect(node["seats"].elements.count == Self.seats(node).count)
            #expect(node["kind"].text == node["name"].text?.split(separator: " ").first?.lowercased())
        }
    }

    @Test func twoDottedLinesAndFourGroupsBelow() async throws {
        let structure = try await get("/v1/arrangements/\(Self.west)/structure?validOn=2014-06-01")
        let name = Dictionary(uniqueKeysWithValues: structure["nodes"].elements.map { ($0["id"], $0["name"].text ?? "") })
        let lines = Set(
            structure["edges"].elements.map { "\(name[$0["from"]] ?? "?") \($0["kind"].text ?? "") \(name[$0["to"]] ?? "?")" })
        #expect(
            lines == [
                "Projectgroep sociaal domein belongs-to Regiegroep sociaal domein ML-West",
                "Projectgroep Jeugd belongs-to Stuurgroep Jeugdzorg + Awbz/Wmo",
                "Projectgroep Awbz/Wmo belongs-to Stuurgroep Jeugdzorg + Awbz/Wmo",
                "Projectgroep Arbeidsmarktbeleid belongs-to Stuurgroep Regionaal Arbeidsmarktbeleid",
                "Regiegroep sociaal domein ML-West coordinates Stuurgroep Jeugdzorg + Awbz/Wmo",
                "Regiegroep sociaal domein ML-West coordinates Stuurgroep Regionaal Arbeidsmarktbeleid",
            ])
        #expect(structure["edges"].elements.count == 6)
    }

    @Test func bothArrangementsAreSteeredInOneStructure() async throws {
        let one = try await get("/v1/arrangements/\(Self.west)/structure?validOn=2014-06-01")
        let other = try await get("/v1/arrangements/\(Self.whole)/structure?validOn=2014-06-01")
        #expect(Set(one["nodes"].elements) == Set(other["nodes"].elements) && one["edges"] == other["edges"])
        #expect(one["arrangement"]["id"] == .string(Self.west) && other["arrangement"]["id"] == .string(Self.whole))
        // The bodies of each by itself are a part of it.
        let own = try await items("/v1/arrangements/\(Self.west)/bodies?validOn=2014-06-01")
        let others = try await items("/v1/arrangements/\(Self.whole)/bodies?validOn=2014-06-01")
        #expect(own.count == 5 && others.count == 2)
        // Its own bodies come first.
        #expect(one["nodes"].elements == own + others && other["nodes"].elements == others + own)
        #expect(own.allSatisfy { $0["arrangement"]["id"] == .string(Self.west) })
    }

    @Test func beforeTheProjectStructureThereAreNoBodies() async throws {
        let structure = try await get("/v1/arrangements/\(Self.west)/structure?validOn=2013-08-18")
        #expect(structure["nodes"] == [] && structure["edges"] == [])
    }

    @Test(arguments: [("oost", 133_770), ("west", 101_795)]) func theSubregionsAreLargeEnough(half: String, sum: Int) async throws {
        let check = try await get("/v1/regions/subregio-midden-limburg-\(half)/scale-check?validOn=2013-01-01")
        #expect(check["inhabitants"] == .int(sum) && check["meets"] == true)
    }

    @Test func theWestIsCheckedAsItsSubregion() async throws {
        let check = try await get("/v1/arrangements/\(Self.west)/scale-check?validOn=2013-12-31")
        #expect(check["inhabitants"] == 101_795 && check["meets"] == true)
        let region = try await get("/v1/arrangements/\(Self.west)")["region"]
        #expect(region == ["id": "subregio-midden-limburg-west", "name": "Midden-Limburg West"])
    }

    @Test func theLabourMarketRegionHasSevenMembers() async throws {
        let participants = try await items("/v1/arrangements/\(Self.whole)/participants?validOn=2014-06-01")
        #expect(
            participants.map { $0["party"]["name"] } == [
                "Echt-Susteren", "Leudal", "Maasgouw", "Nederweert", "Roerdalen", "Roermond", "Weert",
            ])
        #expect(participants.allSatisfy { $0["role"] == "participant" })
        let west = try await items("/v1/arrangements/\(Self.west)/participants").map { $0["party"]["name"] }
        #expect(west == ["Leudal", "Nederweert", "Weert"])
    }

    @Test func whatHappenedIn2013() async throws {
        let events = try await items("/v1/arrangements/\(Self.west)/milestones")
        #expect(
            events.map { "\($0["on"].text ?? "") \($0["datePrecision"].text ?? "") \($0["kind"].text ?? "")" } == [
                "2013-02-19 day letter", "2013-04-01 month decision", "2013-05-01 month notice", "2013-05-31 day target", "2013-07-12 day letter",
                "2013-08-19 day agreement", "2014-01-01 day target", "2015-01-01 day end",
            ])
        #expect(events[0]["by"]["id"] == "ministerie-bzk" && events[5]["by"] == .null)
    }

    @Test(arguments: [west, whole]) func itEndedIn2015(id: String) async throws {
        for part in ["", "/participants", "/bodies", "/structure", "/procurements", "/milestones", "/scale-check"] {
            for day in ["2013-03-31", "2015-01-01", "2016-01-01"] {
                let problem = try await get("/v1/arrangements/\(id)\(part)?validOn=\(day)", 404)
                #expect(problem["code"] == "arrangement-not-valid")
                for known in ["from 2013-04-01", "until 2015-01-01"] { #expect(problem["detail"].text?.contains(known) == true, "\(problem)") }
            }
            for day in ["2013-04-01", "2014-12-31"] { _ = try await get("/v1/arrangements/\(id)\(part)?validOn=\(day)") }
        }
        for (day, isListed) in [("2013-03-31", false), ("2013-04-01", true), ("2014-12-31", true), ("2015-01-01", false), ("2016-01-01", false)] {
            #expect(try await items("/v1/arrangements?validOn=\(day)").contains { $0["id"] == .string(id) } == isListed, "\(day)")
        }
        #expect(try await items("/v1/arrangements").contains { $0["id"] == .string(id) } == false)
    }

    @Test(arguments: [west, whole]) func withoutADateItAnswersForItsLastDay(id: String) async throws {
        let path = "/v1/arrangements/\(id)"
        let single = try await get(path)
        #expect(single["status"] == "ended" && single["validTo"] == "2015-01-01" && single["validFrom"] == "2013-04-01")
        for part in ["/participants", "/bodies", "/structure", "/scale-check"] {
            let last = try await get("\(path)\(part)?validOn=2014-12-31")
            #expect(last["validOn"] == "2014-12-31")
            #expect(try await get(path + part) == last, "\(part)")
        }
        // A series is not of a day.
        for part in ["/procurements", "/milestones"] { #expect(try await get(path + part)["validOn"] == .null) }
        let onTheLastDay = try await get("\(path)?validOn=2014-12-31")
        #expect(onTheLastDay["status"] == "current")
        for name in single.names where name != "status" { #expect(onTheLastDay[name] == single[name], "\(name)") }
    }
}

import Testing

@testable import RegisterAPI

@Suite struct ArrangementTests {
    private static let ids = [
        "3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg", "baanbrekers", "jeugdhulpregio-zuid-limburg", "jeugdketen-parkstad",
        "samen-14",
        "wzsw-midden-brabant",
    ]

    @Test(
        arguments: [
            ("2012-12-31", []), ("2013-01-01", ["baanbrekers", "jeugdketen-parkstad", "wzsw-midden-brabant"]),
            (
                "2013-04-01",
                ["3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg", "baanbrekers", "jeugdketen-parkstad", "wzsw-midden-brabant"]
            ),
            ("2015-01-01", ["baanbrekers", "jeugdhulpregio-zuid-limburg", "jeugdketen-parkstad", "wzsw-midden-brabant"]),
            ("2016-01-01", ["baanbrekers", "jeugdhulpregio-zuid-limburg", "jeugdketen-parkstad", "samen-14", "wzsw-midden-brabant"]),
        ] as [(String, [String])]) func onEachDayThoseThatWereValid(day: String, ids: [String]) async throws
    {
        let list = try await get("/v1/arrangements?validOn=\(day)")
        #expect(Shape.collection(.arrangement).faults(in: list) == [])
        #expect(list["items"].elements.compactMap { $0["id"].text }.sorted() == ids && list["validOn"] == .string(day))
        #expect(list["items"].elements.allSatisfy { $0["status"] == "current" })
    }

    @Test func inOrderOfName() async throws {
        let names = try await items("/v1/arrangements?validOn=2014-06-01").compactMap { $0["name"].text }
        #expect(
            names == [
                "3D Midden-Limburg West", "Baanbrekers", "Preventieve jeugdketen Parkstad", "Regionaal Arbeidsmarktbeleid Midden-Limburg",
                "WZSW Midden-Brabant",
            ])
        let byEnd = try await items("/v1/arrangements?validOn=2014-06-01&sort=validTo,-name").map { $0["validTo"] }
        #expect(byEnd == ["2015-01-01", "2015-01-01", .null, .null, .null])
    }

    @Test(arguments: ids) func everyPartHasTheShapeOfTheContract(id: String) async throws {
        let path = "/v1/arrangements/\(id)"
        let single = try await get(path)
        #expect(Shape.singleArrangement.faults(in: single) == [])
        for (part, shape) in [("participants", Shape.participant), ("bodies", .body), ("procurements", .procurement), ("milestones", .milestone)] {
            #expect(Shape.collection(shape).faults(in: try await get("\(path)/\(part)")) == [], "\(part)")
        }
        let structure = try await get("\(path)/structure")
        #expect(Shape.structure.faults(in: structure) == [])
        let nodes = Set(structure["nodes"].elements.compactMap { $0["id"].text })
        #expect(nodes.count == structure["nodes"].elements.count)
        for edge in structure["edges"].elements { #expect(nodes.contains(edge["from"].text ?? "") && nodes.contains(edge["to"].text ?? "")) }
        let check = try await get("\(path)/scale-check")
        #expect(Shape.scaleCheck.faults(in: check) == [])
        #expect(check["arrangement"] == ["id": .string(id), "name": single["name"]])
        #expect(check["participantsComplete"] == single["participantsComplete"])
    }

    @Test(arguments: ids) func thePartsSayTheSame(id: String) async throws {
        let path = "/v1/arrangements/\(id)"
        let single = try await get(path)
        let participants = try await items("\(path)/participants")
        let members = participants.filter { $0["party"]["kind"] == "municipality" }
        #expect(single["participantCount"] == .int(members.count))
        #expect(single["centreMunicipality"]["code"] == participants.first { $0["role"] == "centre-municipality" }?["party"]["code"] ?? .null)
        #expect(single["principal"] == participants.first { $0["role"] == "principal" }?["party"] ?? .null)
        let check = try await get("\(path)/scale-check")
        let checked = check["members"].elements.compactMap { $0["code"].text } + check["missing"].elements.compactMap(\.text)
        #expect(checked.sorted() == members.compactMap { $0["party"]["code"].text }.sorted())
        // The list on its last day has the same, without those who work for it.
        let day = check["validOn"].text ?? ""
        let listed = try #require(try await items("/v1/arrangements?validOn=\(day)").first { $0["id"] == .string(id) })
        for name in listed.names where name != "status" { #expect(listed[name] == single[name], "\(name)") }
        #expect(single.names.filter { !listed.names.contains($0) } == ["organisations"])
        for source in try await items("\(path)/bodies").map({ $0["source"] }) + participants.map({ $0["source"] }) {
            #expect(single["sources"].elements.contains(source))
        }
        let known = Set(try await items("/v1/sources").map { $0["id"] })
        #expect(Set(single["sources"].elements).isSubset(of: known) && !single["sources"].elements.isEmpty)
    }

    @Test func participantsByRole() async throws {
        let path = "/v1/arrangements/jeugdhulpregio-zuid-limburg/participants?validOn=2016-06-01"
        let all = try await items(path)
        #expect(try await items("\(path)&role=participant") == all.filter { $0["role"] == "participant" })
        #expect(try await items("\(path)&role=centre-municipality").map { $0["party"]["name"] } == ["Maastricht"])
        let none = try await get("\(path)&role=adviser")
        #expect(none["items"] == [] && none["participantsComplete"] == true)
    }

    @Test func aSeriesShowsWhatHadBegunByTheDay() async throws {
        let path = "/v1/arrangements/samen-14"
        for (part, atFirst) in [("procurements", 3), ("milestones", 2)] {
            let whole = try await items("\(path)/\(part)")
            #expect(whole.count == 3)
            let first = try await get("\(path)/\(part)?validOn=2016-01-01")
            #expect(first["validOn"] == "2016-01-01" && first["items"].elements.count == atFirst)
            #expect(try await items("\(path)/\(part)?validOn=2019-01-01") == whole)
            #expect(try await get("\(path)/\(part)?validOn=2015-12-31", 404)["code"] == "arrangement-not-valid")
        }
        // What has no date is never left out.
        #expect(try await items("\(path)/milestones?validOn=2018-12-31").map { $0["on"] } == ["2016-01-01", .null])
        let events = "/v1/arrangements/3d-midden-limburg-west/milestones"
        #expect(try await items("\(events)?validOn=2013-05-31").map { $0["on"] } == ["2013-02-19", "2013-04-01", "2013-05-01", "2013-05-31"])
        #expect(try await items("\(events)?validOn=2013-05-30").count == 3)
    }

    @Test func theScaleIsCheckedWithTheFiguresOfTheDay() async throws {
        let path = "/v1/arrangements/jeugdhulpregio-zuid-limburg/scale-check"
        for (day, count) in [("2018-12-31", 18), ("2019-01-01", 16)] {
            let check = try await get("\(path)?validOn=\(day)")
            #expect(check["members"].elements.count == count && check["complete"] == true && check["validOn"] == .string(day))
            let codes = try await items("/v1/municipalities?arrangement=jeugdhulpregio-zuid-limburg&validOn=\(day)").compactMap { $0["code"].text }
            let same = try await get("/v1/scale-check?municipality=\(codes.joined(separator: ","))&validOn=\(day)")
            for name in same.names { #expect(check[name] == same[name], "\(name)") }
        }
        #expect(try await get("\(path)?validOn=2016-01-01&threshold=600861")["margin"] == -1)
        #expect(try await get("\(path)?validOn=2016-01-01&threshold=600860")["meets"] == true)
        // A part that is large enough is enough, whoever else takes part.
        let part = try await get("/v1/arrangements/jeugdketen-parkstad/scale-check?validOn=2016-01-01&threshold=50000")
        #expect(part["meets"] == true && part["complete"] == false && part["margin"] == .null)
    }

    @Test(arguments: ["samen-15", "samen", "%20samen-14", "samen_14", "%C3%A9", "samen-14%2Fbodies", String(repeating: "x", count: 4_000)])
    func whatIsNoArrangement(id: String) async throws {
        for part in ["", "/participants", "/bodies", "/structure", "/procurements", "/milestones", "/scale-check"] {
            let problem = try await get("/v1/arrangements/\(id)\(part)", 404)
            #expect(problem["code"] == "arrangement-unknown")
            #expect((problem["detail"].text?.count ?? .max) < 400)
        }
    }

    @Test func anyCaseOfTheId() async throws {
        for id in ["SAMEN-14", "Samen-14", "sAMEN-14"] {
            for part in ["", "/participants", "/structure", "/scale-check"] {
                #expect(try await get("/v1/arrangements/\(id)\(part)") == (try await get("/v1/arrangements/samen-14\(part)")))
            }
        }
    }
}

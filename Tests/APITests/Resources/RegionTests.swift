import Testing

@testable import RegisterAPI

@Suite struct RegionTests {
    private static let outer = "samenwerkingsregio-midden-limburg"

    @Test(arguments: ["2013-01-01", "2016-06-01", "2022-06-01", "2023-06-01", "2026-06-01"]) func listsHaveTheShapeOfTheContract(day: String)
        async throws
    {
        let list = try await get("/v1/regions?validOn=\(day)&pageSize=1000")
        #expect(Shape.collection(.region).faults(in: list) == [])
        #expect(list["validOn"] == .string(day))
        #expect(list["items"].elements.contains { $0["id"] == "NL01" })
    }

    @Test(arguments: ["JZ43", "jz43", "jZ43"]) func anyCaseOfTheId(id: String) async throws {
        let region = try await get("/v1/regions/\(id)")
        #expect(Shape.region.faults(in: region) == [])
        #expect(region["id"] == "JZ43")
        #expect(region["name"] == "Midden-Limburg West")
        #expect(region["type"] == "jeugdregio")
        #expect(region["scaleLevel"] == "region")
        #expect(region["validFrom"] == "2016-01-01")
    }

    @Test func theDumbBell() async throws {
        let region = try await get("/v1/regions/\(Self.outer)?validOn=2013-01-01")
        #expect(Set(region["contains"].elements.compactMap { $0["id"].text }) == ["subregio-midden-limburg-oost", "subregio-midden-limburg-west"])
        let east = try await get("/v1/regions/Subregio-Midden-Limburg-OOST")
        #expect(east["within"] == [["id": .string(Self.outer), "name": "Midden-Limburg"]])
        #expect(east["contains"] == [])
        #expect(east["memberCount"] == 4)
        let inner = try await items("/v1/regions?within=\(Self.outer)&validOn=2013-01-01")
        #expect(inner.map { $0["name"] } == ["Midden-Limburg Oost", "Midden-Limburg West"])
    }

    @Test func members() async throws {
        let members = try await get("/v1/regions/PV31/members?validOn=2018-12-31&pageSize=1000")
        #expect(Shape.collection(.member).faults(in: members) == [])
        #expect(members["items"].elements.contains { $0["code"] == "GM0951" && $0["validTo"] == "2019-01-01" })
        #expect(try await get("/v1/regions/PV31?validOn=2018-12-31")["memberCount"] == members["page"]["total"])
        #expect(try await get("/v1/regions/JZ43/members")["validOn"] == "2016-12-31")
    }

    @Test func totals() async throws {
        let totals = try await get("/v1/regions/subregio-midden-limburg-oost/inhabitants")
        #expect(Shape.collection(.total).faults(in: totals) == [])
        #expect(totals["items"].elements.contains { $0["referenceDate"] == "2013-01-01" && $0["count"] == 133_770 && $0["complete"] == true })
        let part = try await items("/v1/regions/NL01/inhabitants?from=2017-01-01&to=2018-01-01")
        #expect(part.count == 1)
        #expect(part.first?["complete"] == false)
        #expect(part.first?["missing"].elements.count == 270)
        #expect(try await items("/v1/regions/NL01/inhabitants?from=2016-01-01&validOn=2016-12-31").map { $0["referenceDate"] } == ["2016-01-01"])
    }

    @Test func aDateOnWhichItIsNotKnown() async throws {
        for part in ["", "/members", "/inhabitants", "/scale-check"] {
            for day in ["2015-12-31", "2017-01-01"] {
                let problem = try await get("/v1/regions/JZ43\(part)?validOn=\(day)", 404)
                #expect(problem["code"] == "region-not-valid")
                for known in ["2016-01-01", "2017-01-01"] { #expect(problem["detail"].text?.contains(known) == true) }
            }
            #expect(try await get("/v1/regions/JZ43\(part)?validOn=2016-12-31").names.isEmpty == false)
            #expect(try await get("/v1/regions/JZ43\(part)").names.isEmpty == false)
        }
    }

    @Test(arguments: ["JZ99", "jz-43", "JZ", "nederland", "%C3%A9", "JZ43%2Fmembers", "JZ43%20"]) func whatIsNoRegion(id: String) async throws {
        for part in ["", "/members", "/inhabitants", "/scale-check"] {
            #expect(try await get("/v1/regions/\(id)\(part)", 404)["code"] == "region-unknown")
        }
    }

    @Test func anUnknownRegionNamesThoseNearIt() async throws {
        let detail = try await get("/v1/regions/subregio-middenlimburg-west", 404)["detail"].text ?? ""
        #expect(detail.contains("“subregio-midden-limburg-west”"))
    }
}

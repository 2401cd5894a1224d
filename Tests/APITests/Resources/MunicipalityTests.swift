import Testing

@testable import RegisterAPI

@Suite struct MunicipalityTests {
    @Test(arguments: ["", "?status=ended", "?status=all", "?validOn=2013-07-01"]) func listsHaveTheShapeOfTheContract(query: String) async throws {
        let separator = query.isEmpty ? "?" : "&"
        let list = try await get("/v1/municipalities\(query)\(separator)pageSize=1000")
        #expect(Shape.collection(.municipality).faults(in: list) == [])
        #expect(list["items"].elements.count > 100)
        #expect(Set(list["items"].elements.map { $0["code"] }).count == list["items"].elements.count)
    }

    @Test(arguments: ["GM0988", "gm0988", "Gm0988", "0988"]) func anyNotationOfTheCode(code: String) async throws {
        let weert = try await get("/v1/municipalities/\(code)")
        #expect(Shape.municipality.faults(in: weert) == [])
        #expect(weert["code"] == "GM0988")
        #expect(weert["name"] == "Weert")
        #expect(weert["identifiers"] == ["cbs": "GM0988", "tooi": "https://identifier.overheid.nl/tooi/id/gemeente/gm0988"])
        #expect(weert["province"] == ["code": "PV31", "name": "Limburg"])
        #expect(weert["status"] == "current")
        #expect(weert["validTo"] == .null)
        #expect(weert["inhabitants"]["count"] == 51_497)
        #expect(weert["inhabitants"]["referenceDate"] == "2026-01-01")
        #expect(weert["inhabitants"]["precision"] == "exact")
        #expect(weert["inhabitants"]["status"] == "provisional")
    }

    @Test(arguments: ["988", "GM988", "GM09888", "GMGM0988", "XX0988", "weert", "GM-0988", "%20GM0988", "GM0988%20", "٠٩٨٨", "GM0000", "GM9999"])
    func whatIsNoCode(code: String) async throws {
        let problem = try await get("/v1/municipalities/\(code)", 404)
        #expect(problem["code"] == "municipality-unknown")
    }

    @Test func anUnknownCodeNamesThoseNearIt() async throws {
        let detail = try await get("/v1/municipalities/GM0989", 404)["detail"].text ?? ""
        #expect(detail.contains("GM0988 (Weert)"))
        // The same digits in another order are a typing slip.
        #expect(try await get("/v1/municipalities/GM0898", 404)["detail"].text?.contains("GM0988 (Weert)") == true)
    }

    @Test func onADate() async throws {
        let weert = try await get("/v1/municipalities/GM0988?validOn=2013-01-01")
        #expect(weert["inhabitants"]["count"] == 48_585)
        #expect(weert["inhabitants"]["precision"] == "rounded-to-5")
        #expect(weert["status"] == "current")
        let last = try await get("/v1/municipalities/GM0951?validOn=2018-12-31")
        #expect(last["name"] == "Nuth")
        #expect(try await get("/v1/municipalities/GM0951?validOn=2019-01-01", 404)["code"] == "municipality-not-valid")
        #expect(try await get("/v1/municipalities/GM1954?validOn=2019-01-01")["name"] == "Beekdaelen")
        let early = try await get("/v1/municipalities/GM1954?validOn=2018-12-31", 404)
        #expect(early["detail"].text?.contains("2019-01-01") == true)
        #expect(early["detail"].text?.contains("GM0951 (Nuth)") == true)
    }

    @Test func beforeTheFirstFigureThereIsNone() async throws {
        let weert = try await get("/v1/municipalities/GM0988?validOn=2011-12-31")
        #expect(weert["inhabitants"] == .null)
        #expect(weert.names.contains("inhabitants"))
    }

    @Test func predecessorsAndSuccessors() async throws {
        let beekdaelen = try await get("/v1/municipalities/GM1954")
        #expect(beekdaelen["predecessors"].elements.map { $0["name"] } == ["Onderbanken", "Nuth", "Schinnen"])
        #expect(beekdaelen["successors"] == [])
        let listed = try await items("/v1/municipalities").first { $0["code"] == "GM1954" }
        #expect(listed == beekdaelen)
    }

    @Test func theSeriesOfInhabitants() async throws {
        let series = try await get("/v1/municipalities/0988/inhabitants")
        #expect(Shape.collection(.figure).faults(in: series) == [])
        let dates = series["items"].elements.compactMap { $0["referenceDate"].text }
        #expect(dates == dates.sorted() && dates.first == "2012-01-01" && dates.last == "2026-01-01")
        let part = try await items("/v1/municipalities/GM0988/inhabitants?from=2013-01-01&to=2015-01-01")
        #expect(part.map { $0["referenceDate"] } == ["2013-01-01", "2014-01-01"])
        let known = try await get("/v1/municipalities/GM0988/inhabitants?validOn=2013-12-31")
        #expect(known["items"].elements.map { $0["referenceDate"] } == ["2012-01-01", "2013-01-01"])
        #expect(known["validOn"] == "2013-12-31")
        #expect(try await items("/v1/municipalities/GM0988/inhabitants?from=2016-01-01&to=2016-01-01") == [])
    }

    @Test func whatIsBelowAnEndedMunicipality() async throws {
        let series = try await items("/v1/municipalities/GM0951/inhabitants")
        #expect(!series.isEmpty && series.allSatisfy { ($0["referenceDate"].text ?? "9") < "2019-01-01" })
        let regions = try await get("/v1/municipalities/GM0951/regions")
        #expect(regions["validOn"] == "2018-12-31")
        #expect(regions["items"].elements.contains { $0["id"] == "PV31" })
        for part in ["inhabitants", "regions"] {
            let problem = try await get("/v1/municipalities/GM0951/\(part)?validOn=2020-01-01", 404)
            #expect(problem["code"] == "municipality-not-valid")
            #expect(problem["detail"].text?.contains("Beekdaelen") == true)
            #expect(try await get("/v1/municipalities/GM9999/\(part)", 404)["code"] == "municipality-unknown")
        }
    }

    @Test func theRegionsOfAMunicipality() async throws {
        let regions = try await get("/v1/municipalities/GM0988/regions?validOn=2016-06-01&pageSize=1000")
        #expect(Shape.collection(.region).faults(in: regions) == [])
        let ids = regions["items"].elements.compactMap { $0["id"].text }
        for id in ["JZ43", "PV31", "NL01", "LD04", "subregio-midden-limburg-west", "samenwerkingsregio-midden-limburg"] { #expect(ids.contains(id)) }
        let youth = try await items("/v1/municipalities/GM0988/regions?validOn=2016-06-01&type=jeugdregio")
        #expect(youth.map { $0["id"] } == ["JZ43"])
        let subregions = try await items("/v1/municipalities/GM0988/regions?validOn=2016-06-01&scaleLevel=subregion")
        #expect(subregions.map { $0["id"] } == ["subregio-midden-limburg-west"])
        #expect(try await items("/v1/municipalities/GM0988/regions?validOn=2016-06-01&type=jeugdregio&scaleLevel=province") == [])
    }
}

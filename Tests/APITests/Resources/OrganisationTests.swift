import Testing

@testable import RegisterAPI

@Suite struct OrganisationTests {
    private static let day = "validOn=2016-06-01"

    private func ids(_ query: String) async throws -> [String] { try await items("/v1/organisations?\(query)").compactMap { $0["id"].text } }

    @Test func theListHasTheShapeOfTheContract() async throws {
        let list = try await get("/v1/organisations?pageSize=1000")
        #expect(Shape.collection(.organisation).faults(in: list) == [])
        let organisations = list["items"].elements
        #expect(organisations.count == 22)
        for organisation in organisations {
            #expect(try await get("/v1/organisations/\(organisation["id"].text ?? "")") == organisation)
        }
        #expect(try await ids("validOn=2012-12-31") == [])
        #expect(try await ids("validOn=2013-01-01").count == 22)
    }

    @Test func byKind() async throws {
        let all = try await items("/v1/organisations?\(Self.day)")
        for kind in ["organisation", "partner-group"] {
            let found = try await items("/v1/organisations?\(Self.day)&kind=\(kind)")
            #expect(found == all.filter { $0["kind"] == .string(kind) } && !found.isEmpty)
        }
    }

    @Test func byParentArrangementAndName() async throws {
        for parent in ["baanbrekers", "BAANBREKERS"] { #expect(try await ids("\(Self.day)&parent=\(parent)") == ["wml-facilitair"]) }
        #expect(try await ids("\(Self.day)&parent=wml-facilitair") == [])
        #expect(try await ids("\(Self.day)&arrangement=Baanbrekers") == ["van-de-laar", "baanbrekers", "wml-facilitair"])
        #expect(
            try await Set(ids("\(Self.day)&arrangement=jeugdketen-parkstad")) == [
                "berenschot", "bureau-jeugdzorg", "integraal-toezicht-jeugdzaken", "parkstad-algemeen-maatschappelijk-werk", "parkstad-gemeenten",
                "parkstad-jeugdgezondheidszorg", "parkstad-kernpartners", "parkstad-scholen", "provincie-limburg",
            ])
        #expect(try await ids("\(Self.day)&name=FACIL") == ["wml-facilitair"])
        #expect(try await ids("\(Self.day)&name=%26") == ["van-de-laar"])
        #expect(try await ids("\(Self.day)&kind=organisation&parent=baanbrekers&arrangement=baanbrekers&name=wml") == ["wml-facilitair"])
        #expect(try await ids("\(Self.day)&kind=partner-group&parent=baanbrekers") == [])
        #expect(try await ids("validOn=2016-06-01&arrangement=3d-midden-limburg-west") == [])
    }

    @Test(
        arguments: [
            ("baanbrekers", "2016-06-01", [("baanbrekers", ["carries-out"])]), ("wml-facilitair", "2016-06-01", [("baanbrekers", ["supports"])]),
            ("bureau-jeugdzorg", "2016-06-01", [("jeugdketen-parkstad", ["core-partner", "seat"])]),
            ("westrom", "2014-06-01", [("arbeidsmarktbeleid-midden-limburg", ["seat"])]), ("westrom", "2016-06-01", []),
            ("ministerie-bzk", "2013-04-01", [("3d-midden-limburg-west", ["milestone"])]),
            (
                "van-de-laar", "2016-06-01",
                [
                    ("baanbrekers", ["milestone"]), ("jeugdhulpregio-zuid-limburg", ["milestone"]), ("samen-14", ["milestone"]),
                ]
            ),
            ("wzsw-samenwerkingspartners", "2016-06-01", [("wzsw-midden-brabant", ["cooperation-partner", "seat"])]),
        ] as [(String, String, [(String, [String])])]) func whatTheyDo(id: String, day: String, involvements: [(String, [String])]) async throws
    {
        let organisation = try await get("/v1/organisations/\(id)?validOn=\(day)")
        #expect(Shape.organisation.faults(in: organisation) == [])
        let found = organisation["arrangements"].elements.map { ($0["id"].text ?? "", $0["involvement"].elements.compactMap(\.text)) }
        #expect(found.map(\.0) == involvements.map(\.0) && found.map(\.1) == involvements.map(\.1), "\(found)")
        for (arrangement, involvement) in found {
            let workers = try await get("/v1/arrangements/\(arrangement)?validOn=\(day)")["organisations"].elements
            let same = try #require(workers.first { $0["id"] == .string(id) })
            #expect(same["involvement"].elements.compactMap(\.text) == involvement && same["name"] == organisation["name"])
        }
    }

    @Test func parentsAndSubsidiaries() async throws {
        let baanbrekers = try await get("/v1/organisations/baanbrekers")
        #expect(baanbrekers["parent"] == .null && baanbrekers["subsidiaries"] == [["id": "wml-facilitair", "name": "WML Facilitair"]])
        #expect(baanbrekers["datePrecision"] == "year" && baanbrekers["status"] == "current" && baanbrekers["validTo"] == .null)
        let wml = try await get("/v1/organisations/WML-Facilitair")
        #expect(wml["parent"] == ["id": "baanbrekers", "name": "Baanbrekers"] && wml["subsidiaries"] == [])
    }

    @Test func beforeItIsKnown() async throws {
        let problem = try await get("/v1/organisations/baanbrekers?validOn=2012-12-31", 404)
        #expect(problem["code"] == "organisation-not-valid" && problem["detail"].text?.contains("from 2013-01-01") == true)
        _ = try await get("/v1/organisations/baanbrekers?validOn=2013-01-01")
    }

    @Test(arguments: ["baanbreker", "GM0988", "%20uwv", "uwv%2F", "%C3%A9", String(repeating: "y", count: 4_000)]) func whatIsNoOrganisation(
        id: String
    )
        async throws
    {
        let problem = try await get("/v1/organisations/\(id)", 404)
        #expect(problem["code"] == "organisation-unknown" && (problem["detail"].text?.count ?? .max) < 400)
    }

    @Test func anUnknownOrganisationNamesThoseNearIt() async throws {
        #expect(try await get("/v1/organisations/baanbreker", 404)["detail"].text?.contains("“baanbrekers”") == true)
    }

    @Test func policyDomains() async throws {
        let list = try await get("/v1/policy-domains?validOn=2014-06-01")
        #expect(Shape.collection(.policyDomain).faults(in: list) == [])
        #expect(list["page"]["total"] == 12)
        for domain in list["items"].elements {
            let found = try await items("/v1/arrangements?validOn=2014-06-01&policyDomain=\(domain["id"].text ?? "")")
            #expect(domain["arrangementCount"] == .int(found.count), "\(domain["id"])")
        }
        let youth = try #require(list["items"].elements.first { $0["id"] == "youth-care" })
        #expect(youth["name"] == "Youth care" && youth["dutchName"] == "jeugdhulp" && youth["arrangementCount"] == 1)
    }

    @Test func legalFormsAndWhatTheyCountAs() async throws {
        let list = try await get("/v1/legal-forms?validOn=2016-06-01")
        #expect(Shape.collection(.legalForm).faults(in: list) == [])
        let registered = Dictionary(uniqueKeysWithValues: list["items"].elements.map { ($0["id"].text ?? "", $0["grRegisterForm"]) })
        #expect(
            registered == [
                "openbaar-lichaam": "openbaar lichaam", "bedrijfsvoeringsorganisatie": "bedrijfsvoeringsorganisatie",
                "gemeenschappelijk-orgaan": "gemeenschappelijk orgaan", "centrumregeling": "regeling zonder meer",
                "regeling-zonder-meer": "regeling zonder meer", "stichting": .null, "vereniging": .null, "bv": .null, "nv": .null,
                "cooperatie": .null,
                "convenant": .null, "samenwerkingsovereenkomst": .null, "netwerk": .null,
            ])
        #expect(list["items"].elements.filter { $0["arrangementCount"] != 0 }.map { $0["id"] } == ["centrumregeling"])
    }
}

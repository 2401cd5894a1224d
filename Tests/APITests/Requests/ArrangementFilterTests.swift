import Testing

@testable import RegisterAPI

@Suite struct ArrangementFilterTests {
    private static let day = "validOn=2016-06-01"

    private func ids(_ query: String) async throws -> [String] { try await items("/v1/arrangements?\(query)").compactMap { $0["id"].text } }

    @Test func everyCombinationOfFilters() async throws {
        let all = try await items("/v1/arrangements?\(Self.day)")
        let ofHeerlen = try await items("/v1/municipalities/GM0917/arrangements?\(Self.day)").map { $0["id"] }
        let ofAdviser = try await get("/v1/organisations/van-de-laar?\(Self.day)")["arrangements"].elements.map { $0["id"] }
        let filters: [(query: String, leaves: (JSON) -> Bool)] = [
            ("policyDomain=youth-care", { $0["policyDomains"].elements.contains("youth-care") }),
            ("legalForm=centrumregeling", { $0["legalForm"]["id"] == "centrumregeling" }),
            ("municipality=0917", { ofHeerlen.contains($0["id"]) }),
            ("centreMunicipality=gm0935", { $0["centreMunicipality"]["code"] == "GM0935" }),
            ("organisation=Van-de-Laar", { ofAdviser.contains($0["id"]) }),
            ("region=Samenwerkingsregio-Zuid-Limburg", { $0["region"]["id"] == "samenwerkingsregio-zuid-limburg" }),
            ("name=JEUGD", { $0["name"].text?.lowercased().contains("jeugd") == true }),
        ]
        for filter in filters {
            let left = all.filter(filter.leaves)
            #expect(!left.isEmpty && left.count < all.count, "\(filter.query) tells nothing apart")
        }
        for mask in 1..<(1 << filters.count) {
            let used = filters.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
            let found = try await items("/v1/arrangements?\(Self.day)&" + used.map(\.query).joined(separator: "&"))
            #expect(found == all.filter { item in used.allSatisfy { $0.leaves(item) } }, "\(used.map(\.query))")
        }
    }

    @Test(arguments: [
        "policyDomain=long-term-care", "legalForm=openbaar-lichaam", "municipality=GM0988", "centreMunicipality=GM0917", "organisation=werk-kom",
        "region=JZ43", "name=xyzzy", "name=%25", "name=_", "policyDomain=care&legalForm=centrumregeling",
        "municipality=GM0935&centreMunicipality=GM0917",
    ]) func whereNothingIsLeft(query: String) async throws {
        let list = try await get("/v1/arrangements?\(Self.day)&\(query)")
        #expect(list["items"] == [] && list["page"]["total"] == 0)
    }

    @Test func aMunicipalityInWhateverRole() async throws {
        #expect(try await ids("\(Self.day)&municipality=GM0935") == ["jeugdhulpregio-zuid-limburg"])
        #expect(try await ids("\(Self.day)&municipality=GM0917") == ["jeugdhulpregio-zuid-limburg", "jeugdketen-parkstad"])
        #expect(try await ids("validOn=2018-12-31&municipality=GM0951") == ["jeugdhulpregio-zuid-limburg"])
        for day in ["2014-12-31", "2019-01-01"] { #expect(try await ids("validOn=\(day)&municipality=GM0951") == []) }
        #expect(try await ids("validOn=2019-01-01&municipality=GM1954") == ["jeugdhulpregio-zuid-limburg"])
    }

    @Test(
        arguments: [
            // A participant, a worker, the holder of a seat, and who wrote a letter or a study.
            ("bureau-jeugdzorg", "2014-06-01", ["jeugdketen-parkstad"]), ("wzsw-ontwikkelpartners", "2014-06-01", ["wzsw-midden-brabant"]),
            ("wml-facilitair", "2014-06-01", ["baanbrekers"]), ("berenschot", "2014-06-01", ["jeugdketen-parkstad"]),
            ("westrom", "2014-06-01", ["arbeidsmarktbeleid-midden-limburg"]), ("provincie-limburg", "2014-06-01", ["jeugdketen-parkstad"]),
            ("ministerie-bzk", "2014-06-01", ["3d-midden-limburg-west"]), ("ministerie-szw", "2014-06-01", ["arbeidsmarktbeleid-midden-limburg"]),
            ("van-de-laar", "2014-06-01", ["baanbrekers"]), ("van-de-laar", "2015-06-01", ["baanbrekers", "jeugdhulpregio-zuid-limburg"]),
            // Before the group had seats, and after it had ended.
            ("westrom", "2013-06-01", []), ("westrom", "2015-01-01", []), ("ministerie-bzk", "2016-06-01", []),
            ("bureau-jeugdzorg", "2012-12-31", []),
        ] as [(String, String, [String])]) func anOrganisationHoweverItIsInvolved(id: String, day: String, arrangements: [String]) async throws
    {
        #expect(try await ids("organisation=\(id)&validOn=\(day)") == arrangements)
        for arrangement in arrangements {
            let organisations = try await items("/v1/organisations?arrangement=\(arrangement)&validOn=\(day)")
            #expect(organisations.contains { $0["id"] == .string(id) })
            let single = try await get("/v1/arrangements/\(arrangement)?validOn=\(day)")["organisations"].elements
            #expect(single.compactMap { $0["id"].text }.sorted() == organisations.compactMap { $0["id"].text }.sorted())
        }
    }

    @Test func theArrangementsOfAMunicipalityWithItsRole() async throws {
        let list = try await get("/v1/municipalities/GM0917/arrangements?\(Self.day)")
        #expect(Shape.collection(.arrangementOfMunicipality).faults(in: list) == [])
        #expect(
            list["items"].elements.map { [$0["id"], $0["role"]] } == [
                ["jeugdhulpregio-zuid-limburg", "participant"], ["jeugdketen-parkstad", "initiator"],
            ])
        #expect(try await items("/v1/municipalities/GM0935/arrangements?\(Self.day)").map { $0["role"] } == ["centre-municipality"])
        #expect(try await items("/v1/municipalities/GM0917/arrangements?\(Self.day)&policyDomain=work").map { $0["id"] } == ["jeugdketen-parkstad"])
        #expect(try await items("/v1/municipalities/GM0917/arrangements?\(Self.day)&policyDomain=welfare") == [])
        #expect(try await items("/v1/municipalities/GM0003/arrangements?\(Self.day)") == [])
        for day in ["2013-03-31", "2015-01-01"] { #expect(try await items("/v1/municipalities/GM0988/arrangements?validOn=\(day)") == []) }
        #expect(
            try await items("/v1/municipalities/GM0988/arrangements?validOn=2013-04-01").map { $0["id"] } == [
                "3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg",
            ])
    }

    @Test func anEndedMunicipalityIsShownOnItsLastDay() async throws {
        let list = try await get("/v1/municipalities/GM0951/arrangements")
        #expect(list["validOn"] == "2018-12-31" && list["items"].elements.map { $0["id"] } == ["jeugdhulpregio-zuid-limburg"])
        for part in ["arrangements", "partners"] {
            let problem = try await get("/v1/municipalities/GM0951/\(part)?validOn=2019-01-01", 404)
            #expect(problem["code"] == "municipality-not-valid" && problem["detail"].text?.contains("GM1954 (Beekdaelen)") == true)
            #expect(try await get("/v1/municipalities/GM9999/\(part)", 404)["code"] == "municipality-unknown")
        }
    }

    // MARK: Municipalities of an arrangement

    @Test(arguments: [
        ("jeugdhulpregio-zuid-limburg", "2018-12-31", 18), ("Jeugdhulpregio-Zuid-Limburg", "2019-01-01", 16),
        ("jeugdketen-parkstad", "2016-06-01", 1),
        ("wzsw-midden-brabant", "2016-06-01", 0), ("3d-midden-limburg-west", "2014-12-31", 3), ("3d-midden-limburg-west", "2015-01-01", 0),
    ]) func municipalitiesOfAnArrangement(id: String, day: String, count: Int) async throws {
        let found = try await items("/v1/municipalities?arrangement=\(id)&validOn=\(day)").compactMap { $0["code"].text }
        #expect(found.count == count)
        if count > 0 {
            let participants = try await items("/v1/arrangements/\(id)/participants?validOn=\(day)").compactMap { $0["party"]["code"].text }
            #expect(found == participants)
        }
    }

    @Test func municipalitiesOfAnArrangementAtAnyTime() async throws {
        let id = "jeugdhulpregio-zuid-limburg"
        let all = try await items("/v1/municipalities?arrangement=\(id)&status=all").compactMap { $0["name"].text }
        #expect(all.count == 19 && all.contains("Nuth") && all.contains("Beekdaelen"))
        #expect(
            try await items("/v1/municipalities?arrangement=\(id)&status=ended").compactMap { $0["name"].text } == [
                "Nuth", "Onderbanken", "Schinnen",
            ])
        #expect(try await items("/v1/municipalities?arrangement=\(id)&status=current").count == 16)
        #expect(try await items("/v1/municipalities?arrangement=3d-midden-limburg-west").count == 0)
        #expect(try await items("/v1/municipalities?arrangement=3d-midden-limburg-west&status=all").count == 3)
        #expect(try await items("/v1/municipalities?arrangement=\(id)&status=all&name=kerk").map { $0["name"] } == ["Kerkrade"])
    }
}

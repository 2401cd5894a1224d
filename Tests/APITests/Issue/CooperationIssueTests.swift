import Testing

@testable import RegisterAPI

/// What was ordered of the six systems of cooperation: what their sources state, all of it, and nothing that they do not.
@Suite struct CooperationIssueTests {
    private func names(_ path: String) async throws -> [String] { try await items(path).compactMap { $0["party"]["name"].text } }

    // MARK: Jeugdhulpregio Zuid-Limburg

    private static let zuidLimburg = "/v1/arrangements/jeugdhulpregio-zuid-limburg"
    private static let members2015 = [
        "Beek", "Brunssum", "Eijsden-Margraten", "Gulpen-Wittem", "Heerlen", "Kerkrade", "Landgraaf", "Maastricht", "Meerssen", "Nuth", "Onderbanken",
        "Schinnen", "Simpelveld", "Sittard-Geleen", "Stein", "Vaals", "Valkenburg aan de Geul", "Voerendaal",
    ]

    @Test func theFormOfZuidLimburg() async throws {
        let region = try await get(Self.zuidLimburg)
        #expect(Shape.singleArrangement.faults(in: region) == [])
        #expect(
            region["legalForm"] == ["id": "centrumregeling", "name": "Centrumregeling", "grRegisterForm": "regeling zonder meer"])
        #expect(region["centreMunicipality"] == ["code": "GM0935", "name": "Maastricht"])
        #expect(region["term"] == ["kind": "indefinite", "from": .null, "to": .null])
        #expect(region["binding"] == true)
        #expect(region["policyDomains"] == ["youth-care"])
        #expect(region["instruments"] == ["Regionaal beleidskader"])
        #expect(region["validFrom"] == "2015-01-01" && region["datePrecision"] == "year" && region["validTo"] == .null)
        #expect(region["participantsComplete"] == true)
        let study = try await items("\(Self.zuidLimburg)/milestones")
        #expect(study.map { $0["title"] } == ["Advies structuur en sturing"])
        #expect(study[0]["on"] == .null && study[0]["datePrecision"] == "not-stated" && study[0]["kind"] == "study")
        #expect(study[0]["by"] == ["kind": "organisation", "id": "van-de-laar", "name": "& Van de Laar"])
    }

    @Test(arguments: ["2015-01-01", "2016-06-01", "2018-12-31"]) func zuidLimburgHadEighteenParticipants(day: String) async throws {
        #expect(try await get("\(Self.zuidLimburg)?validOn=\(day)")["participantCount"] == 18)
        #expect(try await names("\(Self.zuidLimburg)/participants?validOn=\(day)") == Self.members2015)
    }

    @Test func zuidLimburgHasSixteenSinceTheMerger() async throws {
        let merged = Set(Self.members2015).subtracting(["Nuth", "Onderbanken", "Schinnen"]).union(["Beekdaelen"])
        for query in ["?validOn=2019-01-01", ""] {
            #expect(try await get("\(Self.zuidLimburg)\(query)")["participantCount"] == 16)
            let participants = try await items("\(Self.zuidLimburg)/participants\(query)")
            #expect(Set(participants.compactMap { $0["party"]["name"].text }) == merged && participants.count == 16)
            #expect(participants.filter { $0["role"] == "centre-municipality" }.map { $0["party"]["code"] } == ["GM0935"])
            let beekdaelen = try #require(participants.first { $0["party"]["code"] == "GM1954" })
            #expect(beekdaelen["validFrom"] == "2019-01-01" && beekdaelen["validTo"] == .null && beekdaelen["role"] == "participant")
        }
        let before = try await items("\(Self.zuidLimburg)/participants?validOn=2018-12-31")
        #expect(before.filter { $0["validTo"] == "2019-01-01" }.map { $0["party"]["name"] } == ["Nuth", "Onderbanken", "Schinnen"])
    }

    @Test func zuidLimburgIsLargeEnough() async throws {
        let check = try await get("\(Self.zuidLimburg)/scale-check?validOn=2016-01-01")
        #expect(Shape.scaleCheck.faults(in: check) == [])
        #expect(check["inhabitants"] == 600_860 && check["threshold"] == 100_000 && check["margin"] == 500_860)
        #expect(check["complete"] == true && check["meets"] == true && check["participantsComplete"] == true)
        #expect(check["arrangement"] == ["id": "jeugdhulpregio-zuid-limburg", "name": "Jeugdhulpregio Zuid-Limburg"])
    }

    // MARK: Baanbrekers

    @Test func baanbrekers() async throws {
        let path = "/v1/arrangements/baanbrekers"
        let arrangement = try await get(path)
        #expect(Shape.singleArrangement.faults(in: arrangement) == [])
        #expect(arrangement["legalForm"] == .null && arrangement.names.contains("legalForm"))
        #expect(arrangement["participantCount"] == 3 && arrangement["validFrom"] == "2013-01-01")
        #expect(arrangement["term"]["kind"] == "unknown" && arrangement["binding"] == .null && arrangement["policyDomains"] == ["participation"])
        #expect(try await names("\(path)/participants") == ["Heusden", "Loon op Zand", "Waalwijk"])
        #expect(try await get("\(path)/scale-check?validOn=2013-01-01")["inhabitants"] == 112_760)
        #expect(
            arrangement["organisations"].elements.filter { $0["involvement"] != ["milestone"] } == [
                ["id": "baanbrekers", "name": "Baanbrekers", "kind": "organisation", "involvement": ["carries-out"]],
                ["id": "wml-facilitair", "name": "WML Facilitair", "kind": "organisation", "involvement": ["supports"]],
            ])
    }

    @Test(arguments: ["", "?validOn=2013-01-01"]) func aSubsidiaryOfBaanbrekersLeadsToIt(query: String) async throws {
        let separator = query.isEmpty ? "?" : "&"
        #expect(try await items("/v1/arrangements\(query)\(separator)organisation=wml-facilitair").map { $0["id"] } == ["baanbrekers"])
        #expect(try await get("/v1/organisations/wml-facilitair\(query)")["parent"] == ["id": "baanbrekers", "name": "Baanbrekers"])
        let subsidiaries = try await get("/v1/organisations/baanbrekers\(query)")["subsidiaries"]
        #expect(subsidiaries == [["id": "wml-facilitair", "name": "WML Facilitair"]])
    }

    // MARK: Samen 14

    @Test func samen14() async throws {
        let path = "/v1/arrangements/samen-14"
        let arrangement = try await get(path)
        #expect(arrangement["participantCount"] == 14 && arrangement["policyDomains"] == ["social-support", "youth-care"])
        #expect(
            try await names("\(path)/participants") == [
                "Almelo", "Borne", "Dinkelland", "Enschede", "Haaksbergen", "Hellendoorn", "Hengelo", "Hof van Twente", "Losser", "Oldenzaal",
                "Rijssen-Holten", "Tubbergen", "Twenterand", "Wierden",
            ])
        let events = try await items("\(path)/milestones").map { [$0["on"], $0["datePrecision"], $0["kind"]] }
        #expect(
            events == [["2016-01-01", "year", "decision"], ["2019-01-01", "year", "start"], [.null, "not-stated", "evaluation"]])
    }

    @Test func whatSamen14BoughtIsApproximateAndSaysSo() async throws {
        let bought = try await get("/v1/arrangements/samen-14/procurements")
        #expect(Shape.collection(.procurement).faults(in: bought) == [])
        let parts = bought["items"].elements
        #expect(parts.map { $0["policyDomain"] } == [.null, "social-support", "youth-care"])
        #expect(parts.map { $0["amount"]["value"] } == [210_000_000, 70_000_000, 140_000_000])
        #expect(parts.allSatisfy { $0["amount"]["approximate"] == true && $0["amount"]["currency"] == "EUR" })
        #expect(parts.map { $0["providers"] } == [["count": 300, "approximate": true], .null, .null])
        #expect(parts.allSatisfy { $0["from"] == "2016-01-01" && $0["to"] == "2019-01-01" && $0["datePrecision"] == "year" })
    }

    // MARK: Parkstad and Midden-Brabant

    @Test func parkstad() async throws {
        let path = "/v1/arrangements/jeugdketen-parkstad"
        let arrangement = try await get(path)
        #expect(arrangement["policyDomains"] == ["care", "education", "preventive-youth-policy", "safety", "work"])
        #expect(arrangement["region"]["name"] == "Parkstad")
        let participants = try await items("\(path)/participants")
        #expect(
            participants.filter { $0["party"]["kind"] == "municipality" }.map { [$0["party"]["name"], $0["role"]] } == [["Heerlen", "initiator"]])
        #expect(
            Set(participants.filter { $0["role"] == "core-partner" }.compactMap { $0["party"]["name"].text }) == [
                "Bureau Jeugdzorg", "Algemeen Maatschappelijk Werk", "Jeugdgezondheidszorg", "Scholen",
            ])
        #expect(participants.count == 5)
        let bodies = try await items("\(path)/bodies")
        #expect(bodies.map { $0["kind"] } == ["projectgroep", "regiegroep"])
        #expect(
            Set(bodies[1]["seats"].elements.compactMap { $0["represents"]["name"].text }) == [
                "Gemeenten in Parkstad", "Provincie Limburg", "Kernpartners",
            ])
        #expect(bodies[1]["seats"].elements.allSatisfy { $0["role"] == "governor" })
        #expect(bodies[0]["seats"].elements.count == 4 && bodies[0]["seats"].elements.allSatisfy { $0["role"] == "core partner" })
        #expect(bodies.flatMap { $0["seats"].elements }.allSatisfy { $0["count"] == .null && $0.names.contains("count") })
    }

    @Test func whatTheSourceOfParkstadDoesNotStateIsAbsent() async throws {
        let arrangement = try await get("/v1/arrangements/jeugdketen-parkstad")
        for name in ["legalForm", "binding", "centreMunicipality", "principal", "validTo"] {
            #expect(arrangement[name] == .null && arrangement.names.contains(name), "\(name)")
        }
        #expect(arrangement["participantsComplete"] == false && arrangement["participantCount"] == 1)
        #expect(try await get("/v1/arrangements/jeugdketen-parkstad/participants")["participantsComplete"] == false)
        #expect(try await items("/v1/regions/samenwerkingsregio-parkstad/members") == [])
        // One of several is known, and its 87,406 inhabitants are less than the threshold: that says nothing of the whole.
        let check = try await get("/v1/arrangements/jeugdketen-parkstad/scale-check?validOn=2016-01-01")
        #expect(check["complete"] == false && check["meets"] == .null && check["margin"] == .null && check["participantsComplete"] == false)
        #expect(check["members"].elements.map { $0["name"] } == ["Heerlen"] && check["inhabitants"] == check["members"][0]["inhabitants"])
    }

    @Test func middenBrabant() async throws {
        let path = "/v1/arrangements/wzsw-midden-brabant"
        let arrangement = try await get(path)
        #expect(arrangement["policyDomains"] == ["care", "social-work", "welfare"])
        #expect(arrangement["principal"]["kind"] == "partner-group" && arrangement["principal"]["id"] == "wzsw-opdrachtgever")
        let participants = try await items("\(path)/participants?sort=role")
        #expect(participants.map { $0["role"] } == ["cooperation-partner", "development-partner", "participant", "principal"])
        #expect(participants.allSatisfy { $0["party"]["kind"] == "partner-group" })
        let structure = try await get("\(path)/structure")
        #expect(Shape.structure.faults(in: structure) == [])
        #expect(
            Set(structure["nodes"].elements.compactMap { $0["name"].text }) == [
                "Klankbordgroep", "Lokale projectgroep", "Lokale projectleider", "Regionale projectleider", "Regionale stuurgroep",
            ])
        #expect(structure["edges"].elements.map { $0["kind"] } == ["steers"])
        #expect(structure["edges"][0]["to"] == "lokale-projectleider-wzsw-midden-brabant")
    }

    @Test func whatTheSourceOfMiddenBrabantDoesNotStateIsAbsent() async throws {
        let path = "/v1/arrangements/wzsw-midden-brabant"
        let arrangement = try await get(path)
        #expect(arrangement["participantCount"] == 0 && arrangement["participantsComplete"] == false && arrangement["legalForm"] == .null)
        let check = try await get("\(path)/scale-check?validOn=2016-01-01")
        #expect(Shape.scaleCheck.faults(in: check) == [])
        #expect(check["inhabitants"] == .null && check["meets"] == .null && check["complete"] == false && check["members"] == [])
        #expect(try await items("/v1/regions/samenwerkingsregio-midden-brabant/members") == [])
        for part in ["procurements", "milestones"] { #expect(try await items("\(path)/\(part)") == []) }
    }

    // MARK: What is not there

    @Test(arguments: [
        "", "/participants", "/bodies", "/structure", "/procurements", "/milestones", "/scale-check",
    ]) func anUnknownArrangementNamesThoseNearIt(part: String) async throws {
        let problem = try await get("/v1/arrangements/jeugdhulpregio-zuidlimburg\(part)", 404)
        #expect(problem["code"] == "arrangement-unknown")
        #expect(problem["detail"].text?.contains("“jeugdhulpregio-zuid-limburg”") == true)
    }

    @Test(arguments: [
        "/v1/arrangements?policyDomain=jeugdzorg", "/v1/congruence?policyDomain=jeugdzorg,work",
        "/v1/municipalities/GM0988/arrangements?policyDomain=jeugdzorg",
    ])
    func anUnknownPolicyDomainNamesTheValidOnes(target: String) async throws {
        let problem = try await get(target, 400)
        #expect(problem.faults == ["policyDomain policy-domain-unknown"])
        let known = try await items("/v1/policy-domains").compactMap { $0["id"].text }
        #expect(known.count == 12)
        for id in known { #expect(problem["errors"][0]["detail"].text?.contains("“\(id)”") == true, "\(id)") }
    }

    @Test func beforeAnythingExistedThereIsNothing() async throws {
        for path in ["arrangements", "organisations"] {
            let list = try await get("/v1/\(path)?validOn=1900-01-01")
            #expect(list["items"] == [] && list["page"]["total"] == 0 && list["validOn"] == "1900-01-01")
        }
        for query in ["policyDomain=youth-care,social-support", "regionType=jeugdregio,arbeidsmarktregio"] {
            let congruence = try await get("/v1/congruence?\(query)&validOn=1900-01-01")
            #expect(congruence["congruent"] == .null)
            for line in congruence["municipalities"].elements { #expect(line["congruent"] == .null && line["differences"] == []) }
        }
        for list in ["policy-domains", "legal-forms"] {
            let counts = try await items("/v1/\(list)?validOn=1900-01-01").map { $0["arrangementCount"] }
            #expect(!counts.isEmpty && counts.allSatisfy { $0 == 0 })
        }
    }

    @Test func onePolicyDomainCannotBeCompared() async throws {
        #expect(try await faults("/v1/congruence?policyDomain=youth-care") == ["policyDomain too-few-values"])
        #expect(try await faults("/v1/congruence?regionType=jeugdregio") == ["regionType too-few-values"])
    }
}

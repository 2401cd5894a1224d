import Testing

@testable import RegisterAPI

/// `/v1/{municipalities,regions,arrangements,organisations}/{id}/history`
@Suite struct HistoryTests {
    @Test func everyVersionWithBothItsTimes() async throws {
        let office = try await Office()
        let next =
            "INSERT INTO municipality_name (municipality_code, name, valid_from, source_id) VALUES ('GM0988', 'Weerterland', '2030-01-01', 'cbs-gemeentelijke-indeling')"
        try await office.edit("UPDATE municipality_name SET name = 'Wiert' WHERE municipality_code = 'GM0988'")
        try await office.edit(
            "BEGIN; UPDATE municipality_name SET name = 'Weert', valid_to = '2030-01-01' WHERE municipality_code = 'GM0988'; \(next); COMMIT")
        try await office.edit(
            "BEGIN; DELETE FROM municipality_name WHERE municipality_code = 'GM0988' AND valid_from = '2030-01-01'; UPDATE municipality_name SET valid_to = NULL WHERE municipality_code = 'GM0988'; COMMIT"
        )
        let versions = try await office.service.get("/v1/municipalities/0988/history")["items"].elements
        func recorded(_ name: String) -> [Int?] { versions.map { $0[name]["revision"].number } }
        #expect(versions.map { $0["name"] } == ["Weert", "Wiert", "Weert", "Weerterland", "Weert"])
        #expect(recorded("recordedFrom") == [1, 2, 3, 3, 4] && recorded("recordedTo") == [2, 3, 4, 4, nil])
        #expect(versions.map { $0["validTo"].text } == [nil, nil, "2030-01-01", nil, nil] && versions[3]["validFrom"] == "2030-01-01")
        #expect(versions.map { $0["version"] == versions[0]["version"] } == [true, true, true, false, true])
        #expect(versions.allSatisfy { $0["source"] == "cbs-gemeentelijke-indeling" })
        #expect(versions[0]["recordedTo"] == versions[1]["recordedFrom"])
        // What was known of it then.
        let earlier = try await office.service.get("/v1/municipalities/0988/history?revision=2")["items"].elements
        #expect(earlier.map { $0["name"] } == ["Weert", "Wiert"] && earlier[0]["recordedTo"]["revision"] == 2 && earlier[1]["recordedTo"] == .null)
        let newestFirst = try await office.service.get("/v1/municipalities/0988/history?sort=-recordedFrom,-validFrom")["items"].elements
        #expect(newestFirst == versions.reversed())
    }

    @Test func whatIsGoneFromTheRegisterHasAHistory() async throws {
        let office = try await Office()
        try await office.edit(
            "BEGIN; INSERT INTO organisation (id, source_id) VALUES ('proef', 'samen-14'); INSERT INTO organisation_version (organisation_id, name, valid_from, source_id) VALUES ('proef', 'Proef', '2020-01-01', 'samen-14'); COMMIT"
                .replacing("samen-14", with: "cbs-gemeentelijke-indeling"))
        try await office.edit(
            "BEGIN; DELETE FROM organisation_version WHERE organisation_id = 'proef'; DELETE FROM organisation WHERE id = 'proef'; COMMIT")
        _ = try await office.service.get("/v1/organisations/proef", 404)
        let versions = try await office.service.get("/v1/organisations/PROEF/history")["items"].elements
        #expect(versions.count == 1 && versions[0]["recordedFrom"]["revision"] == 2 && versions[0]["recordedTo"]["revision"] == 3)
        #expect(try await office.service.get("/v1/organisations/proef/history?revision=1", 404)["code"] == "organisation-unknown")
    }

    @Test func ofEachKindOfThing() async throws {
        let arrangement = try await get("/v1/arrangements/jeugdhulpregio-zuid-limburg/history")["items"][0]
        #expect(arrangement["legalForm"] == "centrumregeling" && arrangement["term"]["kind"] == "indefinite" && arrangement["binding"] == true)
        #expect(try await get("/v1/organisations/wml-facilitair/history")["items"][0]["parent"] == "baanbrekers")
        let region = try await get("/v1/regions/jz43/history")["items"].elements
        #expect(!region.isEmpty && region.allSatisfy { $0["name"] == "Midden-Limburg West" && $0["recordedTo"] == .null })
        for (target, code) in [
            ("municipalities/GM9999", "municipality-unknown"), ("municipalities/x", "municipality-unknown"), ("regions/x", "region-unknown"),
            ("arrangements/x", "arrangement-unknown"), ("organisations/x", "organisation-unknown"),
        ] {
            #expect(try await get("/v1/\(target)/history", 404)["code"] == .string(code))
        }
        #expect(try await faults("/v1/regions/JZ43/history?validOn=2016-01-01") == ["validOn parameter-unknown"])
    }
}

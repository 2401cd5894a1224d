import Foundation
import Testing

@testable import RegisterAPI

@Suite struct DateTests {
    @Test func todayIsThatOfAmsterdam() async throws {
        func today() throws -> String {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
            let parts = calendar.dateComponents([.year, .month, .day], from: Date())
            return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
        }
        let before = try today()
        let targets = [
            "/v1/municipalities", "/v1/regions", "/v1/scale-levels", "/v1/scale-levels/province/inhabitants", "/v1/norms", "/v1/region-types",
            "/v1/scale-check?municipality=GM0988", "/v1/municipalities/GM0988/regions", "/v1/regions/PV31/members", "/v1/regions/PV31/scale-check",
            "/v1/arrangements", "/v1/organisations", "/v1/policy-domains", "/v1/legal-forms", "/v1/municipalities/GM0988/arrangements",
            "/v1/municipalities/GM0988/partners", "/v1/arrangements/samen-14/participants", "/v1/arrangements/samen-14/structure",
            "/v1/arrangements/samen-14/scale-check", "/v1/congruence?policyDomain=care,work&municipality=GM0988",
        ]
        var days: Set<String> = []
        for target in targets { days.insert(try await get(target)["validOn"].text ?? "") }
        #expect(days.isSubset(of: [before, try today()]))
    }

    @Test(arguments: [
        "2013-02-30", "2013-02-29", "2013-13-01", "2013-00-01", "2013-01-00", "2013-1-1", "13-01-01", "01-01-2013", "2013-01-01T00:00:00Z", "today",
        "20130101", "2013/01/01", "0000-01-01", "10000-01-01", "-2013-01-01", "2013-01-01%20", "infinity", "٢٠١٣-٠١-٠١",
    ]) func whatIsNoDate(text: String) async throws {
        for resource in Resource.all where resource.query.contains(where: { $0.name == "validOn" }) {
            #expect(try await faults(resource.with("validOn=\(text)")) == ["validOn date-invalid"], "\(resource.path)")
        }
    }

    @Test(arguments: ["0001-01-01", "9999-12-31", "2016-02-29", "2000-02-29"]) func theFarthestDates(text: String) async throws {
        for resource in Resource.all where resource.query.contains(where: { $0.name == "validOn" }) {
            let reply = try await Service.shared.send(resource.with("validOn=\(text)"))
            #expect([200, 404, 400].contains(reply.status))
            if reply.status == 400 { #expect(try reply.json()["errors"][0]["code"] == "municipality-not-valid") }
        }
    }

    @Test func fromIsIncludedAndToIsNot() async throws {
        for target in ["/v1/municipalities/GM0988/inhabitants", "/v1/regions/NL01/inhabitants"] {
            #expect(try await items("\(target)?from=2020-01-01&to=2021-01-01").map { $0["referenceDate"] } == ["2020-01-01"])
            #expect(try await items("\(target)?from=2020-01-02&to=2021-01-01") == [])
            #expect(try await faults("\(target)?from=2020-01-02&to=2020-01-01") == ["to range-reversed"])
        }
        #expect(try await faults("/v1/municipality-successions?from=2020-01-02&to=2020-01-01") == ["to range-reversed"])
    }

    @Test func beforeWhatTheRegisterCoversItSaysSo() async throws {
        let list = try await get("/v1/municipalities?validOn=2009-12-31&pageSize=1")
        #expect(list["coversCountry"] == false)
        #expect(try await get("/v1/municipalities?validOn=2010-01-01&pageSize=1")["coversCountry"] == true)
        #expect(try await get("/v1/scale-levels/municipality/inhabitants?validOn=2009-12-31&pageSize=1")["coversCountry"] == false)
        #expect(try await get("/v1")["coverage"]["from"] == "2010-01-01")
    }
}

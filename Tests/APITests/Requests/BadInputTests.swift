import Testing

@testable import RegisterAPI

@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let target: String
        /// All of them, in any order.
        let faults: [String]
        var testDescription: String { String(target.prefix(120)) }

        init(_ target: String, _ faults: String...) { (self.target, self.faults) = (target, faults) }
    }

    private static let check = "/v1/scale-check?municipality=GM0988"
    private static let thousand = (0..<1000).map { String("000\($0)".suffix(4)) }.joined(separator: ",")

    static let cases = [
        Case("/v1/municipalities?colour=red", "colour parameter-unknown"),
        Case("/v1/municipalities?=x", " parameter-unknown"),
        Case("/v1/municipalities?name", "name parameter-empty"),
        Case("/v1/municipalities?name=", "name parameter-empty"),
        Case("/v1/municipalities?Name=a", "Name parameter-unknown"),
        Case("/v1/municipalities?name=a&name=b", "name parameter-repeated"),
        Case("/v1/municipalities?validOn=2016-01-01&validOn=2016-01-01", "validOn parameter-repeated"),
        Case("/v1/municipalities?n%61me=a&name=b", "name parameter-repeated"),
        Case("/v1/municipalities?name=%00", "name encoding-invalid"),
        Case("/v1/municipalities?name=a%00b", "name encoding-invalid"),
        Case("/v1/municipalities?name=%zz", "name encoding-invalid"),
        Case("/v1/municipalities?name=%4", "name encoding-invalid"),
        Case("/v1/municipalities?name=%", "name encoding-invalid"),
        Case("/v1/municipalities?name=%ff", "name encoding-invalid"),
        Case("/v1/municipalities?name=%C3", "name encoding-invalid"),
        Case("/v1/municipalities?name=%ED%A0%80", "name encoding-invalid"),
        Case("/v1/municipalities?%ff=1&%zz=2", "%ff encoding-invalid", "%zz encoding-invalid"),
        Case("/v1/municipalities?status=closed", "status choice-invalid"),
        Case("/v1/municipalities?status=all&validOn=2016-01-01", "validOn parameters-exclusive"),
        Case("/v1/municipalities?status=ended&validOn=2016-01-01", "validOn parameters-exclusive"),
        Case("/v1/municipalities?minInhabitants=20&maxInhabitants=10", "maxInhabitants range-reversed"),
        Case("/v1/municipalities?minInhabitants=-1", "minInhabitants number-invalid"),
        Case("/v1/municipalities?maxInhabitants=1e3", "maxInhabitants number-invalid"),
        Case("/v1/municipalities?minInhabitants=9999999999999999999999", "minInhabitants number-invalid"),
        Case("/v1/municipalities?province=PV99", "province province-unknown"),
        Case("/v1/municipalities?province=JZ43", "province province-unknown"),
        Case("/v1/municipalities?region=JZ99", "region region-unknown"),
        Case("/v1/municipalities?name=\(String(repeating: "x", count: 101))", "name text-too-long"),
        Case("/v1/municipalities?name=\(String(repeating: "%C3%A9", count: 1000))", "name text-too-long"),
        Case("/v1/municipalities?name='%3BDROP%20TABLE%20municipality%3B--&page=0", "page number-invalid"),
        Case("/v1/municipality-successions?code=GM9999", "code municipality-unknown"),
        Case("/v1/municipality-successions?code=weert", "code municipality-code-invalid"),
        Case("/v1/regions?type=jeugd", "type region-type-unknown"),
        Case("/v1/regions?scaleLevel=continent", "scaleLevel scale-level-unknown"),
        Case("/v1/regions?municipality=GM9999", "municipality municipality-unknown"),
        Case("/v1/regions?municipality=GM0988,GM0946", "municipality municipality-code-invalid"),
        Case("/v1/regions?municipality=GM0988&municipality=GM0946", "municipality parameter-repeated"),
        Case("/v1/regions?within=nowhere", "within region-unknown"),
        Case("/v1/scale-levels/region/inhabitants?regionType=nonsense", "regionType region-type-unknown"),
        Case("/v1/scale-levels/region/inhabitants?norm=nonsense", "norm norm-unknown"),
        Case("/v1/scale-levels/region/inhabitants?threshold=0", "threshold number-invalid"),
        Case("/v1/scale-check", "municipality parameter-missing"),
        Case("/v1/scale-check?municipality=", "municipality parameter-empty"),
        Case("/v1/scale-check?municipality", "municipality parameter-empty"),
        Case("/v1/scale-check?municipality=GM0988,", "municipality parameter-empty"),
        Case("/v1/scale-check?municipality=,", "municipality parameter-empty", "municipality parameter-empty"),
        Case("/v1/scale-check?municipality=\(thousand)", "municipality too-many-values"),
        Case("/v1/scale-check?municipality=GM0988,gm0988", "municipality value-repeated"),
        Case("/v1/scale-check?municipality=GM0988&municipality=0988", "municipality value-repeated"),
        Case("/v1/scale-check?municipality=GM9998,GM9999", "municipality municipality-unknown", "municipality municipality-unknown"),
        Case("/v1/scale-check?municipality=%ff,GM0988", "municipality encoding-invalid"),
        Case("\(check)&threshold=-1", "threshold number-invalid"),
        Case("\(check)&threshold=1e99", "threshold number-invalid"),
        Case("\(check)&threshold=0", "threshold number-invalid"),
        Case("\(check)&threshold=100000.0", "threshold number-invalid"),
        Case("\(check)&threshold=9223372036854775808", "threshold number-invalid"),
        Case("\(check)&threshold=%D9%A1", "threshold number-invalid"),
        Case("\(check)&threshold=100000&norm=decentralisation-2013", "norm parameters-exclusive"),
        Case("\(check)&norm=nonsense", "norm norm-unknown"),
        Case("\(check)&validOn=2013-02-30", "validOn date-invalid"),
        Case("/v1/regions/JZ43/scale-check?threshold=-1&norm=x", "threshold number-invalid", "norm parameters-exclusive", "norm norm-unknown"),
        // Many at once.
        Case(
            "/v1/scale-check?municipality=GM0988,gm0988,,weert,GM9999,GM0951&validOn=2020-01-01&threshold=-1&norm=nonsense&foo=1&bar=%zz",
            "municipality value-repeated", "municipality parameter-empty", "municipality municipality-code-invalid",
            "municipality municipality-unknown", "municipality municipality-not-valid", "threshold number-invalid", "norm parameters-exclusive",
            "norm norm-unknown", "foo parameter-unknown", "bar encoding-invalid"),
        Case(
            "/v1/municipalities?page=0&pageSize=1001&sort=nonsense,name&validOn=2013-02-30&province=PV99&region=JZ99&status=old&foo=1&foo=2",
            "page number-invalid", "pageSize number-invalid", "sort sort-invalid", "validOn date-invalid", "province province-unknown",
            "region region-unknown", "status choice-invalid", "foo parameter-unknown"),
        Case(
            "/v1/regions?type=a&scaleLevel=b&municipality=GM9999&within=c&name=&validOn=x", "type region-type-unknown",
            "scaleLevel scale-level-unknown", "municipality municipality-unknown", "within region-unknown", "name parameter-empty",
            "validOn date-invalid"),
    ]

    @Test(arguments: cases) func everyFaultIsNamed(bad: Case) async throws {
        let found = try await faults(bad.target)
        #expect(found.sorted() == bad.faults.sorted())
    }

    @Test func aWrongDateSaysNothingOfTheCodes() async throws {
        // Nobody can say whether it existed on a date that is none.
        #expect(try await faults("/v1/scale-check?municipality=GM0951&validOn=2013-02-30") == ["validOn date-invalid"])
    }

    @Test(arguments: Resource.all) func unknownAndRepeatedKeysEverywhere(resource: Resource) async throws {
        #expect(try await faults(resource.with("foo=1&validon=2016-01-01")) == ["foo parameter-unknown", "validon parameter-unknown"])
        for (name, value) in resource.query {
            #expect(try await faults(resource.with("\(name)=\(value)&\(name)=\(value)")) == ["\(name) parameter-repeated"], "\(name)")
            #expect(try await faults(resource.with("\(name)=")) == ["\(name) parameter-empty"], "\(name)")
            #expect(try await faults(resource.with("\(name)=%C3%28")) == ["\(name) encoding-invalid"], "\(name)")
            #expect(try await get(resource.with("\(name)=\(value)")).names.isEmpty == false, "\(name)")
        }
        for (name, values) in resource.lists {
            #expect(try await faults(resource.with("\(name)=\(values[0])&\(name)=\(values[0])")) == ["\(name) value-repeated"], "\(name)")
            #expect(try await faults(resource.with("\(name)=")) == ["\(name) parameter-empty"], "\(name)")
            #expect(try await faults(resource.with("\(name)=%C3%28")) == ["\(name) encoding-invalid"], "\(name)")
            let joined = try await get(resource.with("\(name)=\(values.joined(separator: ","))"))
            #expect(try await get(resource.with(values.map { "\(name)=\($0)" }.joined(separator: "&"))) == joined, "\(name)")
        }
        if !resource.query.isEmpty {
            _ = try await get(resource.with(resource.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")))
        }
    }

    @Test(arguments: [
        ("/v1/municipalities?validon=2016-01-01", "“validOn”"), ("/v1/municipalities?nmae=x", "“name”"),
        ("/v1/municipalities?sort=inhabitant", "“inhabitants”"),
        ("/v1/municipalities?province=PV13", "“PV31”"), ("/v1/municipalities?region=JZ34x", "“JZ34”"),
        ("/v1/regions?type=jeugdregios", "“jeugdregio”"),
        ("/v1/regions?scaleLevel=provence", "“province”"), ("/v1/municipalities?status=curent", "“current”"),
        ("/v1/scale-check?municipality=GM0988&norm=decentralization-2013", "“decentralisation-2013”"),
        ("/v1/scale-check?municipality=GM0989", "GM0988 (Weert)"), ("/v1/arrangements?policyDomain=youthcare", "“youth-care”"),
        ("/v1/arrangements?legalForm=centrum-regeling", "“centrumregeling”"), ("/v1/arrangements?organisation=wml-facilitairs", "“wml-facilitair”"),
        ("/v1/organisations?arrangement=samen14", "“samen-14”"), ("/v1/organisations?parent=baanbreker", "“baanbrekers”"),
        ("/v1/organisations?kind=partner-groups", "“partner-group”"), ("/v1/arrangements/samen-14/participants?role=principle", "“principal”"),
        ("/v1/congruence?policyDomain=Youth-Care,work", "“youth-care”"), ("/v1/congruence?regionType=jeugdregios,corop", "“jeugdregio”"),
        ("/v1/scale-check?municipalities=GM0988&municipality=GM0988", "“municipality”"),
    ]) func whatSomebodyMayHaveMeant(target: String, hint: String) async throws {
        let problem = try await get(target, 400)
        #expect(problem["errors"][0]["detail"].text?.contains(hint) == true, "\(problem["errors"][0]["detail"])")
    }

    @Test func theLongestTargetIsReadAndAnswered() async throws {
        let value = String(repeating: "x", count: 8_192 - "/v1/municipalities?name=".utf8.count)
        #expect(try await faults("/v1/municipalities?name=\(value)") == ["name text-too-long"])
        let keys = (0..<1500).map { "k\($0)" }.joined(separator: "&")
        #expect(try await faults("/v1/municipalities?\(keys.prefix(8_000))").count > 1000)
    }
}

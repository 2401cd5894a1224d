import Testing

@testable import RegisterAPI

@Suite struct CooperationBadInputTests {
    typealias Case = BadInputTests.Case
    private static let long = String(repeating: "x", count: 101)
    private static let congruence = "/v1/congruence?policyDomain=youth-care,work"
    private static let everyDomain =
        "care,education,labour-market,long-term-care,participation,preventive-youth-policy,safety,social-support,social-work,welfare,work"

    static let cases = [
        Case("/v1/arrangements?policyDomain=Youth-Care", "policyDomain policy-domain-unknown"),
        Case("/v1/arrangements?policyDomain=youth-care,work", "policyDomain policy-domain-unknown"),
        Case("/v1/arrangements?policyDomain=youth-care&policyDomain=work", "policyDomain parameter-repeated"),
        Case("/v1/arrangements?policyDomain=%00", "policyDomain encoding-invalid"),
        Case("/v1/arrangements?policyDomain=\(long)", "policyDomain text-too-long"),
        Case("/v1/arrangements?legalForm=nonsense", "legalForm legal-form-unknown"),
        Case("/v1/arrangements?municipality=GM9999", "municipality municipality-unknown"),
        Case("/v1/arrangements?municipality=weert", "municipality municipality-code-invalid"),
        Case("/v1/arrangements?municipality=GM0988,GM0946", "municipality municipality-code-invalid"),
        Case("/v1/arrangements?centreMunicipality=GM9999", "centreMunicipality municipality-unknown"),
        Case("/v1/arrangements?centreMunicipality=baanbrekers", "centreMunicipality municipality-code-invalid"),
        Case("/v1/arrangements?organisation=nobody", "organisation organisation-unknown"),
        Case("/v1/arrangements?organisation=\(long)", "organisation text-too-long"),
        Case("/v1/arrangements?organisation=uwv%00", "organisation encoding-invalid"),
        Case("/v1/arrangements?region=JZ99", "region region-unknown"),
        Case("/v1/arrangements?name=\(long)", "name text-too-long"),
        Case("/v1/arrangements?status=all", "status parameter-unknown"),
        Case("/v1/arrangements/samen-14/participants?role=king", "role choice-invalid"),
        Case("/v1/arrangements/samen-14/participants?role=Participant", "role choice-invalid"),
        Case("/v1/arrangements/samen-14/participants?role=participant,initiator", "role choice-invalid"),
        Case("/v1/arrangements/samen-14/bodies?kind=stuurgroep", "kind parameter-unknown"),
        Case("/v1/arrangements/samen-14/milestones?from=2016-01-01", "from parameter-unknown"),
        Case("/v1/arrangements/samen-14/scale-check?threshold=0", "threshold number-invalid"),
        Case("/v1/arrangements/samen-14/scale-check?threshold=1&norm=x", "norm parameters-exclusive", "norm norm-unknown"),
        Case("/v1/organisations?kind=company", "kind choice-invalid"),
        Case("/v1/organisations?parent=nobody", "parent organisation-unknown"),
        Case("/v1/organisations?arrangement=nothing", "arrangement arrangement-unknown"),
        Case("/v1/municipalities?arrangement=nothing", "arrangement arrangement-unknown"),
        Case("/v1/municipalities?arrangement=\(long)", "arrangement text-too-long"),
        Case("/v1/municipalities?arrangement=samen-14&arrangement=samen-14", "arrangement parameter-repeated"),
        Case("/v1/municipalities/GM0988/arrangements?role=participant", "role parameter-unknown"),
        Case("/v1/municipalities/GM0988/arrangements?policyDomain=nonsense", "policyDomain policy-domain-unknown"),
        Case("/v1/municipalities/GM0988/partners?regionType=a,jeugdregio,b", "regionType region-type-unknown", "regionType region-type-unknown"),
        Case("/v1/municipalities/GM0988/partners?regionType=jeugdregio,", "regionType parameter-empty"),
        Case("/v1/municipalities/GM0988/partners?regionType=\(long)", "regionType text-too-long"),
        Case("/v1/municipalities/GM0988/partners?regionType=\((1...21).map { "t\($0)" }.joined(separator: ","))", "regionType too-many-values"),
        Case("/v1/congruence", "policyDomain parameter-missing"),
        Case("/v1/congruence?region=JZ43&validOn=2016-06-01", "policyDomain parameter-missing"),
        Case("/v1/congruence?policyDomain=youth-care", "policyDomain too-few-values"),
        Case("/v1/congruence?policyDomain=youth-care&policyDomain=youth-care", "policyDomain value-repeated"),
        Case("/v1/congruence?policyDomain=youth-care,youth-care", "policyDomain value-repeated"),
        Case("/v1/congruence?policyDomain=youth-care,youth-care,work", "policyDomain value-repeated"),
        Case("/v1/congruence?regionType=corop,corop", "regionType value-repeated"),
        Case("/v1/congruence?policyDomain=youth-care,,work", "policyDomain parameter-empty"),
        Case("/v1/congruence?policyDomain=youth-care,", "policyDomain parameter-empty"),
        Case("/v1/congruence?policyDomain=youth-care,\(long)", "policyDomain text-too-long"),
        Case("/v1/congruence?policyDomain=youth-care,%00", "policyDomain encoding-invalid", "policyDomain too-few-values"),
        Case("/v1/congruence?policyDomain=\(everyDomain)", "policyDomain too-many-values"),
        Case("/v1/congruence?regionType=corop,ggd-regio,jeugdregio,provincie,land", "regionType too-many-values"),
        Case("/v1/congruence?policyDomain=a,work,b", "policyDomain policy-domain-unknown", "policyDomain policy-domain-unknown"),
        Case("/v1/congruence?regionType=a,b", "regionType region-type-unknown", "regionType region-type-unknown"),
        Case("\(congruence)&regionType=jeugdregio,corop", "regionType parameters-exclusive"),
        Case(
            "/v1/congruence?policyDomain=work&regionType=corop", "regionType parameters-exclusive", "policyDomain too-few-values",
            "regionType too-few-values"),
        Case("\(congruence)&region=JZ43&municipality=GM0988&validOn=2016-06-01", "municipality parameters-exclusive"),
        Case("\(congruence)&region=nowhere", "region region-unknown"),
        Case("\(congruence)&region=JZ43&validOn=2020-01-01", "region region-not-valid"),
        Case("\(congruence)&municipality=GM9999,weert", "municipality municipality-unknown", "municipality municipality-code-invalid"),
        Case("\(congruence)&municipality=GM0951&validOn=2020-01-01", "municipality municipality-not-valid"),
        Case("\(congruence)&municipality=GM0988,gm0988", "municipality value-repeated"),
        Case("\(congruence)&municipality=", "municipality parameter-empty"),
        Case("\(congruence)&page=1", "page parameter-unknown"),
        // Many at once.
        Case(
            "/v1/congruence?policyDomain=a,,work,work&regionType=corop&region=nowhere&municipality=GM9999,x&validOn=2013-02-30&foo=1",
            "policyDomain policy-domain-unknown", "policyDomain parameter-empty", "policyDomain value-repeated", "regionType parameters-exclusive",
            "regionType too-few-values", "region region-unknown", "municipality parameters-exclusive", "municipality municipality-unknown",
            "municipality municipality-code-invalid", "validOn date-invalid", "foo parameter-unknown"),
        Case(
            "/v1/arrangements?policyDomain=a&legalForm=b&municipality=GM9999&centreMunicipality=c&organisation=d&region=e&name=&page=0&sort=f&validOn=g&h=1",
            "policyDomain policy-domain-unknown", "legalForm legal-form-unknown", "municipality municipality-unknown",
            "centreMunicipality municipality-code-invalid", "organisation organisation-unknown", "region region-unknown", "name parameter-empty",
            "page number-invalid", "sort sort-invalid", "validOn date-invalid", "h parameter-unknown"),
        Case(
            "/v1/organisations?kind=a&parent=b&arrangement=c&name=%ff&pageSize=0", "kind choice-invalid", "parent organisation-unknown",
            "arrangement arrangement-unknown", "name encoding-invalid", "pageSize number-invalid"),
    ]

    @Test(arguments: cases) func everyFaultIsNamed(bad: BadInputTests.Case) async throws {
        let found = try await faults(bad.target)
        #expect(found.sorted() == bad.faults.sorted())
    }

    @Test func aRegionThatIsNotValidIsNamedWithTheOtherFaults() async throws {
        let found = try await faults("/v1/congruence?policyDomain=a,work&region=JZ43&validOn=2020-01-01&foo=1")
        #expect(found.sorted() == ["foo parameter-unknown", "policyDomain policy-domain-unknown", "region region-not-valid"])
    }

    @Test func aListWithNothingInItIsEmpty() async throws {
        for name in ["policyDomain", "regionType"] {
            for query in ["\(name)=", name] { #expect(try await faults("/v1/congruence?\(query)").contains("\(name) parameter-empty")) }
        }
    }

    @Test func eachOfSeveralSaysWhichItIs() async throws {
        let domains = try await get("/v1/congruence?policyDomain=work,a&policyDomain=b,care,c", 400)
        #expect(domains["errors"].elements.map { $0["index"] } == [1, 2, 4])
        let codes = try await get("\(Self.congruence)&validOn=2020-01-01&municipality=GM0988,GM0951,x&municipality=GM9999", 400)
        #expect(
            Set(codes["errors"].elements.map { [$0["index"], $0["code"]] as JSON }) == [
                [1, "municipality-not-valid"], [2, "municipality-code-invalid"], [3, "municipality-unknown"],
            ])
        #expect(codes["errors"].elements.contains { $0["detail"].text?.contains("GM1954 (Beekdaelen)") == true })
    }

    @Test func aRegionThatIsNotValidSaysWhenItIs() async throws {
        let problem = try await get("\(Self.congruence)&region=jz43&validOn=2020-01-01", 400)
        for known in ["2016-01-01", "2017-01-01"] { #expect(problem["errors"][0]["detail"].text?.contains(known) == true) }
    }

    @Test func tenPolicyDomainsAndFourRegionTypesAreTaken() async throws {
        let ten = Self.everyDomain.split(separator: ",").prefix(10).joined(separator: ",")
        #expect(try await get("/v1/congruence?policyDomain=\(ten)&municipality=GM0988")["policyDomains"].elements.count == 10)
        let four = "corop,ggd-regio,jeugdregio,provincie"
        #expect(try await get("/v1/congruence?regionType=\(four)&municipality=GM0988&validOn=2016-06-01")["regionTypes"].elements.count == 4)
    }

    @Test func anUnknownLegalFormNamesTheValidOnes() async throws {
        let detail = try await get("/v1/arrangements?legalForm=nonsense", 400)["errors"][0]["detail"].text
        for form in try await items("/v1/legal-forms") { #expect(detail?.contains("“\(form["id"].text ?? "?")”") == true) }
    }
}

import Testing

@testable import RegisterAPI

/// The document's problem codes are those of the service, and each of them is given.
@Suite struct DocumentedCodeTests {
    /// Given where a service breaks or stops: ``DocumentedTests``.
    private static let elsewhere: Set<ProblemCode> = [.internalError, .overloaded, .databaseUnavailable, .stopping]

    private static let long = String(repeating: "x", count: 101)

    private static let targets: [ProblemCode: String] = [
        .requestInvalid: "/v1/norms?foo=1", .requestMalformed: "/v1/%zz", .pathUnknown: "/v1/nothing",
        .targetTooLong: "/" + String(repeating: "x", count: 9_000),
        .problemUnknown: "/v1/problems/nothing", .parameterUnknown: "/v1/norms?foo=1", .parameterRepeated: "/v1/norms?page=1&page=2",
        .parameterEmpty: "/v1/regions?name=", .parameterMissing: "/v1/scale-check",
        .parametersExclusive: "/v1/municipalities?status=all&validOn=2016-01-01", .encodingInvalid: "/v1/regions?name=%zz",
        .dateInvalid: "/v1/norms?validOn=2013-02-29", .numberInvalid: "/v1/norms?page=0", .choiceInvalid: "/v1/municipalities?status=nothing",
        .sortInvalid: "/v1/norms?sort=nothing", .fieldInvalid: "/v1/norms?fields=nothing", .textTooLong: "/v1/regions?name=\(long)",
        .tooManyValues: "/v1/congruence?regionType=a,b,c,d,e", .tooFewValues: "/v1/congruence?regionType=corop",
        .valueRepeated: "/v1/scale-check?municipality=GM0988,0988", .rangeReversed: "/v1/municipalities?minInhabitants=2&maxInhabitants=1",
        .municipalityCodeInvalid: "/v1/scale-check?municipality=weert", .municipalityUnknown: "/v1/municipalities/GM9999",
        .municipalityNotValid: "/v1/municipalities/GM0951?validOn=2020-01-01", .regionUnknown: "/v1/regions/nowhere",
        .regionNotValid: "/v1/regions/JZ43?validOn=2020-01-01", .provinceUnknown: "/v1/municipalities?province=PV99",
        .regionTypeUnknown: "/v1/regions?type=nothing", .scaleLevelUnknown: "/v1/scale-levels/nothing/inhabitants",
        .normUnknown: "/v1/scale-check?municipality=GM0988&norm=nothing", .arrangementUnknown: "/v1/arrangements/nothing",
        .arrangementNotValid: "/v1/arrangements/3d-midden-limburg-west?validOn=1990-01-01", .organisationUnknown: "/v1/organisations/nobody",
        .organisationNotValid: "/v1/organisations/baanbrekers?validOn=1990-01-01", .policyDomainUnknown: "/v1/arrangements?policyDomain=nothing",
        .legalFormUnknown: "/v1/arrangements?legalForm=nothing", .instantInvalid: "/v1/norms?availableOn=2016-06-01",
        .instantInFuture: "/v1/norms?availableOn=2999-01-01T00:00:00Z", .revisionUnknown: "/v1/norms?revision=999999",
        .dateBeforeCoverage: "/v1/municipality-correspondences?from=2009-01-01", .cursorInvalid: "/v1/changes?after=now",
        .tableUnknown: "/v1/tables/nothing",
    ]

    @Test func theDocumentHasTheCodesOfTheService() throws {
        let schema = try #require(JSON(reading: Contract.shared.bytes, isIndented: true))["components"]["schemas"]["ProblemCode"]
        #expect(schema["enum"].elements.compactMap(\.text) == ProblemCode.allCases.map(\.rawValue))
        #expect(
            schema["x-enum-descriptions"].elements.compactMap(\.text)
                == ProblemCode.allCases.map { "\($0.title). \($0.explanation.meaning) \($0.explanation.remedy)" })
    }

    @Test func eachCodeIsGiven() async throws {
        var given: Set<ProblemCode> = []
        func take(_ reply: Reply, _ code: ProblemCode) throws {
            let problem = try reply.json()
            let codes = ([problem["code"]] + problem["errors"].elements.map { $0["code"] }).compactMap { $0.text.flatMap(ProblemCode.init) }
            #expect(codes.contains(code), "\(reply.text)")
            given.insert(code)
        }
        for (code, target) in Self.targets { try take(try await Service.shared.send(target), code) }
        try take(try await Service.shared.send("DELETE", "/v1"), .methodNotAllowed)
        try take(try await Service.shared.send("/v1", fields: ["Accept: image/png"]), .notAcceptable)
        try take(try await Service.shared.send("/v1", fields: ["X: \(String(repeating: "x", count: 16_400))"]), .headerTooLarge)
        try take(try await Service.shared.send("POST", "/v1", fields: ["Content-Length: 1048577"]), .bodyTooLarge)
        try take(try await Service.shared.send("POST", "/v1", fields: ["Transfer-Encoding: gzip"], mayFail: true), .transferCodingUnsupported)
        let list = "/v1/municipality-correspondences"
        let json = "application/json"
        for (type, body, code) in [(json, "[]", ProblemCode.bodyEmpty), (json, "{", .bodyInvalid), ("image/png", "[]", .contentTypeUnsupported)] {
            let fields = ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"]
            try take(try await Service.shared.send("POST", list, fields: fields, body: Array(body.utf8)), code)
        }
        #expect(given.isDisjoint(with: Self.elsewhere))
        #expect(given.union(Self.elsewhere) == Set(ProblemCode.allCases))
    }
}

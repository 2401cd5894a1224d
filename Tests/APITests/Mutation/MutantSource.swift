@testable import RegisterAPI

/// Requests for the operations of the document, each with a few things changed. The same seed and number always give the same one.
struct MutantSource: Sendable {
    let contract: Contract
    private let operations: [Contract.Operation]
    let seed: UInt64

    /// Of an answer without an end nobody can wait for the end.
    init(contract: Contract, seed: UInt64) {
        self.contract = contract
        operations = contract.operations.filter { !$0.isEndless }
        self.seed = seed
    }

    func request(_ number: Int) -> MutantRequest {
        var random = SplitMix(seed: seed, number: number)
        let operation = operations[number % operations.count]
        var request = Self.good(operation, &random)
        // One in twenty is as it should be.
        for _ in 0..<(random.chance(5) ? 0 : 1 + random.below(3)) { Self.change(&request, operation, &random) }
        return request
    }

    /// A request that the operation takes, as far as the document can say it.
    private static func good(_ operation: Contract.Operation, _ random: inout SplitMix) -> MutantRequest {
        var path = "/"
        path += operation.segments.map { segment in
            guard segment.hasPrefix("{"), let parameter = operation.parameter(String(segment.dropFirst().dropLast()), .path) else {
                return String(segment)
            }
            return value(of: parameter, &random)
        }.joined(separator: "/")
        var request = MutantRequest(path: Array(path.utf8))
        for parameter in operation.parameters where parameter.place == .query {
            guard random.chance(parameter.isRequired ? 95 : 20) else { continue }
            request.query.append(Array("\(parameter.name)=\(value(of: parameter, &random))".utf8))
        }
        let types = operation.responses[200]?.representations.map(\.type) ?? []
        if random.chance(40), !types.isEmpty { request.fields.append(("Accept", Array(random.pick(types).utf8))) }
        if random.chance(20) { request.fields.append(("Accept-Encoding", Array("gzip".utf8))) }
        if random.chance(5), operation.parameter("If-None-Match", .header) != nil { request.fields.append(("If-None-Match", [UInt8(ascii: "*")])) }
        return request
    }

    /// One that the schema takes.
    static func value(of parameter: Contract.Parameter, _ random: inout SplitMix) -> String {
        let schema = parameter.schema
        guard let items = schema.items.first else { return value(of: schema, &random) }
        let counts = schema.counts ?? 1...3
        let count = counts.lowerBound + random.below(min(3, counts.upperBound - counts.lowerBound + 1))
        return (0..<count).map { _ in value(of: items, &random) }.joined(separator: ",")
    }

    private static func value(of schema: JSONSchema, _ random: inout SplitMix) -> String {
        if let allowed = schema.allowed { return random.pick(allowed).text ?? "" }
        if let known = schema.format.flatMap({ values[$0] }) { return random.pick(known) }
        if let numbers = schema.numbers {
            return random.pick([numbers.lowerBound, 1, 2, 3, 50, 1000, 20_000, 100_000, numbers.upperBound].map(String.init))
        }
        return random.pick(["a", "limburg", "weert", "hor", "S%C3%BAdwest", "'s-Gravenhage", "het+bildt"])
    }

    private static let values: [Format: [String]] = [
        .date: ["2016-06-01", "2013-01-01", "2014-06-01", "2011-01-01", "2020-02-29", "1990-01-01", "2035-12-31", "0001-01-01", "9999-12-31"],
        .municipalityCode: ["GM0988", "gm0946", "1640", "GM0917", "GM0935", "GM0951", "GM1948", "GM9999"],
        .provinceCode: ["PV31", "pv20", "PV99"], .regionID: ["JZ43", "cr39", "NL01", "PV31", "samenwerkingsregio-midden-limburg", "nowhere"],
        .regionTypeID: ["jeugdregio", "arbeidsmarktregio", "corop", "provincie", "ggd-regio", "nonsense"],
        .scaleLevelID: ["municipality", "subregion", "region", "province", "national-part", "country", "continent"],
        .arrangementID: ["samen-14", "Jeugdhulpregio-ZUID-limburg", "3d-midden-limburg-west", "baanbrekers", "nothing"],
        .organisationID: ["wml-facilitair", "baanbrekers", "uwv", "van-de-laar", "nobody"],
        .policyDomainID: ["youth-care", "work", "social-support", "labour-market", "nonsense"],
        .legalFormID: ["centrumregeling", "gemeenschappelijke-regeling", "nonsense"], .normID: ["decentralisation-2013", "nonsense"],
        .problemCode: ["request-invalid", "overloaded", "nonsense"], .changeCursor: ["0", "1", "1-13000", "2", "7-12000"],
    ]
}

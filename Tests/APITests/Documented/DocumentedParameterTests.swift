import Testing

@testable import RegisterAPI

/// The parameters in the document are those that the service takes, with the same choices, bounds and defaults, and each of them does something.
@Suite struct DocumentedParameterTests {
    private struct Documented {
        let operation: Contract.Operation
        let targets: [String]
        let parameters: [Contract.Parameter]
    }

    private func documented() throws -> [Documented] {
        try Contract.shared.operations.map { operation in
            Documented(
                operation: operation, targets: try #require(Example.all[operation.path]).targets,
                parameters: operation.parameters.filter { $0.place == .query })
        }
    }

    /// What the detail of a refusal names in quotation marks behind these words.
    private func named(_ problem: JSON, _ code: ProblemCode, behind words: String) throws -> [String] {
        let error = try #require(problem["errors"].elements.first { $0["code"] == .string(code.rawValue) }, "\(problem)")
        let list = try #require(error["detail"].text?.split(separator: words).last)
        return list.matches(of: /“([^”]*)”/).map { String($0.1) }
    }

    @Test func theNamesAreThoseThatTheServiceKnows() async throws {
        for documented in try documented() {
            let problem = try await get(Example.target(documented.targets[0], with: "foo", "1"), 400)
            let detail = try #require(problem["errors"].elements.first { $0["location"] == "foo" }?["detail"].text)
            let names = documented.parameters.map(\.name)
            if names.isEmpty {
                #expect(detail.hasSuffix("This resource takes none."), "\(documented.operation.path)")
            } else {
                #expect(try named(problem, .parameterUnknown, behind: "Possible are") == names.sorted(), "\(documented.operation.path)")
            }
        }
    }

    @Test func sortKeysAreThoseOfTheService() async throws {
        for documented in try documented() {
            guard let schema = documented.operation.parameter("sort")?.schema else { continue }
            let keys = try named(
                try await get(Example.target(documented.targets[0], with: "sort", "nothing"), 400), .sortInvalid, behind: "Possible are")
            #expect(schema.items[0].allowed == keys.flatMap { [JSON.string($0), .string("-\($0)")] }, "\(documented.operation.path)")
            #expect(schema.counts == 1...keys.count && schema.areItemsUnique)
        }
    }

    @Test func fieldsAreThoseOfTheService() async throws {
        for documented in try documented() {
            guard let schema = documented.operation.parameter("fields")?.schema else { continue }
            var all: [[String]] = []
            // Added up, a series has other fields.
            let others = documented.operation.parameter("boundaries").map { _ in
                documented.targets.map { Example.target($0, with: "boundaries", "current") }
            }
            for target in documented.targets + (others ?? []) {
                all.append(try named(try await get(Example.target(target, with: "fields", "nothing"), 400), .fieldInvalid, behind: "Possible are"))
            }
            let allowed = schema.items[0].allowed?.compactMap(\.text) ?? []
            #expect(Set(allowed) == Set(all.joined()) && Set(allowed).count == allowed.count, "\(documented.operation.path)")
            // What one question has, in its order.
            for names in all { #expect(allowed.filter(names.contains) == names, "\(documented.operation.path)") }
            #expect(schema.counts == 1...(all.map(\.count).max() ?? 0) && schema.areItemsUnique)
        }
    }

    @Test func boundsAreThoseOfTheService() async throws {
        var bounds = 0
        for documented in try documented() {
            for parameter in documented.parameters {
                func codes(_ value: String) async throws -> [String] {
                    try await Service.shared.send(Example.target(documented.targets[0], with: parameter.name, value)).json().faults
                }
                func expect(_ code: ProblemCode, _ value: String, isRefused: Bool) async throws {
                    bounds += 1
                    let isContained = try await codes(value).contains("\(parameter.name) \(code.rawValue)")
                    #expect(isContained == isRefused, "\(documented.operation.path) \(parameter.name)=\(value.prefix(100))")
                }
                let schema = parameter.schema
                if let numbers = schema.numbers {
                    try await expect(.numberInvalid, String(numbers.lowerBound), isRefused: false)
                    try await expect(.numberInvalid, String(numbers.lowerBound - 1), isRefused: true)
                    try await expect(.numberInvalid, String(numbers.upperBound), isRefused: false)
                    try await expect(.numberInvalid, String(numbers.upperBound + 1), isRefused: true)
                }
                if let lengths = schema.lengths {
                    // Code points, of which a letter may have several.
                    try await expect(.textTooLong, String(repeating: "e%CC%81", count: lengths.upperBound / 2), isRefused: false)
                    try await expect(.textTooLong, String(repeating: "e%CC%81", count: lengths.upperBound / 2) + "e", isRefused: true)
                }
                if let allowed = schema.allowed {
                    let problem = try await get(Example.target(documented.targets[0], with: parameter.name, "nothing"), 400)
                    #expect(try named(problem, .choiceInvalid, behind: "is not one of") == allowed.compactMap(\.text))
                    bounds += 1
                }
                if schema.types == ["array"], let counts = schema.counts, schema.items[0].allowed == nil {
                    func values(_ count: Int) -> String { (0..<count).map { "x\($0)" }.joined(separator: ",") }
                    try await expect(.tooManyValues, values(counts.upperBound), isRefused: false)
                    try await expect(.tooManyValues, values(counts.upperBound + 1), isRefused: true)
                    if counts.lowerBound > 1 { try await expect(.tooFewValues, values(counts.lowerBound - 1), isRefused: true) }
                    try await expect(.valueRepeated, schema.items[0].format == .municipalityCode ? "GM0988,0988" : "a,a", isRefused: true)
                }
            }
        }
        #expect(bounds > 200)
    }

    @Test func defaultsAreThoseOfTheService() async throws {
        var defaults: Set<String> = []
        for documented in try documented() {
            for parameter in documented.parameters where parameter.defaultValue != .null {
                // Without a date, since it does not go with every status.
                let target = String(documented.targets[0].prefix { $0 != "?" })
                let value = try parameter.defaultValue.text ?? String(#require(parameter.defaultValue.number))
                let given = try await get(Example.target(target, with: parameter.name, value))
                #expect(try await get(target) == given, "\(target) \(parameter.name)")
                defaults.insert(parameter.name)
            }
        }
        #expect(defaults == ["status", "after", "limit"])
    }

    /// Values that make a difference somewhere.
    private static let values: [String: [String]] = [
        "validOn": ["2013-01-01", "2014-06-01", "2016-06-01", "2011-06-01"], "pageSize": ["1"], "page": ["2"],
        "name": ["weert", "limburg", "jeugd", "wml"],
        "province": ["PV31"], "region": ["CR39", "samenwerkingsregio-zuid-limburg", "samenwerkingsregio-midden-limburg"], "within": ["NL01"],
        "arrangement": ["jeugdhulpregio-zuid-limburg", "baanbrekers"], "organisation": ["van-de-laar"], "parent": ["baanbrekers"],
        "municipality": ["GM0988", "GM0917", "GM0946"], "centreMunicipality": ["0935"], "code": ["0140"], "status": ["ended"],
        "minInhabitants": ["100000"], "maxInhabitants": ["20000"], "from": ["2015-01-01"], "to": ["2015-01-01"], "type": ["jeugdregio"],
        "scaleLevel": ["province"], "threshold": ["1"], "norm": ["kleine-schaal"], "regionType": ["jeugdregio", "jeugdregio,corop"],
        "policyDomain": ["youth-care", "youth-care,social-support"], "legalForm": ["centrumregeling"], "role": ["principal", "centre-municipality"],
        "kind": ["partner-group"], "boundaries": ["current"], "after": ["1-13000"], "entity": ["seat"], "limit": ["1"],
        // Before the register began nothing is there.
        "availableOn": ["2000-01-01T00:00:00Z"], "revision": ["0"],
    ]
    private static let times: Set = ["availableOn", "revision"]

    /// Each parameter changes an answer. The register has a second norm here, so that naming one does, too.
    @Test func eachParameterDoesSomething() async throws {
        let service = try await UnusualRegister.service
        // The stream has tests of its own: it has no end that one could compare.
        for documented in try documented() where !documented.operation.isEndless {
            let path = documented.operation.path
            for parameter in documented.parameters {
                let allowed = ["sort", "fields"].contains(parameter.name) ? parameter.schema.items.first?.allowed?.compactMap(\.text) : nil
                let values = try #require(allowed ?? Self.values[parameter.name], "\(parameter.name)")
                var isEffective = false
                for target in documented.targets where !isEffective {
                    let base = parameter.name == "page" ? Example.target(target, with: "pageSize", "1") : target
                    let plain = try await service.send(base)
                    for value in values where !isEffective {
                        let reply = try await service.send(Example.target(base, with: parameter.name, value))
                        isEffective = (reply.status == 200 || Self.times.contains(parameter.name)) && reply.body != plain.body
                    }
                }
                #expect(isEffective, "\(path) \(parameter.name)")
            }
            guard path.contains("{") else { continue }
            var bodies: Set<[UInt8]> = []
            for target in documented.targets { bodies.insert(try await service.send(target).body) }
            #expect(bodies.count == documented.targets.count && bodies.count > 1, "\(path)")
        }
    }
}

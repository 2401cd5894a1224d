import Testing

@testable import RegisterAPI

@Suite struct SortingTests {
    /// Where the value of a sort key stands in an item.
    private static func value(_ key: String, _ item: JSON, _ path: String) -> JSON {
        switch (key, path) {
        case ("inhabitants", "/v1/municipalities"): item["inhabitants"]["count"]
        case ("province", _): item["province"]["code"]
        case ("from", "/v1/municipality-successions"), ("to", "/v1/municipality-successions"): item[key]["code"]
        case ("targets", _): .int(item["targets"].elements.count)
        case ("legalForm", _): item["legalForm"]["id"]
        case ("amount", _): item["amount"]["value"]
        default: item[key]
        }
    }

    /// In the order of its code points, as numbers, false before true; null is apart.
    private static func precedes(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.int(let a), .int(let b)): a < b
        case (.string(let a), .string(let b)): a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
        case (.bool(let a), .bool(let b)): !a && b
        default: false
        }
    }

    /// Lists whose names are sorted as text; those of the others go by the database's order.
    private static let namesAreText = ["/v1/region-types", "/v1/norms", "/v1/policy-domains", "/v1/legal-forms"]

    private static func collection(_ resource: Resource) -> String {
        switch resource.path {
        case "/v1/municipalities": "/v1/municipalities?status=all"
        // GM1948 has no figure: values that are absent.
        case "/v1/scale-levels/region/inhabitants": "/v1/scale-levels/municipality/inhabitants?validOn=2017-01-01"
        case "/v1/regions": "/v1/regions?validOn=2016-06-01"
        case "/v1/regions/JZ43/members": "/v1/regions/PV31/members"
        // When there were arrangements with and without a legal form.
        case "/v1/arrangements": "/v1/arrangements?validOn=2016-06-01"
        default: resource.path
        }
    }

    @Test(arguments: Resource.collections) func byEveryKey(resource: Resource) async throws {
        let target = Self.collection(resource)
        let separator = target.contains("?") ? "&" : "?"
        let plain = try await items(target)
        for key in resource.sortKeys {
            let up = try await items("\(target)\(separator)sort=\(key)")
            let down = try await items("\(target)\(separator)sort=-\(key)")
            for (sorted, direction) in [(up, "up"), (down, "down")] {
                #expect(Set(sorted) == Set(plain) && sorted.count == plain.count)
                let values = sorted.map { Self.value(key, $0, resource.path) }
                let present = values.prefix { $0 != .null }
                #expect(values.dropFirst(present.count).allSatisfy { $0 == .null }, "\(target) by \(key): absent values last")
                // Names go by the database's order, which is the one without a sort: without regard to case and accents.
                guard key != "name" || Self.namesAreText.contains(resource.path) else { continue }
                for (a, b) in zip(present, present.dropFirst()) {
                    #expect(!(direction == "up" ? Self.precedes(b, a) : Self.precedes(a, b)), "\(target) by \(key) \(direction)")
                }
            }
            if key == "name", !Self.namesAreText.contains(resource.path) {
                #expect(down == up.reversed())
                // Partners stand in another order without a sort: those with most in common first.
                if !resource.path.hasSuffix("/partners") { #expect(up == plain) }
            }
        }
    }

    @Test func theOrderIsTotal() async throws {
        // Equal values stand in the order without a sort, upwards and downwards.
        let plain = try await items("/v1/municipalities?validOn=2016-01-01")
        for term in ["province", "-province"] {
            let sorted = try await items("/v1/municipalities?validOn=2016-01-01&sort=\(term)")
            let groups = Dictionary(grouping: sorted) { $0["province"]["code"] }
            for (province, group) in groups { #expect(group == plain.filter { $0["province"]["code"] == province }) }
        }
    }

    @Test func severalKeys() async throws {
        let sorted = try await items("/v1/municipalities?validOn=2016-01-01&sort=-province,inhabitants")
        let keys = sorted.map { ($0["province"]["code"].text ?? "", $0["inhabitants"]["count"].number ?? 0) }
        for (a, b) in zip(keys, keys.dropFirst()) { #expect(a.0 > b.0 || (a.0 == b.0 && a.1 <= b.1)) }
        let units = try await items("/v1/scale-levels/municipality/inhabitants?validOn=2017-01-01&sort=meets,-inhabitants,id")
        #expect(units.last?["id"] == "GM1948")
    }

    @Test func namesGoWithoutRegardToCaseAndAccents() async throws {
        let names = try await items("/v1/municipalities?status=all&sort=name").compactMap { $0["name"].text }
        func before(_ a: String, _ b: String) throws -> Bool { try #require(names.firstIndex(of: a)) < #require(names.firstIndex(of: b)) }
        #expect(try before("Hellevoetsluis", "het Bildt"))
        #expect(try before("het Bildt", "Heusden"))
        #expect(try before("Stichtse Vecht", "Súdwest-Fryslân"))
        #expect(try before("Súdwest-Fryslân", "Terneuzen"))
    }

    @Test(arguments: [
        ("sort=nonsense", 1), ("sort=-", 1), ("sort=name,", 1), ("sort=,name", 1), ("sort=name,name", 1), ("sort=name,-name", 1), ("sort=nam,cod", 2),
        ("sort=NAME", 1), ("sort=--name", 1), ("sort=name%20", 1), ("sort=name;code", 1),
    ]) func whatCannotBeSortedBy(query: String, count: Int) async throws {
        let problem = try await get("/v1/municipalities?\(query)", 400)
        #expect(problem.faults == Array(repeating: "sort sort-invalid", count: count))
    }

    @Test(arguments: Resource.collections) func aWrongKeyNamesTheRightOnes(resource: Resource) async throws {
        let problem = try await get(resource.with("sort=nonsense"), 400)
        #expect(problem.faults == ["sort sort-invalid"])
        for key in resource.sortKeys { #expect(problem["errors"][0]["detail"].text?.contains("“\(key)”") == true) }
        #expect(try await faults(resource.with("sort=")) == ["sort parameter-empty"])
    }
}

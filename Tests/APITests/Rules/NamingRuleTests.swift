import Testing

@testable import RegisterAPI

@Suite struct NamingRuleTests {
    @Test("/core/naming-resources") func resourcesAreNouns() async throws {
        let verbs: Set = [
            "get", "list", "find", "search", "fetch", "read", "show", "create", "update", "delete", "calculate", "compute", "compare", "verify",
        ]
        for operation in try await APIDescription.served.operations {
            let words = operation.segments.filter { !$0.hasPrefix("{") }.flatMap { $0.split(separator: "-").map(String.init) }
            #expect(verbs.isDisjoint(with: words), "\(operation.path)")
        }
    }

    @Test("/core/naming-collections") func collectionsArePluralAndWhatStandsAloneIsSingular() async throws {
        var collections = 0
        for operation in try await APIDescription.served.reads {
            guard let name = operation.segments.last, !name.hasPrefix("{"), operation.path != "/v1" else { continue }
            let schema = operation.json["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].text ?? ""
            let isCollection = schema.hasSuffix("Collection") || schema.hasSuffix("List")
            // A history has no plural: each thing has one.
            #expect((name.hasSuffix("s") || name == "history") == isCollection, "\(operation.path) answers with \(schema)")
            collections += isCollection ? 1 : 0
        }
        #expect(collections > 15)
    }

    @Test("/core/interface-language") func eachEnglishNameHasItsDutchTerm() async throws {
        let description = try await APIDescription.served
        for (place, name, schema) in try description.properties {
            // Of the document itself nothing is translated.
            #expect(schema["x-dutch-term"].text?.isEmpty == false, "\(name) in \(place)")
        }
        for operation in description.operations {
            for parameter in operation.parameters {
                #expect(parameter["x-dutch-term"].text?.isEmpty == false, "\(parameter["name"]) of \(operation.path)")
            }
        }
    }

    @Test("/core/no-trailing-slash") func aSlashAtTheEndIsNotFoundAndNoRedirect() async throws {
        for operation in try await APIDescription.served.operations {
            #expect(operation.key == "/" || !operation.key.hasSuffix("/"))
            guard operation.path != "/v1" else { continue }
            let reply = try await Service.shared.send(operation.example + "/")
            #expect(reply.status == 404 && reply["Location"] == nil, "\(operation.path)")
        }
        #expect(try await get("/v1/") == get("/v1"))
    }

    @Test("/core/path-segments-kebab-case") func pathsAreKebabCase() async throws {
        for operation in try await APIDescription.served.operations {
            // The rule's own pattern, and what it says in words: hyphens only between words, and no extension but that of the document.
            let pattern = try Regex(#"^(\/|(\/_[a-z0-9]+|\/(([a-z0-9\-]+|{[^}]+})(\/([a-z0-9\-\.]+|{[^}]+}))*)(\/_[a-z]+)?)\/?)$"#)
            #expect(operation.key == "/openapi.json" || operation.key.wholeMatch(of: pattern) != nil, "\(operation.key)")
            for segment in operation.segments where segment != "openapi.json" {
                #expect(segment.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*|\{[a-z][a-zA-Z]*\}/) != nil, "\(segment)")
            }
            // What a path names may be written so too.
            if operation.path.contains("{"), operation.isRead {
                #expect(try await Service.shared.send(operation.example.lowercased()).status == 200, "\(operation.path)")
            }
        }
        for path in ["/v1/Municipalities", "/v1/municipalities.json", "/v1/municipalities.csv", "/v1/scale_levels", "/v1/scaleLevels"] {
            #expect(try await Service.shared.send(path).status == 404)
        }
    }

    @Test("/core/query-keys-camel-case") func queryKeysAreCamelCase() async throws {
        var keys: Set<String> = []
        for operation in try await APIDescription.served.operations {
            for parameter in operation.parameters where parameter["in"] == "query" {
                let name = try #require(parameter["name"].text)
                #expect(name.wholeMatch(of: /[a-z][a-z0-9]*([A-Z][a-z0-9]*)*/) != nil, "\(name) of \(operation.path)")
                keys.insert(name)
            }
        }
        #expect(keys.isSuperset(of: ["validOn", "pageSize", "centreMunicipality"]))
        for key in ["validon", "valid-on", "valid_on", "ValidOn"] {
            #expect(try await faults("/v1/municipalities?\(key)=2016-06-01") == ["\(key) parameter-unknown"])
        }
    }

    @Test("/core/nested-child") func whatBelongsToSomethingIsBelowIt() async throws {
        let paths = Set(try await APIDescription.served.operations.map(\.path))
        for path in paths where path.contains("}/") {
            let collection = String(path[..<path.firstRange(of: "/{")!.lowerBound])
            #expect(paths.contains(collection), "\(path) is below a collection that is not there")
        }
    }

    @Test("/core/resource-operations") func whatIsWorkedOutIsAResourceToo() async throws {
        for operation in try await APIDescription.served.operations {
            // A list of codes is too long for an address: it is sent, and nothing of it is kept.
            let isRead = operation.method == "get" || operation.method == "post" && operation.path == "/v1/municipality-correspondences"
            #expect(isRead && !operation.path.contains("_"), "\(operation.method) \(operation.path)")
        }
        for path in ["/v1/regions/JZ43/scale-check", "/v1/scale-check?municipality=GM0988"] {
            #expect(try await Service.shared.send("POST", path).status == 405)
            #expect(try await Service.shared.send(path).status == 200)
        }
    }
}

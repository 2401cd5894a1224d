import Testing

@testable import RegisterAPI

/// openapi.json as the service gives it, for the API Design Rules to look through.
struct APIDescription: Sendable {
    struct Operation: Sendable, CustomTestStringConvertible {
        /// As the document has it, below the URL of its server.
        let key: String
        let method: String
        /// From the root of the service.
        let path: String
        let json: JSON
        let parameters: [JSON]

        var testDescription: String { "\(method) \(path)" }
        var segments: [String] { path.split(separator: "/").map(String.init) }
        /// Whether it is asked without a body, and its answer has an end.
        var isRead: Bool { method == "get" && !json["responses"]["200"]["content"].names.contains("text/event-stream") }
        /// The path with the examples of its parameters.
        var example: String { Self.filled(path, parameters.filter { $0["in"] == "path" }) }
        /// A request that is answered 200.
        var request: String {
            let required = parameters.filter { $0["in"] == "query" && $0["required"] == true }
            let needed = path == "/v1/congruence" ? parameters.filter { $0["name"] == "regionType" } : required
            return needed.isEmpty
                ? example : example + "?" + needed.map { "\($0["name"].text ?? "")=\(Self.written($0["example"]))" }.joined(separator: "&")
        }

        private static func filled(_ path: String, _ parameters: [JSON]) -> String {
            parameters.reduce(path) { path, parameter in
                let parts = path.split(separator: "{\(parameter["name"].text ?? "")}", omittingEmptySubsequences: false)
                return parts.joined(separator: written(parameter["example"]))
            }
        }

        private static func written(_ value: JSON) -> String {
            value.elements.isEmpty ? value.text ?? value.number.map(String.init) ?? "" : value.elements.map(written).joined(separator: ",")
        }
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    let reply: Reply
    let json: JSON
    let operations: [Operation]

    private static let reading = Task { try await APIDescription() }
    static var served: APIDescription { get async throws { try await reading.value } }

    /// Those that a test can ask for by their address alone.
    var reads: [Operation] { operations.filter(\.isRead) }

    /// What a path takes, as Allow has it.
    func allowed(_ operation: Operation) -> String {
        operations.contains { $0.path == operation.path && $0.method == "post" } ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS"
    }

    private init() async throws {
        reply = try await ask("/v1/openapi.json")
        guard reply.status == 200, let json = JSON(reading: reply.body, isIndented: true) else {
            throw Fault(description: "There is no openapi.json.")
        }
        self.json = json
        operations = try json["paths"].names.flatMap { key in
            let item = json["paths"][key]
            return try item.names.map { method in
                let operation = item[method]
                let servers = operation.names.contains("servers") ? operation["servers"] : json["servers"]
                guard var base = servers[0]["url"].text else { throw Fault(description: "\(key) has no server.") }
                if base.hasSuffix("/") { base.removeLast() }
                return Operation(
                    key: key, method: method, path: key == "/" && !base.isEmpty ? base : base + key, json: operation,
                    parameters: try operation["parameters"].elements.map { try Self.follow($0, in: json) })
            }
        }
    }

    /// What a reference leads to; anything else as it is.
    func follow(_ thing: JSON) throws -> JSON { try Self.follow(thing, in: json) }

    private static func follow(_ thing: JSON, in json: JSON) throws -> JSON {
        guard let reference = thing["$ref"].text else { return thing }
        guard reference.hasPrefix("#/") else { throw Fault(description: "\(reference) leads out of the document.") }
        var target = json
        for step in reference.dropFirst(2).split(separator: "/") {
            guard target.names.contains(String(step)) else { throw Fault(description: "\(reference) leads nowhere.") }
            target = target[String(step)]
        }
        return try follow(target, in: json)
    }

    /// Every object and list of the document, with the names that lead to it.
    func walk(_ visit: (_ place: [String], _ thing: JSON) throws -> Void) rethrows { try Self.walk(json, [], visit) }

    private static func walk(_ thing: JSON, _ place: [String], _ visit: ([String], JSON) throws -> Void) rethrows {
        try visit(place, thing)
        for name in thing.names { try walk(thing[name], place + [name], visit) }
        for (index, element) in thing.elements.enumerated() { try walk(element, place + [String(index)], visit) }
    }

    /// Every property of every schema, with the schema that it has.
    var properties: [(place: String, name: String, schema: JSON)] {
        get throws {
            var properties: [(String, String, JSON)] = []
            try walk { place, thing in
                guard place.last == "properties", !place.contains("example"), !place.contains("examples") else { return }
                for name in thing.names { properties.append((place.joined(separator: "/"), name, try follow(thing[name]))) }
            }
            return properties
        }
    }

    /// The responses that operations declare, with the status of each.
    var responses: [(place: String, status: String, response: JSON)] {
        get throws {
            let ofOperations = operations.map { ("\($0.method) \($0.path)", $0.json["responses"]) }
            return try (ofOperations + [("any request", json["x-responses-of-any-request"])]).flatMap { place, responses in
                try responses.names.map { (place, $0, try follow(responses[$0])) }
            }
        }
    }
}

/// An answer of the shared service as it is: nothing is checked.
func ask(_ method: String, _ target: String, fields: [String] = [], body: String = "") async throws -> Reply {
    let head = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"] + fields + ["", body]
    return try await Service.shared.exchange(Array(head.joined(separator: "\r\n").utf8))
}

/// GET
func ask(_ target: String, fields: [String] = []) async throws -> Reply { try await ask("GET", target, fields: fields) }

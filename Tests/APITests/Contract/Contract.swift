import Glibc

@testable import RegisterAPI

/// openapi.json: what the service may be asked, and what it may answer.
struct Contract: Sendable {
    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, path, header }

        let name: String
        let place: Place
        let isRequired: Bool
        let schema: JSONSchema
        let defaultValue: JSON
    }

    struct Header: Sendable {
        let name: String
        let isRequired: Bool
        let schema: JSONSchema
    }

    struct Representation: Sendable {
        let type: String
        let schema: JSONSchema
        /// Of each line (`x-item-schema`).
        let itemSchema: JSONSchema?
    }

    struct Response: Sendable {
        let headers: [Header]
        let representations: [Representation]
    }

    struct Operation: Sendable {
        /// From the root of the service, with the parameters in braces; the document has them below the URL of a server.
        let path: String
        let parameters: [Parameter]
        let responses: [Int: Response]

        var isEndless: Bool { responses[200]?.representations.first?.type == "text/event-stream" }
        var segments: [Substring] { Array(path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()) }
        func parameter(_ name: String, _ place: Parameter.Place = .query) -> Parameter? {
            parameters.first { $0.name == name && $0.place == place }
        }
    }

    /// The file.
    let bytes: [UInt8]
    /// Each is GET, in order.
    let operations: [Operation]
    /// Those that ask with a body.
    let posts: [Operation]
    /// What a request may be answered whatever it asks, since no operation is looked for yet, or none is found.
    let ofAnyRequest: [Int: Response]
    let ofOptions: Response

    private static let loading = Result { try Contract(Program.file("openapi.json")) }

    /// The one of this repository. It throws where the document says something that no test would hold the service to.
    static var shared: Contract { get throws { try loading.get() } }

    init(_ bytes: [UInt8]) throws {
        guard let document = JSON(reading: bytes, isIndented: true) else {
            throw Program.Failure(description: "openapi.json is no JSON with whole numbers.")
        }
        self.bytes = bytes
        var reader = JSONSchemaReader(document)
        let servers = document["servers"]
        operations = try document["paths"].members.map { try Self.operation($0.name, $0.value, "get", servers, &reader) }
        posts = try document["paths"].members.filter { $0.value.names.contains("post") }.map {
            try Self.operation($0.name, $0.value, "post", servers, &reader)
        }
        ofAnyRequest = try Self.responses(document["x-responses-of-any-request"], &reader)
        ofOptions = try Self.response(document["x-response-to-options"], &reader)
        // Those that no answer has must be understood too.
        for member in document["components"]["schemas"].members { _ = try reader.schema(member.value) }
    }

    private static func operation(
        _ path: String, _ item: JSON, _ method: String, _ servers: JSON, _ reader: inout JSONSchemaReader
    ) throws -> Operation {
        guard item.names == ["get"] || item.names == ["get", "post"] else {
            throw Program.Failure(description: "\(path) has \(item.names); only get, and post beside it, are understood.")
        }
        let operation = item[method]
        guard var base = (operation.names.contains("servers") ? operation["servers"] : servers)[0]["url"].text else {
            throw Program.Failure(description: "\(path) has no server.")
        }
        if base.hasSuffix("/") { base.removeLast() }
        for member in operation["requestBody"]["content"].members { _ = try reader.schema(member.value["schema"]) }
        return Operation(
            path: path == "/" ? base : base + path, parameters: try operation["parameters"].elements.map { try parameter($0, &reader) },
            responses: try responses(operation["responses"], &reader))
    }

    private static func parameter(_ json: JSON, _ reader: inout JSONSchemaReader) throws -> Parameter {
        let json = try reader.follow(json)
        guard let name = json["name"].text, let place = json["in"].text.flatMap(Parameter.Place.init) else {
            throw Program.Failure(description: "A parameter has no name or place: \(json)")
        }
        return Parameter(
            name: name, place: place, isRequired: json["required"] == true, schema: try reader.schema(json["schema"]),
            defaultValue: json["schema"]["default"])
    }

    private static func responses(_ json: JSON, _ reader: inout JSONSchemaReader) throws -> [Int: Response] {
        try Dictionary(
            uniqueKeysWithValues: json.members.map { member in
                guard let status = Int(member.name) else { throw Program.Failure(description: "“\(member.name)” is no status.") }
                return (status, try response(member.value, &reader))
            })
    }

    private static func response(_ json: JSON, _ reader: inout JSONSchemaReader) throws -> Response {
        let json = try reader.follow(json)
        let headers = try json["headers"].members.map { member in
            let header = try reader.follow(member.value)
            return Header(name: member.name, isRequired: header["required"] == true, schema: try reader.schema(header["schema"]))
        }
        let representations = try json["content"].members.map { member in
            let item = member.value["x-item-schema"]
            return Representation(
                type: member.name, schema: try reader.schema(member.value["schema"]), itemSchema: item == .null ? nil : try reader.schema(item))
        }
        return Response(headers: headers, representations: representations)
    }
}

extension JSON {
    /// Of an object, in order.
    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}

@testable import RegisterAPI

/// Makes schemas of the document's JSON. What it does not know it refuses, so that nothing passes unseen.
struct JSONSchemaReader {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let document: JSON
    private var known: [String: JSONSchema] = [:]
    private var underway: Set<String> = []

    init(_ document: JSON) { self.document = document }

    /// Say something to people and nothing of the value.
    private static let annotations: Set = [
        "title", "description", "default", "examples", "x-dutch-term", "x-enum-descriptions", "x-enum-dutch-descriptions",
    ]

    /// What `#/components/schemas/Name` points to.
    func resolve(_ reference: String) throws -> JSON {
        guard reference.hasPrefix("#/") else { throw Refusal(description: "“\(reference)” leads out of the document.") }
        var json = document
        for piece in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
            let name = String(piece).replacing("~1", with: "/").replacing("~0", with: "~")
            guard json.names.contains(name) else { throw Refusal(description: "“\(reference)” leads nowhere.") }
            json = json[name]
        }
        return json
    }

    /// The same value, with a reference followed.
    func follow(_ json: JSON) throws -> JSON {
        guard let reference = json["$ref"].text else { return json }
        return try follow(resolve(reference))
    }

    mutating func schema(_ json: JSON) throws -> JSONSchema {
        guard let reference = json["$ref"].text else { return try read(json) }
        guard json.names.allSatisfy({ $0 == "$ref" || Self.annotations.contains($0) }) else {
            throw Refusal(description: "Beside a $ref nothing else is understood: \(json.names)")
        }
        if let schema = known[reference] { return schema }
        guard underway.insert(reference).inserted else { throw Refusal(description: "“\(reference)” holds itself.") }
        let schema = try schema(resolve(reference))
        underway.remove(reference)
        known[reference] = schema
        return schema
    }

    private mutating func read(_ json: JSON) throws -> JSONSchema {
        guard case .object(let keywords) = json else { throw Refusal(description: "A schema is an object: \(json)") }
        var schema = JSONSchema()
        // What it builds upon comes first: the rest adds to it.
        for part in json["allOf"].elements { try schema.add(self.schema(part)) }
        for keyword in keywords where keyword.name != "allOf" { try read(keyword.name, keyword.value, json, into: &schema) }
        return schema
    }

    private mutating func read(_ keyword: String, _ value: JSON, _ json: JSON, into schema: inout JSONSchema) throws {
        func texts() throws -> [String] { try value.elements.map { try text($0, keyword) } }
        switch keyword {
        case _ where Self.annotations.contains(keyword): break
        case "type":
            schema.types = try value.text.map { [$0] } ?? texts()
            for type in schema.types ?? [] where !JSONSchema.types.contains(type) { throw Refusal(description: "There is no type “\(type)”.") }
        case "enum": schema.allowed = value.elements
        case "const": schema.allowed = [value]
        case "pattern": schema.pattern = try Pattern(text(value, keyword))
        case "format":
            guard let format = Format(rawValue: try text(value, keyword)) else { throw Refusal(description: "The format “\(value)” is not known.") }
            schema.format = format
        case "minLength", "maxLength": schema.lengths = try bounds(json, "minLength", "maxLength")
        case "minimum", "maximum": schema.numbers = try bounds(json, "minimum", "maximum")
        case "minItems", "maxItems": schema.counts = try bounds(json, "minItems", "maxItems")
        case "uniqueItems": schema.areItemsUnique = value == true
        case "items": schema.items = [try self.schema(value)]
        case "properties":
            guard case .object(let members) = value else { throw Refusal(description: "“properties” is an object.") }
            for member in members { try schema.add(.init(name: member.name, schema: self.schema(member.value))) }
        case "required": schema.required += try texts()
        case "x-members": schema.members = try texts()
        case "x-members-by-question":
            guard case .object(let questions) = value else { throw Refusal(description: "“\(keyword)” is an object.") }
            for question in questions { schema.membersByQuestion[question.name] = try question.value.elements.map { try text($0, keyword) } }
        case "additionalProperties":
            schema.additional = value == true ? .anything : value == false ? .nothing : .each(try self.schema(value))
        case "anyOf", "oneOf":
            guard schema.alternatives == nil else { throw Refusal(description: "anyOf beside oneOf is not understood.") }
            schema.alternatives = (keyword == "anyOf" ? .anyOf : .oneOf, try value.elements.map { try self.schema($0) })
        default: throw Refusal(description: "The keyword “\(keyword)” is not understood, so nothing would hold an answer to it.")
        }
    }

    private func text(_ json: JSON, _ keyword: String) throws -> String {
        guard let text = json.text else { throw Refusal(description: "“\(keyword)” takes text, not \(json).") }
        return text
    }

    private func bounds(_ json: JSON, _ lower: String, _ upper: String) throws -> ClosedRange<Int> {
        for name in [lower, upper] where json.names.contains(name) && json[name].number == nil {
            throw Refusal(description: "“\(name)” is a whole number.")
        }
        let (least, most) = (json[lower].number ?? .min, json[upper].number ?? .max)
        guard least <= most else { throw Refusal(description: "Nothing is from \(least) to \(most).") }
        return least...most
    }
}

extension JSONSchema {
    static let types = ["string", "integer", "boolean", "null", "object", "array"]

    fileprivate mutating func add(_ property: Property) throws {
        guard self.property(property.name) == nil else { throw JSONSchemaReader.Refusal(description: "“\(property.name)” is described twice.") }
        properties.append(property)
    }

    /// Takes over what a part of `allOf` says of an object. Its members are not taken over: the whole has others.
    fileprivate mutating func add(_ part: JSONSchema) throws {
        guard part.types == ["object"], part.alternatives == nil, case .nothing = part.additional, part.format == nil else {
            throw JSONSchemaReader.Refusal(description: "allOf is understood of plain objects only.")
        }
        types = part.types
        for property in part.properties { try add(property) }
        required += part.required
    }
}

@testable import RegisterAPI

extension JSONSchema {
    /// Where a value does not fit.
    /// - Parameter selection: Of the object itself or, where it is a collection, of its items; what is within always has all its members.
    func faults(in json: JSON, _ selection: Selection = .none) -> [String] {
        var finder = FaultFinder()
        finder.look(at: json, self, selection)
        return finder.faults
    }

    func fits(_ json: JSON) -> Bool { faults(in: json).isEmpty }
}

private struct FaultFinder {
    enum Step {
        case member(String)
        case element(Int)
    }

    var faults: [String] = []
    private var path: [Step] = []

    private mutating func complain(_ what: @autoclosure () -> String) {
        let place = path.map { step in
            switch step {
            case .member(let name): ".\(name)"
            case .element(let index): "[\(index)]"
            }
        }
        faults.append("$\(place.joined()) \(what())")
    }

    private mutating func look(at json: JSON, _ schema: JSONSchema, beneath step: Step, _ selection: Selection = .none) {
        path.append(step)
        look(at: json, schema, selection)
        path.removeLast()
    }

    mutating func look(at json: JSON, _ schema: JSONSchema, _ selection: Selection) {
        if let types = schema.types, !types.contains(json.type) { complain("is \(json.type), and not \(types.joined(separator: " or "))") }
        if let allowed = schema.allowed, !allowed.contains(json) { complain("is \(json.short), and not one of \(allowed.map(\.short))") }
        if let format = schema.format, !format.fits(json) { complain("is no \(format.rawValue): \(json.short)") }
        if let (combination, schemas) = schema.alternatives { choose(combination, schemas, json) }
        switch json {
        case .string(let text):
            if let pattern = schema.pattern, !pattern.occurs(in: text) { complain("does not match \(pattern.text): \(json.short)") }
            if let lengths = schema.lengths, !lengths.contains(text.unicodeScalars.count) { complain("has \(text.unicodeScalars.count) characters") }
        case .int(let number):
            if let numbers = schema.numbers, !numbers.contains(number) { complain("is \(number)") }
        case .array(let elements):
            if let counts = schema.counts, !counts.contains(elements.count) { complain("has \(elements.count) elements") }
            if schema.areItemsUnique, Set(elements).count < elements.count { complain("has an element twice") }
            guard let items = schema.items.first else { break }
            for (index, element) in elements.enumerated() { look(at: element, items, beneath: .element(index), selection) }
        case .object(let members): look(at: members, schema, selection)
        case .null, .bool, .verbatim: break
        }
    }

    private mutating func look(at members: [JSON.Member], _ schema: JSONSchema, _ selection: Selection) {
        // Of alternatives, the one that fits has described the object.
        guard schema.alternatives == nil else { return }
        for name in schema.required where !members.contains(where: { $0.name == name }) { complain("has no “\(name)”") }
        if let expected = schema.expected(selection), expected != members.map(\.name) {
            complain("has \(members.map(\.name)), and not \(expected)")
        }
        for member in members {
            switch (schema.property(member.name), schema.additional) {
            case (let property?, _):
                // Of a collection, `fields` picks members of its items.
                let isOfItems = schema.members == nil && member.name == "items"
                look(at: member.value, property, beneath: .member(member.name), isOfItems ? selection : .none)
            case (nil, .each(let other)): look(at: member.value, other, beneath: .member(member.name))
            case (nil, .anything): break
            case (nil, .nothing): complain("has “\(member.name)”, which is not described")
            }
        }
    }

    private mutating func choose(_ combination: JSONSchema.Combination, _ schemas: [JSONSchema], _ json: JSON) {
        let fitting = schemas.count { $0.fits(json) }
        if fitting == 1 || (fitting > 1 && combination == .anyOf) { return }
        complain(fitting == 0 ? "fits none of \(schemas.count) schemas: \(json.short)" : "fits \(fitting) schemas, and may fit one")
        for schema in schemas where schema.types.map({ $0.contains(json.type) }) ?? true { look(at: json, schema, .none) }
    }
}

extension JSONSchema {
    /// The members of an object in order; nil where the schema does not say it.
    fileprivate func expected(_ selection: Selection) -> [String]? {
        let question = membersByQuestion.first { selection.parameters.contains($0.key) }
        return (question?.value ?? members).map { names in names.filter { selection.fields?.contains($0) ?? true } }
    }
}

extension JSON {
    /// As JSON Schema calls it.
    var type: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        // Nothing that was read is of this kind.
        case .verbatim: "text"
        }
    }

    fileprivate var short: String { String(decoding: bytes.prefix(200), as: UTF8.self) }
}

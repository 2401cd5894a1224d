import Register
import Testing

@testable import RegisterAPI

/// What a JSON value must look like. An object may have more members than the contract fixes, never less.
indirect enum Shape: Sendable {
    case text, int, bool, date
    case choice([String])
    /// null or the shape; left out it may not be.
    case nullable(Shape)
    case list(Shape)
    case object(KeyValuePairs<String, Shape>)
    /// An object with this member among others.
    case member(String, Shape)
    case both(Shape, Shape)
    case either(Shape, Shape)

    /// Where a value is not of this shape.
    func faults(in json: JSON, at path: String = "$") -> [String] {
        switch (self, json) {
        case (.text, .string(let text)) where !text.isEmpty: []
        case (.int, .int), (.bool, .bool): []
        case (.date, .string(let text)) where CalendarDate(text)?.description == text: []
        case (.choice(let choices), .string(let text)) where choices.contains(text): []
        case (.nullable, .null): []
        case (.nullable(let shape), _): shape.faults(in: json, at: path)
        case (.list(let shape), .array(let elements)):
            elements.enumerated().flatMap { shape.faults(in: $1, at: "\(path)[\($0)]") }
        case (.object(let members), .object):
            members.flatMap { name, shape in
                json.names.contains(name) ? shape.faults(in: json[name], at: "\(path).\(name)") : ["\(path).\(name) is absent"]
            }
        case (.member(let name, let shape), .object): Shape.object([name: shape]).faults(in: json, at: path)
        case (.both(let one, let other), _): one.faults(in: json, at: path) + other.faults(in: json, at: path)
        case (.either(let one, let other), _):
            one.faults(in: json, at: path).isEmpty ? [] : other.faults(in: json, at: path)
        default: ["\(path) is \(String(decoding: json.bytes.prefix(200), as: UTF8.self)), and not \(self)"]
        }
    }
}

extension Shape {
    static let named: Shape = .object(["code": .text, "name": .text])
    static let link: Shape = .object(["id": .text, "name": .text])
    static let kind: Shape = .choice(["merger", "split", "rename"])
    static let figure: Shape = .object([
        "referenceDate": .date, "count": .int, "precision": .choice(["exact", "rounded-to-5"]),
        "status": .choice(["published", "provisional", "derived"]), "source": .text,
    ])
    static let relative: Shape = .object(["code": .text, "name": .text, "on": .date, "kind": kind])
    static let municipality: Shape = .object([
        "code": .text, "name": .text, "identifiers": .object(["cbs": .text, "tooi": .text]), "province": .nullable(named),
        "validFrom": .nullable(.date), "validTo": .nullable(.date), "status": .choice(["current", "ended"]), "inhabitants": .nullable(figure),
        "predecessors": .list(relative), "successors": .list(relative),
    ])
    static let succession: Shape = .object(["on": .date, "from": named, "to": named, "kind": kind])
    static let region: Shape = .object([
        "id": .text, "name": .text, "type": .text, "scaleLevel": .text, "validFrom": .nullable(.date), "validTo": .nullable(.date),
        "within": .list(link), "contains": .list(link), "memberCount": .int,
    ])
    static let member: Shape = .object(["code": .text, "name": .text, "validFrom": .nullable(.date), "validTo": .nullable(.date)])
    static let total: Shape = .object(["referenceDate": .date, "count": .int, "complete": .bool, "missing": .list(.text)])
    static let scaleLevel: Shape = .object(["id": .text, "rank": .int, "units": .int])
    static let referenceDates: Shape = .object(["oldest": .nullable(.date), "newest": .nullable(.date)])
    static let unit: Shape = .object([
        "id": .text, "name": .text, "type": .nullable(.text), "inhabitants": .nullable(.int), "complete": .bool, "meets": .nullable(.bool),
        "margin": .nullable(.int), "referenceDates": referenceDates, "missing": .list(.text),
    ])
    static let summary: Shape = .object(["units": .int, "meeting": .int, "below": .int, "undetermined": .int])
    static let scaleCheck: Shape = .object([
        "validOn": .date, "threshold": .int, "norm": .nullable(.text), "inhabitants": .nullable(.int), "complete": .bool,
        "meets": .nullable(.bool), "margin": .nullable(.int), "referenceDates": referenceDates,
        "members": .list(
            .object([
                "code": .text, "name": .text, "inhabitants": .int, "referenceDate": .date, "precision": .choice(["exact", "rounded-to-5"]),
                "status": .choice(["published", "provisional", "derived"]), "source": .text,
            ])), "missing": .list(.text),
    ])
    static let regionType: Shape = .object(["id": .text, "name": .text, "scaleLevel": .text, "partitions": .bool])
    static let norm: Shape = .object([
        "id": .text, "name": .text, "threshold": .int, "validFrom": .nullable(.date), "validTo": .nullable(.date), "source": .text,
    ])
    static let source: Shape = .object([
        "id": .text, "title": .text, "publisher": .text, "publishedOn": .nullable(.date), "licence": .nullable(.text), "url": .nullable(.text),
    ])

    /// `{"items": […], "page": {…}, "validOn"}`
    static func collection(_ item: Shape) -> Shape {
        .object(["items": .list(item), "page": .object(["number": .int, "size": .int, "total": .int]), "validOn": .nullable(.date)])
    }
}

@testable import RegisterAPI

/// A JSON Schema (draft 2020-12) of openapi.json, read once.
///
/// It is stricter than JSON Schema in one point: members that the document does not describe are a fault. Clients must tolerate new ones, so the document does
/// not close its objects; the service must not send what nobody has described.
struct JSONSchema: Sendable {
    struct Property: Sendable {
        let name: String
        let schema: JSONSchema
    }

    /// What an object may have besides what `properties` describes.
    indirect enum Additional: Sendable {
        case nothing
        case anything
        case each(JSONSchema)
    }

    enum Combination: Sendable { case anyOf, oneOf }

    /// nil: any.
    var types: [String]?
    var allowed: [JSON]?
    var pattern: Pattern?
    var format: Format?
    var lengths: ClosedRange<Int>?
    var numbers: ClosedRange<Int>?
    var counts: ClosedRange<Int>?
    var areItemsUnique = false
    /// At most one; a list, since a struct cannot hold itself.
    var items: [JSONSchema] = []
    var properties: [Property] = []
    var required: [String] = []
    /// The members that an object has when `fields` does not name some, in order (`x-members`). nil: it says `required` instead.
    var members: [String]?
    /// The same where they depend on which of these parameters is given (`x-members-by-question`).
    var membersByQuestion: [String: [String]] = [:]
    var additional = Additional.nothing
    var alternatives: (Combination, [JSONSchema])?

    func property(_ name: String) -> JSONSchema? { properties.first { $0.name == name }?.schema }
}

/// What of a request decides which members its answer has.
struct Selection: Sendable, Hashable {
    /// The values of `fields`; nil where it is not given.
    var fields: Set<String>?
    /// The names of the parameters that are given.
    var parameters: Set<String> = []

    static let none = Selection()
}

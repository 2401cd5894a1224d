import Register

@testable import RegisterAPI

/// A `format` of the document: those of JSON Schema, and those that name a kind of identifier.
enum Format: String, Sendable {
    case date
    case dateTime = "date-time"
    case uri
    case uriReference = "uri-reference"
    /// The days of the figures within a sum.
    case dates
    case municipalityCode = "municipality-code"
    case provinceCode = "province-code"
    case regionID = "region-id"
    case regionTypeID = "region-type-id"
    case scaleLevelID = "scale-level-id"
    case arrangementID = "arrangement-id"
    case organisationID = "organisation-id"
    case policyDomainID = "policy-domain-id"
    case legalFormID = "legal-form-id"
    case bodyID = "body-id"
    case normID = "norm-id"
    case sourceID = "source-id"
    case problemCode = "problem-code"
    case changeCursor = "change-cursor"

    /// Whether a value has it; a value of another type does (JSON Schema validation, section 7.1).
    func fits(_ json: JSON) -> Bool {
        if self == .dates { return Self.areInOrder(json) }
        guard case .string(let text) = json else { return true }
        switch self {
        case .date: return CalendarDate(text)?.description == text
        case .dateTime: return Self.isMoment(text)
        case .uri: return text.wholeMatch(of: /https?:\/\/[a-z0-9.\-]+(:[0-9]+)?(\/[!-~]*)?/) != nil && Self.isURIReference(text)
        case .uriReference: return Self.isURIReference(text)
        case .problemCode: return ProblemCode(rawValue: text) != nil
        case .changeCursor: return ChangeCursor(text)?.description == text
        case .municipalityCode: return text.wholeMatch(of: /(?i:gm)?[0-9]{4}/) != nil
        case .provinceCode: return text.wholeMatch(of: /(?i:pv)[0-9]{2}/) != nil
        default: return text.wholeMatch(of: /[A-Za-z0-9]+(-[A-Za-z0-9]+)*/) != nil
        }
    }

    /// RFC 3339 in UTC, as the register writes it.
    private static func isMoment(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /(.{10})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z/) else { return false }
        return CalendarDate(String(match.1)) != nil
    }

    /// Characters that RFC 3986 has, and a percent sign only before two digits.
    private static func isURIReference(_ text: String) -> Bool {
        text.wholeMatch(of: /([A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*/) != nil
    }

    private static func areInOrder(_ json: JSON) -> Bool {
        let days = json["municipalities"].elements.compactMap { $0["referenceDate"].text }
        guard zip(days, days.dropFirst()).allSatisfy(<) else { return false }
        return json["oldest"].text == days.first && json["newest"].text == days.last
    }
}

import Postgres
import Register

/// Something that a parameter names and that must be in the register.
struct Reference: Sendable {
    enum Kind: Sendable, Hashable {
        case municipality
        case identifier(KnownIdentifiers.Kind)
    }

    let location: String
    let kind: Kind
    let values: [String]
    /// Where in the parameter's list each value stood; nil for a parameter of one value.
    var positions: [Int]?
}

/// Parameters that were read, with what still has to be looked up.
struct Checked: Sendable {
    let violations: [Violation]
    let references: [Reference]

    func isFaulty(_ location: String) -> Bool { violations.contains { $0.location == location } }

    /// The same of what a collection is filtered by: before the first revision there is nothing that it could name, and nothing to be found.
    func verifyFilters(_ db: isolated Connection, _ moment: Moment) throws {
        if moment.revision > 0 { return try verify(db, moment) }
        if !violations.isEmpty { throw Problem(violations) }
    }

    /// Throws a ``Problem`` with every fault of the request: those of reading it and those that only the register knows.
    /// - Parameters:
    ///   - day: Municipalities must exist on it; nil: at any time.
    ///   - more: What else was found within the snapshot.
    func verify(_ db: isolated Connection, _ moment: Moment, on day: CalendarDate? = nil, and more: [Violation] = []) throws {
        var violations = violations + more
        for reference in references {
            switch reference.kind {
            case .municipality:
                for refused in try KnownIdentifiers.refusedMunicipalities(db, moment, codes: reference.values, on: day) {
                    violations.append(
                        Violation(
                            location: reference.location, index: reference.positions?[refused.index],
                            code: refused.isKnown ? .municipalityNotValid : .municipalityUnknown, detail: refused.reason))
                }
            case .identifier(let kind):
                for (index, value) in reference.values.enumerated() where try !KnownIdentifiers.exists(db, kind, value) {
                    violations.append(try Self.unknown(db, kind, value, location: reference.location, index: reference.positions?[index]))
                }
            }
        }
        if !violations.isEmpty { throw Problem(violations) }
    }

    private static func unknown(_ db: isolated Connection, _ kind: KnownIdentifiers.Kind, _ value: String, location: String, index: Int?) throws
        -> Violation
    {
        let known = try KnownIdentifiers.all(db, kind)
        let hint = Spelling.hint(value, among: known)
        let (code, thing, list): (ProblemCode, String, String) =
            switch kind {
            case .region: (.regionUnknown, "region", "/v1/regions")
            case .province: (.provinceUnknown, "province", "/v1/regions?type=provincie")
            case .regionType: (.regionTypeUnknown, "region type", "/v1/region-types")
            case .scaleLevel: (.scaleLevelUnknown, "scale level", "/v1/scale-levels")
            case .norm: (.normUnknown, "norm", "/v1/norms")
            case .policyDomain: (.policyDomainUnknown, "policy domain", "/v1/policy-domains")
            case .legalForm: (.legalFormUnknown, "legal form", "/v1/legal-forms")
            case .organisation: (.organisationUnknown, "organisation", "/v1/organisations")
            case .arrangement: (.arrangementUnknown, "arrangement", "/v1/arrangements")
            }
        let possible = kind == .policyDomain || kind == .legalForm ? " There are \(known.map { "“\($0)”" }.joined(separator: ", "))." : ""
        return Violation(
            location: location, index: index, code: code, detail: "There is no \(thing) “\(value)”.\(hint)\(possible) GET \(list) lists them.")
    }
}

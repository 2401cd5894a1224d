import HTTPTypes

/// Every way in which a request can fail. A code is stable: it is never renamed and never used for something else.
enum ProblemCode: String, Sendable, CaseIterable {
    // Of a whole answer
    case requestInvalid = "request-invalid"
    case requestMalformed = "request-malformed"
    case pathUnknown = "path-unknown"
    case methodNotAllowed = "method-not-allowed"
    case bodyTooLarge = "body-too-large"
    case targetTooLong = "target-too-long"
    case headerTooLarge = "header-too-large"
    case transferCodingUnsupported = "transfer-coding-unsupported"
    case notAcceptable = "not-acceptable"
    case contentTypeUnsupported = "content-type-unsupported"
    case problemUnknown = "problem-unknown"
    case databaseUnavailable = "database-unavailable"
    case overloaded
    case stopping
    case internalError = "internal-error"

    // Of one parameter, within the errors of request-invalid
    case parameterUnknown = "parameter-unknown"
    case parameterRepeated = "parameter-repeated"
    case parameterEmpty = "parameter-empty"
    case parameterMissing = "parameter-missing"
    case parametersExclusive = "parameters-exclusive"
    case encodingInvalid = "encoding-invalid"
    case dateInvalid = "date-invalid"
    case instantInvalid = "instant-invalid"
    case instantInFuture = "instant-in-future"
    case revisionUnknown = "revision-unknown"
    case numberInvalid = "number-invalid"
    case choiceInvalid = "choice-invalid"
    case sortInvalid = "sort-invalid"
    case fieldInvalid = "field-invalid"
    case textTooLong = "text-too-long"
    case tooManyValues = "too-many-values"
    case tooFewValues = "too-few-values"
    case valueRepeated = "value-repeated"
    case rangeReversed = "range-reversed"
    case dateBeforeCoverage = "date-before-coverage"
    case municipalityCodeInvalid = "municipality-code-invalid"
    case cursorInvalid = "cursor-invalid"

    // Of the body, within the errors of request-invalid
    case bodyEmpty = "body-empty"
    case bodyInvalid = "body-invalid"

    // Of what is referred to: alone where it is the resource itself, within the errors where it is a parameter
    case municipalityUnknown = "municipality-unknown"
    case municipalityNotValid = "municipality-not-valid"
    case regionUnknown = "region-unknown"
    case regionNotValid = "region-not-valid"
    case provinceUnknown = "province-unknown"
    case regionTypeUnknown = "region-type-unknown"
    case scaleLevelUnknown = "scale-level-unknown"
    case normUnknown = "norm-unknown"
    case arrangementUnknown = "arrangement-unknown"
    case arrangementNotValid = "arrangement-not-valid"
    case organisationUnknown = "organisation-unknown"
    case organisationNotValid = "organisation-not-valid"
    case policyDomainUnknown = "policy-domain-unknown"
    case legalFormUnknown = "legal-form-unknown"
    case tableUnknown = "table-unknown"

    /// The status of an answer that is this problem as a whole. nil: it only stands within the errors of another.
    var status: HTTPResponse.Status? {
        switch self {
        case .requestInvalid, .requestMalformed: .badRequest
        case .pathUnknown, .problemUnknown, .municipalityUnknown, .municipalityNotValid, .regionUnknown, .regionNotValid, .scaleLevelUnknown,
            .arrangementUnknown, .arrangementNotValid, .organisationUnknown, .organisationNotValid, .tableUnknown:
            .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .contentTypeUnsupported: .unsupportedMediaType
        case .bodyTooLarge: .contentTooLarge
        case .targetTooLong: .uriTooLong
        case .headerTooLarge: .requestHeaderFieldsTooLarge
        case .transferCodingUnsupported: .notImplemented
        case .databaseUnavailable, .overloaded, .stopping: .serviceUnavailable
        case .internalError: .internalServerError
        default: nil
        }
    }

    /// Where this service explains the problem.
    var type: String { "/v1/problems/\(rawValue)" }
}

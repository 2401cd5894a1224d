import HTTPTypes

/// An answer that is an error (RFC 9457), with all that is wrong at once.
struct Problem: Error, Sendable {
    let code: ProblemCode
    /// Of this occurrence, in sentences: what is wrong and how to mend it. Never SQL, a stack trace or a file name.
    var detail: String
    var errors: [Violation] = []
    /// The revision at which it was found; nil where the register was not asked.
    var revision: Int?
    /// Leads to the same answer whatever is recorded later; nil where the register was not asked.
    var permalink: Answer.Link?
    /// Seconds after which to try again.
    var retryAfter: Int?

    init(_ code: ProblemCode, _ detail: String, retryAfter: Int? = nil) {
        (self.code, self.detail, self.retryAfter) = (code, detail, retryAfter)
    }

    init(_ violations: [Violation]) {
        code = .requestInvalid
        detail = violations.count == 1 ? violations[0].detail : "\(violations.count) things are wrong with the request; “errors” lists them."
        errors = violations
    }

    func json(instance: String?) -> JSON {
        let base: JSON = [
            "type": .string(code.type), "title": .string(code.title), "status": .int(status.code), "detail": .string(detail),
            "instance": instance.json, "code": .string(code.rawValue),
        ]
        return status == .badRequest ? base.adding(["errors": .array(errors.map(\.json))]) : base
    }
}

/// One thing that is wrong with a request.
struct Violation: Sendable, Hashable {
    enum Place: String, Sendable { case query, path, header, body }

    var place: Place = .query
    /// The name of the parameter.
    let location: String
    /// Which of the parameter's values, from 0; nil where it has one.
    var index: Int?
    let code: ProblemCode
    let detail: String

    var json: JSON {
        [
            "in": .string(place.rawValue), "location": .string(location), "index": index.json, "code": .string(code.rawValue),
            "detail": .string(detail),
        ]
    }
}

extension Problem {
    var status: HTTPResponse.Status { code.status ?? .badRequest }
}

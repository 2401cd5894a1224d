import HTTP
import HTTPTypes

/// `/v1/problems`: what each problem means and how to mend the request; the `type` of every problem points here.
enum ProblemResources {
    /// GET /v1/problems
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        return Answer(["items": .array(ProblemCode.allCases.map(json))])
    }

    /// GET /v1/problems/{code}
    static func single(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        let given = call.path("code")
        guard let code = ProblemCode(rawValue: given) else {
            throw Problem(
                .problemUnknown, "There is no problem “\(given.prefix(100))”.\(Spelling.hint(given, among: ProblemCode.allCases.map(\.rawValue)))")
        }
        return Answer(json(code))
    }

    private static func json(_ code: ProblemCode) -> JSON {
        let (title, meaning, remedy) = code.explanation
        return [
            "code": .string(code.rawValue), "type": .string(code.type), "status": (code.status?.code).json, "title": .string(title),
            "meaning": .string(meaning), "remedy": .string(remedy),
        ]
    }
}

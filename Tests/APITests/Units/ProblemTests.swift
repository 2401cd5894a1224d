import HTTP
import Testing

@testable import Postgres
@testable import RegisterAPI

@Suite struct ProblemTests {
    private func server(_ state: String) -> PGError { .server(ServerError(state: SQLState(rawValue: state), message: "secret: SELECT 1")) }

    /// What each error of the database becomes: the code, and whether to try again.
    private func cases() -> [(PGError, ProblemCode, Bool)] {
        let unavailable = [
            PGError.connection(ConnectionFailure(message: "secret", target: "postgresql://secret")),
            .connection(ConnectionFailure(state: .invalidPassword, message: "secret", target: "secret")),
            .poolTimeout(PoolTimeout(waited: .seconds(2), limit: 8, opening: 1)), server("57P01"), server("57P03"), server("53300"), server("53200"),
            server("08006"), server("28P01"), server("28000"), server("3D000"), server("42501"), server("55000"), server("58030"), server("26000"),
            server("25P03"), server("42704"),
            .server(ServerError(state: .invalidParameterValue, message: "secret", statement: SessionSettings.statement)),
        ]
        let internals = [
            PGError.unexpectedNull(column: "secret"), .mismatch(column: "secret", expected: "Int", got: "secret"),
            .columns(statement: "secret", expected: 1, got: 2), .parameters(statement: "secret", expected: 1, got: 2),
            .rowCount(statement: "secret", got: 0), .nulByte(parameter: 1), .nestedTransaction, .rolledBack, .statementName("secret"),
            .copy(sql: "secret"), .file(path: "/secret", reason: "secret"), .malformedConnectionString(reason: "secret"),
            server("22P02"), server("22023"), server("23505"), server("25006"), server("XX000"),
        ]
        return unavailable.map { ($0, .databaseUnavailable, true) } + internals.map { ($0, .internalError, false) } + [
            (.poolTimeout(PoolTimeout(waited: .seconds(2), limit: 8, opening: 0)), .overloaded, true), (.poolClosed, .stopping, true),
            (.cancelled, .stopping, true),
            (server("42P01"), .databaseUnavailable, true), (server("42883"), .databaseUnavailable, true),
            (server("57014"), .overloaded, true), (server("40001"), .overloaded, true), (server("40P01"), .overloaded, true),
        ]
    }

    @Test func errorsOfTheDatabase() {
        for (error, code, isTemporary) in cases() {
            let problem = Problem(error)
            #expect(problem.code == code, "\(error)")
            #expect((problem.retryAfter ?? 0 > 0) == isTemporary, "\(error)")
            let json = problem.json(instance: "/v1")
            #expect(json["status"] == (isTemporary ? 503 : 500))
            let text = String(decoding: json.bytes, as: UTF8.self)
            for word in ["secret", "SELECT", "SQLSTATE", "column"] { #expect(!text.contains(word), "\(text)") }
        }
    }

    /// Whoever runs the service learns where to look, and nobody else anything that he could use.
    @Test func whyItIsNotReady() {
        for (error, code, isTemporary) in cases() {
            let problem = Problem(notReady: error)
            guard isTemporary, code != .stopping else {
                #expect(problem.code == code)
                continue
            }
            #expect(problem.code == code && problem.retryAfter ?? 0 > 0)
            #expect(problem.detail.hasSuffix(". The service goes on trying; its log says more."))
            for word in ["secret", "SELECT", "SQLSTATE", "pg_"] { #expect(!problem.detail.contains(word), "\(problem.detail)") }
        }
        let reasons = ["28P01", "28000", "3D000", "42501", "53300", "53200", "55000", "57P01", "57P03", "57014", "42P01"].map {
            Problem(notReady: .connection(ConnectionFailure(state: SQLState(rawValue: $0), message: "", target: ""))).detail
        }
        #expect(Set(reasons).count == 10, "28P01 and 28000 are one thing to look at.")
    }

    @Test func faultsOfTheServer() {
        let faults: [(Fault, ProblemCode, Int)] = [
            (.notFound, .pathUnknown, 404), (.methodNotAllowed(allow: []), .methodNotAllowed, 405),
            (.malformedPath(.nulByte), .requestMalformed, 400),
            (.malformedTarget, .requestMalformed, 400), (.malformedRequest(.host), .requestMalformed, 400),
            (.unsupportedTransferCoding, .transferCodingUnsupported, 501), (.headerTooLarge(limit: 1), .headerTooLarge, 431),
            (.targetTooLong(limit: 1), .targetTooLong, 414), (.bodyTooLarge(limit: 1), .bodyTooLarge, 413), (.unavailable, .stopping, 503),
        ]
        for (fault, code, status) in faults {
            let problem = Problem(fault, path: "/v1/x")
            #expect(problem.code == code)
            #expect(problem.json(instance: nil)["status"] == .int(status))
        }
        #expect(Problem(.unavailable, path: nil).retryAfter == 5)
        #expect(Problem(.notFound, path: nil).detail.contains("GET /v1 "))
    }

    @Test func severalFaultsInOneProblem() {
        let one = Violation(location: "a", code: .dateInvalid, detail: "First.")
        let two = Violation(place: .path, location: "b", index: 3, code: .textTooLong, detail: "Second.")
        #expect(Problem([one]).detail == "First.")
        let json = Problem([one, two]).json(instance: "/v1?a=1")
        #expect(json.names == ["type", "title", "status", "detail", "instance", "code", "errors"])
        #expect(json["code"] == "request-invalid" && json["status"] == 400 && json["instance"] == "/v1?a=1")
        #expect(
            json["errors"] == [
                ["in": "query", "location": "a", "index": .null, "code": "date-invalid", "detail": "First."],
                ["in": "path", "location": "b", "index": 3, "code": "text-too-long", "detail": "Second."],
            ])
    }

    @Test func codesAndTitles() {
        for code in ProblemCode.allCases {
            #expect(code.rawValue.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 })
            #expect(!code.title.isEmpty && !code.title.hasSuffix("."))
            #expect(code.explanation.meaning.hasSuffix(".") && code.explanation.remedy.last.map { ".?".contains($0) } == true)
        }
        #expect(Set(ProblemCode.allCases.map(\.title)).count == ProblemCode.allCases.count)
    }
}

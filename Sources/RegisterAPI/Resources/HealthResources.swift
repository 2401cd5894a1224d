import HTTP
import HTTPTypes
import Postgres
import Register

/// `/health/live` and `/health/ready`, for operators.
enum HealthResources {
    /// GET /health/live: the process runs and answers.
    static func live(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        return uncached(Answer(["status": "live"]))
    }

    /// GET /health/ready: the database answers, and has the schema that this program needs.
    static func ready(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        do {
            let (_, moment) = try await call.read { db, _ in try Schema.require(on: db) }
            return uncached(Answer(["status": "ready", "revision": .int(moment.revision), "schema": .int(Schema.version)], at: moment))
        } catch let mismatch as Schema.Mismatch {
            throw Problem(.databaseUnavailable, mismatch.description, retryAfter: 5)
        }
    }

    private static func uncached(_ answer: Answer) -> Answer {
        var answer = answer
        answer.isKept = false
        return answer
    }
}

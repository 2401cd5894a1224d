import HTTP
import HTTPTypes
import Postgres
import Register

/// `/health/live` and `/health/ready`, for operators.
struct HealthResources: Sendable {
    let cache: RevisionCache
    /// nil: there is none.
    let replica: Replica?
    let observed: Observed

    /// GET /health/live: the process runs and answers.
    func live(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        return Self.uncached(Answer(["status": "live"]))
    }

    /// GET /health/ready: the database answers, and has the schema that this program needs, or a newer one. Otherwise what is wrong.
    ///
    /// The first process of the next version brings the schema up while those of this one still serve. Would they be unready from then on, a load balancer
    /// had nobody left before the new one is.
    func ready(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        // To a load balancer, while those that it has sent already are still served.
        if observed.isStopping() { throw Problem(.stopping, "The service is stopping. Send new requests elsewhere.", retryAfter: 5) }
        do {
            let (schema, moment) = try await call.read { db, _ in try Schema.requireServable(on: db) }
            let isListening = cache.statistics.isConnected
            var members: [JSON.Member] = [
                .init(name: "status", value: "ready"), .init(name: "revision", value: .int(moment.revision)),
                .init(name: "schema", value: .int(schema)), .init(name: "listening", value: .bool(isListening)),
            ]
            if let replica { members.append(.init(name: "replica", value: .string(Self.standing(replica)))) }
            return Self.uncached(Answer(.object(members), at: moment))
        } catch let mismatch as Schema.Mismatch {
            throw Problem(.databaseUnavailable, mismatch.description, retryAfter: 5)
        } catch let error as PGError {
            throw NotReady(cause: error)
        }
    }

    private static func standing(_ replica: Replica) -> String {
        switch replica.statistics.standing {
        case .behind: "behind"
        case .unavailable: "unavailable"
        default: "answers"
        }
    }

    private static func uncached(_ answer: Answer) -> Answer {
        var answer = answer
        answer.isKept = false
        return answer
    }
}

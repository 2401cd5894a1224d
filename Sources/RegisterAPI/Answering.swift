import HTTP
import HTTPTypes
import Logging
import Register

/// How a resource is asked: through the cache, and with every error made a problem.
struct Answering: Sendable {
    let offered: [MediaType]
    /// nil: its answers are not kept.
    let cache: RevisionCache?
    let logger: Logger
    let resource: @Sendable (Call) async throws -> Answer

    func respond(to request: Request, _ call: (MediaType, Target) -> Call) async -> Response {
        let canonical = cache == nil ? nil : request.target.canonical
        var key: String?
        do {
            let type = try MediaType.negotiated(request, offered)
            let call = call(type, canonical ?? request.target)
            guard let cache, let canonical else {
                var response = try await resource(call).complete(for: call).response(to: request)
                response.remark = nil
                return response
            }
            let asked = "\(canonical) \(type.text)\(request.takesGzip ? " gzip" : "")"
            key = asked
            let complete = try await cache.answer(request, key: asked, isOfNow: Parameters.recordedTime(request) == .now) {
                var complete = try await resource(call).complete(for: call)
                complete.whole.traffic = request.traffic
                return complete
            }
            return complete.response(to: request)
        } catch {
            let problem = API.problem(error, request, logger)
            if problem.code == .databaseUnavailable || problem.code == .overloaded, let key, let (complete, seconds) = cache?.stale(key) {
                var response = complete.response(to: request)
                response.headers[StandardHeaders.registerStale] = String(seconds)
                response.remark = "stale"
                return response
            }
            return problem.response(instance: request.target.description)
        }
    }
}

import HTTP
import HTTPTypes
import Postgres
import Register

/// One request on its way: what a resource needs to answer it.
struct Call: Sendable {
    let request: Request
    /// What is asked, in the one spelling that it has in links.
    let target: Target
    /// Connections that can read the register.
    let readers: Readers
    let documents: Documents
    let settings: Settings
    let streams: ChangeStreams
    /// The representation that the client likes best of those the resource has.
    let type: MediaType

    /// A parameter of the path, decoded; empty where the route has no such one.
    func path(_ name: String) -> String { request.parameters[name] ?? "" }

    /// A page of JSON is cut out of the whole list; the other representations are all of it, however long.
    var delivery: Delivery { type == .json ? .atOnce : .inBatches }

    /// Asks the register, within one snapshot of it.
    func read<R: Sendable>(_ body: @Sendable (isolated Connection, Moment) throws -> R) async throws -> (value: R, moment: Moment) {
        let time = Parameters.recordedTime(request)
        do {
            return try await readers.snapshot(time) { db, moment in
                do {
                    return try body(db, moment)
                } catch var problem as Problem {
                    problem.revision = moment.revision
                    if request.method != .post { problem.permalink = .permalink(target, moment) }
                    if moment.revision == 0, let start = try RegisterStart.find(db) {
                        problem.detail += " At that moment the register held nothing: it exists since \(start)."
                    }
                    throw problem
                }
            }
        } catch let refusal as RecordedTime.Refusal {
            throw Problem(refusal, time)
        }
    }
}

import Dispatch
import Glibc
import Synchronization
import Testing

@testable import RegisterAPI

/// Whatever is sent, the service answers, and what the document allows.
///
/// To send one request again: `REGISTER_MUTATION_SEED` and `REGISTER_MUTATION_NUMBER` from the failure.
@Suite struct MutationTests {
    private static let count = 10_000
    private static let workers = 6
    /// Seconds. A request takes milliseconds; a busy machine may take its time.
    private static let patience = 120

    private struct Tally: Sendable {
        var sent = 0
        var statuses: [Int: Int] = [:]
        var refusedByLibrary = 0
        var unanswered = 0
        var failures: [String] = []
    }

    private static func variable(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

    @Test func tenThousandMutatedRequests() async throws {
        // Its own, since the connections to the database are for as many at a time as this sends.
        let service = try await Service(["--database-url", SeededRegister.shared.url])
        let source = MutantSource(contract: try Contract.shared, seed: UInt64(Self.variable("REGISTER_MUTATION_SEED") ?? 20_160_601))
        if let number = Self.variable("REGISTER_MUTATION_NUMBER") {
            print(source.request(number).description)
            #expect(Self.send([number], source, service.port).failures == [])
            return
        }
        let tally = await withTaskGroup(of: Tally.self) { group in
            for worker in 0..<Self.workers {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        // A thread of its own: it blocks all the time.
                        DispatchQueue(label: "mutation").async {
                            continuation.resume(
                                returning: Self.send(stride(from: worker, to: Self.count, by: Self.workers).map { $0 }, source, service.port))
                        }
                    }
                }
            }
            return await group.reduce(into: Tally()) { all, part in
                all.sent += part.sent
                all.statuses.merge(part.statuses, uniquingKeysWith: +)
                all.refusedByLibrary += part.refusedByLibrary
                all.unanswered += part.unanswered
                all.failures += part.failures
            }
        }
        #expect(tally.failures == [], "\(tally.failures.count) of seed \(source.seed)")
        #expect(tally.sent == Self.count)
        // It is no test of the refusals alone.
        for status in [200, 204, 304, 400, 404, 405, 406, 413, 414, 431, 501] {
            #expect(tally.statuses[status] ?? 0 > 0, "No \(status) among \(tally.statuses)")
        }
        #expect(tally.statuses[200] ?? 0 > Self.count / 20, "\(tally.statuses)")
        #expect(tally.refusedByLibrary + tally.unanswered < Self.count / 10, "\(tally)")
        #expect(service.program.status() == nil)
    }

    private static func send(_ numbers: [Int], _ source: MutantSource, _ port: UInt16) -> Tally {
        let connection = KeptConnection(port: port, patience: patience)
        var tally = Tally()
        for number in numbers {
            let request = source.request(number)
            tally.sent += 1
            do {
                // One in four on a connection of its own, and damaged ones always: what is behind the damage might be taken for the next request.
                let fresh = KeptConnection(port: port, patience: patience)
                let used = request.isWellFormed && number % 4 > 0 ? connection : fresh
                var reply = try used.exchange(request)
                // A machine may be so busy that a limit of time ends a request that does nothing wrong: as the answer says, later.
                for _ in 1...60 where reply.status == 503 {
                    guard let pause = reply["Retry-After"].flatMap({ UInt32($0) }) else { break }
                    sleep(pause)
                    reply = try used.exchange(request)
                }
                tally.statuses[reply.status, default: 0] += 1
                if LibraryRefusal.isOne(reply, to: request) {
                    tally.refusedByLibrary += 1
                    continue
                }
                let question = request.line.map { source.contract.question($0.method, $0.target) }
                let unread = Contract.Question(method: request.isHead ? "HEAD" : "?", operation: nil, query: [])
                let faults = source.contract.faults(of: reply, to: question ?? unread)
                if !faults.isEmpty || (reply.status >= 500 && reply.status != 501) {
                    throw Client.Failure(description: "\(faults) in \(reply.status) \(reply.fields) \(reply.text.prefix(1000))")
                }
            } catch is KeptConnection.Closed where LibraryRefusal.mayBeSilent(request) {
                tally.unanswered += 1
            } catch {
                tally.failures.append(
                    "REGISTER_MUTATION_SEED=\(source.seed) REGISTER_MUTATION_NUMBER=\(number): \(error) after \(request.description)")
                if tally.failures.count == 10 { break }
            }
        }
        return tally
    }
}

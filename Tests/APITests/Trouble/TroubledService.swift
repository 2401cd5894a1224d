import Glibc
import Postgres
import Synchronization
import TestCluster
import Testing

@testable import RegisterAPI

/// A service that has answered once, and whose database gets into trouble.
struct TroubledService: Sendable {
    /// What it has in its cache.
    static let kept = "/v1/municipalities/GM0988"
    /// Never asked twice, so that the database must be.
    private let number = Counter()
    let service: Service
    private let fresh: Reply

    /// - Parameter url: Of a database that holds the register.
    init(_ url: String, _ options: [String] = []) async throws {
        service = try await Service(["--database-url", url] + options)
        // What is asked before the service listens is not kept as fresh.
        fresh = try await service.send(Self.kept)
        try #require(fresh.status == 200)
        for _ in 1...2 { #expect(try await service.send(Self.kept).status == 200) }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }

    /// What nobody has asked before.
    private var unknown: String { "/v1/municipalities?pageSize=\(number.next() % 900 + 1)&validOn=20\(10 + number.next() % 14)-01-01" }

    /// Nothing but a good answer, or 503 with a time to wait.
    private func ask(_ target: String) async throws -> Reply {
        let reply = try await service.send(target, mayFail: true)
        try #require(service.program.status() == nil, "The process has ended. \(service.program.errors)")
        if reply.status == 200 {
            if target == Self.kept { #expect(reply.body == fresh.body && reply["ETag"] == fresh["ETag"]) }
            return reply
        }
        #expect(reply.status == 503, "\(target) → \(reply.text)")
        #expect(reply["Retry-After"].flatMap { Int($0) }.map { $0 > 0 } == true, "\(target) → \(reply.text)")
        let code = try reply.json()["code"]
        #expect(code == "database-unavailable" || code == "overloaded", "\(target) → \(reply.text)")
        return reply
    }

    /// Waits until what was never asked cannot be answered, and looks at everything else meanwhile.
    /// - Parameter reason: What `/health/ready` says in the end.
    func suffers(_ reason: String) async throws {
        _ = try await wait("a refusal") { () -> Bool? in
            _ = try await ask(Self.kept)
            return try await ask(unknown).status == 503 ? true : nil
        }
        _ = try await wait("“\(reason)” in /health/ready") { () -> Bool? in
            let reply = try await ask("/health/ready")
            guard reply.status == 503 else { return nil }
            return try reply.json()["detail"].text?.contains(reason) == true ? true : nil
        }
        #expect(try await service.send("/health/live").status == 200)
        #expect(try await service.send("/v1/problems/database-unavailable").status == 200)
        #expect(try await service.send("/v1/municipalities?foo=1").status == 400)
        for _ in 1...3 {
            for target in [Self.kept, unknown] { _ = try await ask(target) }
        }
    }

    /// Waits until the answer that it has is marked as stale.
    func answersStale() async throws {
        _ = try await wait("a stale answer") { () -> Bool? in
            try await ask(Self.kept)["Register-Stale"].flatMap { Int($0) }.map { (1...301).contains($0) }
        }
    }

    /// Waits until the answer that it has is not given any more.
    func givesUp(after patience: Int) async throws {
        _ = try await wait("an end of stale answers") { () -> Bool? in
            let reply = try await ask(Self.kept)
            if let seconds = reply["Register-Stale"].flatMap({ Int($0) }) { #expect(seconds <= patience + 1) }
            return reply.status == 503 ? true : nil
        }
        #expect(try await ask(Self.kept).status == 503)
    }

    /// Waits until all is well.
    func recovers() async throws {
        _ = try await wait("a recovery; the service said: \(service.program.errors.suffix(2_000))") { () -> Bool? in
            let replies = [try await ask(Self.kept), try await ask(unknown), try await ask("/health/ready")]
            return replies.allSatisfy { $0.status == 200 && $0["Register-Stale"] == nil } ? true : nil
        }
    }

    func ends() async throws {
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
    }
}

extension PrivateCluster {
    /// Ends its server as a power cut would: the postmaster and all that it started, at once.
    func kill9() throws {
        guard let text = Program.read(folder + "/pgdata/postmaster.pid"),
            let postmaster = pid_t(String(decoding: text, as: UTF8.self).prefix { $0.isNumber })
        else { throw Program.Failure(description: "No postmaster in \(folder)") }
        // Stopped first, or it would tell its children to end in an orderly way when the first of them is gone, and start new ones.
        kill(postmaster, SIGSTOP)
        var victims = [postmaster]
        guard let folder = opendir("/proc") else { throw Program.Failure(description: "There is no /proc") }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            guard let pid = pid_t(name), let stat = Program.read("/proc/\(pid)/stat") else { continue }
            // After the name in brackets: the state, and the parent.
            let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
            if fields.count > 1, fields[1] == "\(postmaster)" { victims.append(pid) }
        }
        for pid in victims { kill(pid, SIGKILL) }
    }
}

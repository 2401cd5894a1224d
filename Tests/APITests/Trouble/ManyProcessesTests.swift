import Glibc
import Postgres
import Synchronization
import TestCluster
import Testing

@testable import RegisterAPI

/// Several service processes on one database, behind a proxy that gives each request to another.
@Suite struct ManyProcessesTests {
    private static let processes = 4
    private static let header = "Served-By"
    private static let target = "/v1/municipalities/GM0988/inhabitants?pageSize=100"

    private static let newest = Statement("many_newest", "SELECT latest_revision()", Void.self, (Int).self)
    private static let write = Statement(
        "many_write", "UPDATE inhabitants SET count = $1 WHERE municipality_code = 'GM0988' AND reference_date = '2023-01-01'", (Int).self)

    /// Which process answered, at which revision, and what it said.
    private struct Seen: Sendable {
        let process: String
        let revision: Int
        let count: Int?

        init(_ reply: Reply) throws {
            try #require(reply.status == 200, "\(reply.text)")
            process = try #require(reply[ManyProcessesTests.header])
            revision = try #require(reply["Register-Revision"].flatMap { Int($0) })
            count = try reply.json()["items"].elements.first { $0["referenceDate"] == "2023-01-01" }?["count"].number
        }
    }

    /// The newest revision that each process has answered with: what it has said once it never takes back.
    private final class Promises: Sendable {
        private let newest = Mutex<[String: Int]>([:])
        var all: [String: Int] { newest.withLock { $0 } }
        func keep(_ seen: Seen) { newest.withLock { $0[seen.process] = max($0[seen.process] ?? 0, seen.revision) } }
    }

    @Test(.enabled(if: Nginx.path != nil, "nginx is not installed: apt-get install nginx-light")) func noneGoesBackAndAllConverge() async throws {
        let database = try await SeededRegister.database()
        var services: [Service] = []
        for _ in 1...Self.processes { services.append(try await Service(["--database-url", database.url])) }
        let nginx = try await Nginx.start(before: services.map(\.port), header: Self.header)
        defer { nginx.stop() }
        let promises = Promises()
        try await database.withPool(limit: 2) { pool in
            let base = try await pool.run { db in try db.one(Self.newest) }
            let done = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 {
                    group.addTask {
                        let client = KeptClient(port: nginx.port)
                        for _ in 1...500 {
                            let before = promises.all
                            let seen = try Seen(try await client.get(Self.target))
                            try #require(seen.revision >= before[seen.process] ?? 0, "\(seen) after \(before)")
                            try #require(seen.revision == base || seen.count == seen.revision, "\(seen)")
                            promises.keep(seen)
                        }
                        done.add()
                    }
                }
                group.addTask {
                    var next = base
                    while done.count < 8 {
                        next += 1
                        let number = next
                        _ = try await pool.run { db in try db.transaction { try db.run(Self.write, number) } }
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1...20)))
                    }
                }
                try await group.waitForAll()
            }
            // Nobody writes any more: soon all say the same.
            let newest = try await pool.run { db in try db.one(Self.newest) }
            #expect(newest > base + 10)
            let client = KeptClient(port: nginx.port)
            var upToDate: Set<String> = []
            _ = try await wait("the newest revision from each process") { () -> Bool? in
                let seen = try Seen(try await client.get(Self.target))
                #expect(seen.revision <= newest)
                if seen.revision == newest { upToDate.insert(seen.process) }
                return upToDate.count == Self.processes ? true : nil
            }
            #expect(promises.all.count == Self.processes, "nginx gave requests to each")
        }
        for service in services {
            service.program.interrupt()
            #expect(try await service.program.outcome().status == 0)
        }
    }
}

/// nginx on a free port, which gives each request to the next of several servers.
final class Nginx: Sendable {
    static let path: String? = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].first { access($0, X_OK) == 0 }

    let port: UInt16
    private let pid: pid_t

    private init(port: UInt16, pid: pid_t) { (self.port, self.pid) = (port, pid) }

    /// - Parameter header: In which it says the port of the one who answered.
    static func start(before ports: [UInt16], header: String) async throws -> Nginx {
        // A port that was free a moment ago may be somebody's the next.
        for _ in 1...10 {
            let folder = ScratchFolder.make("nginx")
            let port = try freePort()
            let configuration = """
                daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
                events { worker_connections 256; }
                http {
                    access_log off;
                    client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fastcgi;
                    uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
                    upstream register { \(ports.map { "server 127.0.0.1:\($0);" }.joined(separator: " ")) keepalive 32; }
                    server {
                        listen 127.0.0.1:\(port);
                        keepalive_requests 1000000;
                        location / {
                            proxy_pass http://register;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            add_header \(header) $upstream_addr;
                        }
                    }
                }
                """
            guard let file = fopen("\(folder)/nginx.conf", "w") else { throw Program.Failure(description: "\(folder) cannot be written in") }
            fputs(configuration, file)
            fclose(file)
            guard let path, case .success(let pid) = Spawn.start([path, "-c", "\(folder)/nginx.conf"], input: nil, output: nil) else {
                throw Program.Failure(description: "nginx cannot be started")
            }
            Watchdog.started(pid)
            let isUp = try await wait("nginx") { () -> Bool? in
                var status: Int32 = 0
                if waitpid(pid, &status, WNOHANG) == pid { return false }
                guard let descriptor = try? Client.connect(port: port) else { return nil }
                close(descriptor)
                return true
            }
            if isUp { return Nginx(port: port, pid: pid) }
            Watchdog.ended(pid)
        }
        throw Program.Failure(description: "nginx does not start")
    }

    func stop() {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        Watchdog.ended(pid)
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0 }
        }
        guard isBound else { throw Program.Failure(description: "No port is free") }
        return UInt16(bigEndian: address.sin_port)
    }
}

import Glibc
import HTTP
import HTTPTypes
import Synchronization
import Testing

@Suite struct StartTests {
    private func start(host: String = "127.0.0.1", port: UInt16, handler: @escaping Server.Handler = echo) throws(ServerError) -> Server {
        var configuration = Server.Configuration()
        configuration.host = host
        configuration.port = port
        configuration.connectionLimit = 64
        return try Server.start(configuration, onFault: describe, handler: handler)
    }

    @Test func aPortInUseIsSaid() async throws {
        try await withServer { server throws in
            let error = #expect(throws: ServerError.self) { try start(port: server.port) }
            #expect(error == .addressInUse(host: "127.0.0.1", port: server.port))
            #expect(error?.description == "Port \(server.port) on 127.0.0.1 is in use by another process. Stop it, or choose another port.")
        }
    }

    @Test func anAddressOfAnotherMachineIsSaid() {
        // 192.0.2.0/24 is for documentation (RFC 5737), so no machine has it.
        let error = #expect(throws: ServerError.self) { try start(host: "192.0.2.1", port: 0) }
        #expect(error == .addressNotAvailable(host: "192.0.2.1", port: 0))
    }

    @Test func aNameWithoutAnAddressIsSaid() {
        let error = #expect(throws: ServerError.self) { try start(host: "nowhere.invalid", port: 0) }
        guard case .hostNotFound(host: "nowhere.invalid", let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(.enabled(if: hasIPv6)) func listensOnIPv6() async throws {
        let server = try start(host: "::1", port: 0) { Response(status: .ok, body: Array(($0.remoteAddress ?? "").utf8)) }
        #expect(server.host == "::1")
        let address = try await onThread { try Client(port: server.port, onIPv6: true).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.text
        #expect(address == "::1")
        await server.stop(within: .zero)
    }

    @Test(arguments: [1, 2, 5]) func anyNumberOfThreadsServes(threads: Int) async throws {
        #expect(try await withClient(.test(threads: threads)) { try $0.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.status == 200)
    }

    @Test func tooFewFilesForTheConnectionsIsSaid() async throws {
        let messages = Mutex<[String]>([])
        var configuration = Server.Configuration()
        configuration.port = 0
        // More than Linux can be told to allow (fs.nr_open is at most 2^30 or so).
        configuration.connectionLimit = 2_000_000_000
        let server = try Server.start(configuration, onFault: describe, log: { message in messages.withLock { $0.append(message) } }, handler: echo)
        #expect(try await onThread { try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.status == 200)
        await server.stop(within: .zero)
        let said = messages.withLock { $0 }
        #expect(said.count == 1)
        #expect(said.first?.hasPrefix("The process may open too few files for 2000000000 connections; it takes ") == true)
    }

    @Test func whatLibmicrohttpdRefusesIsLogged() async throws {
        let messages = Mutex<[String]>([])
        var configuration = Server.Configuration()
        configuration.port = 0
        configuration.connectionLimit = 64
        let server = try Server.start(configuration, onFault: describe, log: { message in messages.withLock { $0.append(message) } }, handler: echo)
        let reply = try await onThread { try Client(port: server.port).exchange("GET / HTTP/9.9\r\n\r\n") }
        await server.stop(within: .zero)
        #expect(reply.status == 505)
        #expect(messages.withLock { $0 }.contains { $0.contains("505") && !$0.hasSuffix("\n") })
    }

    @Test func thePortIsFreeAgainAtOnce() async throws {
        let server = try startOnAPortOfItsOwn()
        let port = server.port
        _ = try await onThread { try Client(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        await server.stop(within: .zero)
        let again = try start(port: port)
        #expect(again.port == port)
        await again.stop(within: .zero)
    }

    private static var hasIPv6: Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
        } == 0
    }
}

import Dispatch
import Glibc
import HTTP
import Testing

/// One after the other, because each needs many of the process's descriptors.
@Suite(.serialized) struct ManyTests {
    @Test func aThousandConnectionsAtOnce() async throws {
        // For so many the server makes room in the process, which has the clients' ends and what other tests have open as well.
        try await withServer(.test(connectionLimit: 4_000)) { server throws in
            try await onThread { () throws in
                let clients = try (1...1_000).map { _ in try Client(port: server.port) }
                for (number, client) in clients.enumerated() { try client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n") }
                for (number, client) in clients.enumerated() { #expect(try client.receive().text == "GET /\(number) ") }
            }
            await eventually { server.requestsInFlight == 0 }
        }
    }

    /// As many as libmicrohttpd takes at a time.
    @Test func hundredAndTwentyEightThatAreReadyInTheSameMomentAreServed() async throws {
        let (isBusy, isFree) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let onReady: Server.ReadyHandler = { request in
            if request.target.elementsEqual("/busy".utf8) {
                isBusy.signal()
                isFree.wait()
            }
            return nil
        }
        try await withServer(.test(threads: 1, connectionLimit: 256, idleTimeout: 60), onReady: onReady) { server throws in
            try await onThread { () throws in
                let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                let clients = try (1...128).map { _ in try Client(port: server.port) }
                for client in clients { #expect(try client.exchange(request).status == 200) }
                let first = try Client(port: server.port)
                try first.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
                isBusy.wait()
                for client in clients { try client.send(request) }
                isFree.signal()
                for client in clients + [first] { #expect(try client.receive().status == 200) }
            }
        }
    }

    @Test func startingAndStoppingLeavesNoDescriptors() async throws {
        let rounds = 1_000
        let before = descriptors()
        for round in 1...rounds {
            try await withServer { server throws in
                guard round.isMultiple(of: 10) else { return }
                #expect(try await onThread { try Client(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }.status == 200)
            }
        }
        // One descriptor left behind by each round would be 1,000; other tests have some hundreds, for a while.
        await eventually { descriptors() < before + rounds / 2 }
    }

    private func descriptors() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}

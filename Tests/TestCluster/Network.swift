import Glibc
public import Postgres
import Synchronization

/// A network between a client and a server's socket, over TCP on a free port of this machine, that can be cut.
public final class Network: Sendable {
    public enum Condition: Sendable {
        case passes
        /// Nothing comes through, and nobody is told: TCP itself still answers.
        case silent
        /// Whoever is connected is hung up on, and whoever comes as well.
        case cut
    }

    private struct State {
        var condition = Condition.passes
        /// Counts the times at which the connections there were are forgotten.
        var age = 0
        var isEnded = false
    }

    private struct Pair {
        let ends: [Int32]
        let age: Int
    }

    public let port: Int
    private let server: String
    private let listener: Int32
    private let state = Mutex(State())

    /// - Parameter cluster: That whose socket it leads to.
    public init(to cluster: PrivateCluster) throws {
        let string = cluster.connectionString()
        server = "\(string["host"] ?? "")/.s.PGSQL.\(string["port"] ?? "")"
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        var thread = pthread_t()
        let started = pthread_create(
            &thread, nil,
            { raw in
                Unmanaged<Network>.fromOpaque(raw!).takeRetainedValue().carry()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard started == 0 else { throw Failure() }
        pthread_detach(thread)
    }

    public struct Failure: Error {}

    public func become(_ condition: Condition) { state.withLock { $0.condition = condition } }

    /// The connections there are stay silent for ever, as where something in between has lost its memory; new ones pass.
    public func forget() { state.withLock { ($0.condition, $0.age) = (.passes, $0.age + 1) } }

    public func end() { state.withLock { $0.isEnded = true } }

    /// The thread's work.
    private func carry() {
        var pairs: [Pair] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let now = state.withLock({ $0 }), !now.isEnded {
            if now.condition == .silent {
                usleep(2_000)
                continue
            }
            let carried = pairs.filter { $0.age == now.age }
            var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            polled += carried.flatMap(\.ends).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if now.condition == .cut {
                hangUp(pairs)
                pairs = []
                polled.removeLast(polled.count - 1)
            }
            guard poll(&polled, nfds_t(polled.count), 2) > 0 else { continue }
            if polled[0].revents != 0, let client = accepted() {
                if now.condition == .passes, let backend = connected() {
                    pairs.append(Pair(ends: [client, backend], age: now.age))
                } else {
                    close(client)
                }
            }
            for (index, polled) in polled.dropFirst().enumerated() where polled.revents != 0 {
                let pair = carried[index / 2]
                guard pairs.contains(where: { $0.ends == pair.ends }) else { continue }
                let count = recv(polled.fd, &buffer, buffer.count, 0)
                let isPassed = count > 0 && send(pair.ends[1 - index % 2], buffer, count, Int32(MSG_NOSIGNAL)) == count
                if !isPassed {
                    hangUp([pair])
                    pairs.removeAll { $0.ends == pair.ends }
                }
            }
        }
        hangUp(pairs)
        close(listener)
    }

    private func hangUp(_ pairs: [Pair]) { for descriptor in pairs.flatMap(\.ends) { close(descriptor) } }

    private func accepted() -> Int32? {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private func connected() -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: server.utf8) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return nil
    }
}

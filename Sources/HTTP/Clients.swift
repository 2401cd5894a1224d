import Glibc
import Synchronization

/// How many connections each client address has.
///
/// libmicrohttpd counts them too, but for each of its threads apart. Two that come in the same moment on two threads may both be let in where there is room for
/// one.
final class Clients: Sendable {
    private let limit: Int
    private let connections = Mutex<[String: Int]>([:])

    init(limit: Int) { self.limit = limit }

    func hasRoom(for address: UnsafePointer<sockaddr>) -> Bool {
        guard let client = RemoteAddress.text(address) else { return true }
        return connections.withLock { $0[client] ?? 0 } < limit
    }

    func came(from address: UnsafePointer<sockaddr>) {
        guard let client = RemoteAddress.text(address) else { return }
        connections.withLock { $0[client, default: 0] += 1 }
    }

    func left(_ address: UnsafePointer<sockaddr>) {
        guard let client = RemoteAddress.text(address) else { return }
        connections.withLock { connections in
            let rest = (connections[client] ?? 0) - 1
            connections[client] = rest > 0 ? rest : nil
        }
    }
}

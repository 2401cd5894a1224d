import Dispatch
import Glibc
import Synchronization

/// Gives each request the next of some answers, the last one again and again, and hangs up; without any it never says a word.
final class CannedServer: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let visits = Mutex(0)

    var address: String { "http://127.0.0.1:\(port)" }

    init(_ answers: [String]) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isListening else { throw Client.Failure(description: "No port: \(errno)") }
        (self.descriptor, port) = (descriptor, UInt16(bigEndian: address.sin_port))
        // Ends when the descriptor is shut down.
        DispatchQueue(label: "canned-server").async { [weak self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                let number = self?.visits.withLock { visits in
                    defer { visits += 1 }
                    return visits
                }
                guard let number else { break }
                // Left open: nobody is hung up on before the server is gone.
                guard !answers.isEmpty else { continue }
                var request: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 4096)
                while request.firstRange(of: Array("\r\n\r\n".utf8)) == nil, case let count = recv(client, &buffer, buffer.count, 0), count > 0 {
                    request += buffer[..<count]
                }
                Client.write(Array(answers[min(number, answers.count - 1)].utf8), to: client)
                shutdown(client, Int32(SHUT_WR))
                while recv(client, &buffer, buffer.count, 0) > 0 {}
                close(client)
            }
            close(descriptor)
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits until somebody has come.
    func visit() async throws { _ = try await wait("a visit") { self.visits.withLock { $0 > 0 } ? true : nil } }
}

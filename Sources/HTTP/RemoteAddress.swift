import CMicroHTTPD
import Glibc

/// Socket addresses as text.
enum RemoteAddress {
    /// An IPv4 client of a socket that listens on `::` is written as the IPv4 address it is.
    static func text(_ address: UnsafePointer<sockaddr>) -> String? {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { text(AF_INET, $0.pointee.sin_addr) }
        case AF_INET6:
            let text = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { Self.text(AF_INET6, $0.pointee.sin6_addr) }
            guard let text, text.hasPrefix("::ffff:"), text.contains(".") else { return text }
            return String(text.dropFirst(7))
        default:
            return nil
        }
    }

    private static func text(_ family: Int32, _ address: some Sendable) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            withUnsafeBytes(of: address) { inet_ntop(family, $0.baseAddress, buffer.baseAddress, socklen_t(buffer.count)) }.map {
                String(cString: $0)
            }
        }
    }
}

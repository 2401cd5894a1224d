import Glibc

/// Why a server cannot start.
public enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    case addressInUse(host: String, port: UInt16)
    case addressNotAvailable(host: String, port: UInt16)
    case permissionDenied(host: String, port: UInt16)
    /// The name has no address; `reason` is the resolver's.
    case hostNotFound(host: String, reason: String)
    /// Any other failure of the operating system; `call` is what failed, `code` is its `errno`.
    case system(call: String, code: Int32)
    /// libmicrohttpd did not start; most often there are no more threads or memory to be had.
    case notStarted

    public var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "Port \(port) on \(host) is in use by another process. Stop it, or choose another port."
        case .addressNotAvailable(let host, let port):
            "\(host) is not an address of this machine, so port \(port) cannot be opened on it. Choose 127.0.0.1, or 0.0.0.0 for all addresses."
        case .permissionDenied(let host, let port):
            "This user may not open port \(port) on \(host). Choose a port from 1024 on, or run as a user with that right."
        case .hostNotFound(let host, let reason):
            "The host “\(host)” has no address: \(reason)."
        case .system(let call, let code):
            "The server cannot start: \(call) failed with “\(String(cString: strerror(code)))”."
        case .notStarted:
            "The server cannot start: libmicrohttpd got no threads or no memory."
        }
    }

    init(call: String, code: Int32, host: String, port: UInt16) {
        self =
            switch code {
            case EADDRINUSE: .addressInUse(host: host, port: port)
            case EADDRNOTAVAIL: .addressNotAvailable(host: host, port: port)
            case EACCES, EPERM: .permissionDenied(host: host, port: port)
            default: .system(call: call, code: code)
            }
    }
}

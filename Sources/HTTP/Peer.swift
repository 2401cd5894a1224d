/// A client's connection, as far as it must be known whether the client keeps the server waiting.
///
/// Only the connection's own thread has it.
final class Peer {
    /// How long clients may take.
    struct Patience {
        /// Nanoseconds without a request; nil: for ever.
        let idle: UInt64?
        /// Nanoseconds for a request or an answer of no size.
        let transfer: UInt64
        /// Bytes in a second.
        let leastRate: UInt64

        init(_ configuration: Server.Configuration) {
            idle = configuration.idleTimeout > 0 ? UInt64(configuration.idleTimeout) * 1_000_000_000 : nil
            transfer = UInt64(configuration.transferTimeout) * 1_000_000_000
            leastRate = UInt64(configuration.leastRate)
        }
    }

    let descriptor: Int32
    /// On the clock of ``Stopwatch``; by then the client has sent its request, or taken its answer. `.max` while that is not up to the client.
    private(set) var deadline: UInt64 = .max
    private let patience: Patience

    init(descriptor: Int32, _ patience: Patience) {
        (self.descriptor, self.patience) = (descriptor, patience)
        waits()
    }

    /// A request may come. When its first byte does is not known; but until then libmicrohttpd counts the silence.
    func waits() { deadline = patience.idle.map { Stopwatch.now + $0 + patience.transfer } ?? .max }

    /// The request line has come: the rest of the head has to, or a body of so many bytes.
    func sends(bytes: Int = 0) { transfers(bytes) }

    /// The server is at work on it.
    func works() { deadline = .max }

    /// An answer of so many bytes goes out; nil: it is made while it does.
    func takes(bytes: Int?) { if let bytes { transfers(bytes) } else { works() } }

    private func transfers(_ bytes: Int) { deadline = Stopwatch.now + patience.transfer + UInt64(bytes) * 1_000_000_000 / patience.leastRate }
}

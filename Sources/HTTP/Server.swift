import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// An HTTP/1.1 server (RFC 9112) over libmicrohttpd.
///
/// Some requests never reach the application, because libmicrohttpd answers them itself, with a short HTML text, and closes the connection: a request line
/// or a field line that it cannot parse, a `Content-Length` that is no number, malformed chunks (400); a chunk or a length beyond 64 bits (413); a head that
/// does not even fit its memory (414, 431); a version other than 1.x (505). A request line without a space is closed without an answer, and so is a head that
/// fits the memory but leaves no room there for the head of an answer: some hundred short fields. The head of the answer to a bad `Content-Length` is sent
/// twice by libmicrohttpd 0.9.75; the client sees it once, with a garbled body.
public final class Server: Sendable {
    public typealias Handler = @Sendable (Request) async -> Response
    /// Makes the answer for a fault. The request is nil when its head could not be taken. Runs on the thread of the connection, so it must not wait.
    public typealias FaultHandler = @Sendable (Fault, Request?) -> Response
    /// Finds the answer that stands ready for a request, if any does. Runs on the thread of the connection, so it must not wait.
    public typealias ReadyHandler = @Sendable (borrowing RequestView) -> ReadyResponse?
    /// Takes note of a request that was answered. Runs on the thread of the connection, so it must not wait.
    public typealias EndHandler = @Sendable (Ended) -> Void

    /// The host asked for.
    public var host: String { configuration.host }
    /// The port it listens on.
    public let port: UInt16

    let configuration: Configuration
    let handler: Handler
    let onFault: FaultHandler
    let onReady: ReadyHandler?
    let onEnd: EndHandler?
    let log: (@Sendable (String) -> Void)?
    let exchanges = Exchanges()
    let unrouted = RouteTraffic("(none)")
    let clients: Clients
    let bodyRoom: BodyRoom
    private let turns: Turns
    /// Connections that were ended because the client was too slow.
    let letGo = Counter()
    private let daemons = Mutex<[Daemon]>([])
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    /// Starts to listen and to serve. A server that is never stopped serves until the process ends.
    /// - Parameters:
    ///   - onFault: Makes the answers that the server gives by itself.
    ///   - onReady: Asked first for each request without a body; nil: no answer ever stands ready.
    ///   - onEnd: Told of each request that was answered.
    ///   - log: Takes messages for the operator, one sentence each; called on any thread. Among them is one for each request that libmicrohttpd refuses by
    ///     itself.
    ///   - handler: Answers a request, in a task of its own. The task is cancelled when the server stops and its time is up. It is not cancelled when the
    ///     client goes away, because libmicrohttpd does not look at a connection whose handler runs.
    public static func start(
        _ configuration: Configuration, onFault: @escaping FaultHandler, onReady: ReadyHandler? = nil,
        onEnd: EndHandler? = nil, log: (@Sendable (String) -> Void)? = nil, handler: @escaping Handler
    ) throws(ServerError) -> Server {
        configuration.check()
        var configuration = configuration
        let room = FileDescriptors.makeRoom(for: configuration.connectionLimit)
        if room < configuration.connectionLimit {
            log?("The process may open too few files for \(configuration.connectionLimit) connections; it takes \(room). Raise it with “ulimit -n”.")
            configuration.connectionLimit = max(room, configuration.threads)
            // Nobody gets all of them.
            configuration.connectionsPerAddress = configuration.connectionsPerAddress.map { min($0, max(1, configuration.connectionLimit / 2)) }
        }
        let socket = try ListeningSocket.open(host: configuration.host, port: configuration.port)
        let server = Server(configuration, port: socket.port, onFault: onFault, onReady: onReady, onEnd: onEnd, log: log, handler: handler)
        for number in 0..<configuration.threads {
            // Each has a number of its own for the socket, which it closes.
            guard let own = number == 0 ? socket : socket.duplicate() else { throw server.notStarted() }
            guard let daemon = Daemon(number, serving: server, on: own) else { throw server.notStarted() }
            server.daemons.withLock { $0.append(daemon) }
        }
        return server
    }

    private init(
        _ configuration: Configuration, port: UInt16, onFault: @escaping FaultHandler, onReady: ReadyHandler?, onEnd: EndHandler?,
        log: (@Sendable (String) -> Void)?, handler: @escaping Handler
    ) {
        self.configuration = configuration
        self.port = port
        turns = Turns(limit: configuration.handlersAtOnce, patience: configuration.turnPatience)
        bodyRoom = BodyRoom(limit: configuration.bodiesLimit)
        clients = Clients(limit: configuration.connectionsPerAddress)
        self.onFault = onFault
        self.onReady = onReady
        self.onEnd = onEnd
        self.log = log
        self.handler = handler
    }

    /// Ends what has begun.
    private func notStarted() -> ServerError {
        for daemon in takeDaemons() { daemon.stop() }
        return .notStarted
    }

    /// Whether a client may have one more connection. The operator is told of refusals once a minute at most.
    func admits(_ address: UnsafePointer<sockaddr>) -> Bool {
        guard let refusal = clients.refusal(of: address) else { return true }
        if let text = refusal.text { log?(text) }
        return false
    }

    /// Has a request answered, as soon as it is its turn.
    func run(_ exchange: Exchange) {
        guard exchange.begins(in: exchanges, otherwise: { onFault(.unavailable, $0) }) else { return }
        if exchange.request.map(configuration.isUrgent) == true {
            _ = exchange.start(handler, in: exchanges) {}
        } else if turns.take(exchange) {
            start(exchange)
        }
    }

    private func start(_ first: Exchange) {
        var next: Exchange? = first
        // Those whom a server that stops has answered pass their turn on.
        while let exchange = next, !exchange.start(handler, in: exchanges, then: { self.turns.next().map(self.start) }) { next = turns.next() }
    }

    func letGoWhoWaitTooLong() {
        for exchange in turns.expired() { exchange.answer(onFault(.overloaded, exchange.request), in: exchanges) }

        for stream in exchanges.streams where stream.isStalled(for: UInt64(configuration.transferTimeout) * 1_000_000_000) {
            if stream.abort() { letGo.add() }
        }
    }

    private func takeDaemons() -> [Daemon] {
        daemons.withLock { daemons in
            defer { daemons = [] }
            return daemons
        }
    }

    /// The requests under way, from their request line to the last byte of their answer.
    public var requestsInFlight: Int { exchanges.count }

    public var statistics: ServerStatistics {
        ServerStatistics(
            requestsInFlight: exchanges.count, streams: exchanges.streams.count, unanswered: exchanges.unanswered, unrouted: unrouted,
            waiting: turns.waiting, connections: clients.connections, connectionLimit: configuration.connectionLimit,
            refusedConnections: clients.refused,
            slowConnections: letGo.value)
    }

    /// Stops the server: at once it refuses new connections, answers new requests with ``Fault/unavailable``, and ends the bodies that are streamed; requests
    /// under way get `duration` to finish. Then their tasks are cancelled. What has not answered a second later is answered for with
    /// ``Fault/unavailable``, all connections are closed, and this returns; a task that ignores its cancellation runs on, but nobody hears it.
    ///
    /// May be called more than once: each call returns when the server has stopped, and the first one's duration counts.
    public func stop(within duration: Duration) async {
        let task = stopping.withLock { stopping in
            let task = stopping ?? Task { await self.end(within: duration) }
            stopping = task
            return task
        }
        await task.value
    }

    private func end(within duration: Duration) async {
        exchanges.close()
        for daemon in daemons.withLock({ $0 }) { daemon.stopListening() }
        // A client that reads has the rest of its stream at once, and one that does not is not waited for.
        await exchanges.wait(within: min(duration, .seconds(1))) { $0.streams.isEmpty }
        for stream in exchanges.streams { stream.abort() }
        await exchanges.wait(within: duration) { $0.count == 0 }
        for exchange in exchanges.running { exchange.cancel() }
        await exchanges.wait(within: .seconds(1)) { $0.count == 0 }
        for exchange in exchanges.running { exchange.answer(onFault(.unavailable, exchange.request), in: exchanges) }
        // The last answers go out.
        await exchanges.wait(within: .seconds(1)) { $0.count == 0 }
        // A task that has answered on its own may not have returned from libmicrohttpd yet; that takes microseconds.
        await exchanges.wait(within: .seconds(3600)) { $0.running.isEmpty }
        let daemons = takeDaemons()
        await withCheckedContinuation { continuation in
            // It waits for threads, which must not hold up a thread of the cooperative pool; and those are the global queue's too.
            DispatchQueue(label: "http.stop").async {
                for daemon in daemons { daemon.stop() }
                continuation.resume()
            }
        }
    }
}

import Dispatch
import HTTP
import HTTPTypes
import Synchronization
import Testing

/// Runs blocking code on a thread of its own, off the cooperative pool, on which the handlers run. It stays part of its test.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withTaskExecutorPreference(BlockingExecutor()) { try body() }
}

private final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "client")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension Server.Configuration {
    /// A free port, and few connections: the tests share the process's descriptors.
    static func test(
        threads: Int = 2, connectionLimit: Int = 64, connectionsPerAddress: Int? = nil, idleTimeout: Int = 600, bodyLimit: Int = 1_048_576
    ) -> Server.Configuration {
        var configuration = Server.Configuration()
        configuration.port = 0
        configuration.threads = threads
        configuration.connectionLimit = connectionLimit
        configuration.connectionsPerAddress = connectionsPerAddress
        configuration.idleTimeout = idleTimeout
        configuration.bodyLimit = bodyLimit
        // Handlers run on the threads that all tests share.
        configuration.turnPatience = 600
        return configuration
    }
}

/// A server on a free port of those that the system gives to nobody who asks for any free one (Linux: 32768 to 60999). So it is nobody else's when the server
/// has stopped, as long as the tests that need this are the only ones who choose there.
func startOnAPortOfItsOwn(_ handler: @escaping Server.Handler = echo) throws(ServerError) -> Server {
    while true {
        var configuration = Server.Configuration.test()
        configuration.port = .random(in: 20_000..<32_768)
        do throws(ServerError) {
            return try Server.start(configuration, onFault: describe, handler: handler)
        } catch {
            guard case .addressInUse = error else { throw error }
        }
    }
}

/// A server on a free port that is stopped at the end, also when the body fails.
func withServer<Result: Sendable>(
    _ configuration: Server.Configuration = .test(), onReady: Server.ReadyHandler? = nil, log: (@Sendable (String) -> Void)? = nil,
    handler: @escaping Server.Handler = echo, _ body: (Server) async throws -> Result
) async throws -> Result {
    let server = try Server.start(configuration, onFault: describe, onReady: onReady, log: log, handler: handler)
    do {
        let result = try await body(server)
        await server.stop(within: .zero)
        return result
    } catch {
        await server.stop(within: .zero)
        throw error
    }
}

/// As `withServer`, for a client on a thread of its own.
func withClient<Result: Sendable>(
    _ configuration: Server.Configuration = .test(), handler: @escaping Server.Handler = echo,
    _ body: @escaping @Sendable (Client) throws -> Result
) async throws -> Result {
    try await withServer(configuration, handler: handler) { server throws in
        try await onThread { try body(Client(port: server.port)) }
    }
}

/// Answers with what was received: method, target and body.
@Sendable func echo(_ request: Request) async -> Response {
    Response(status: .ok, body: Array("\(request.method.rawValue) \(request.target) ".utf8) + request.body)
}

@Sendable func describe(_ fault: Fault, _ request: Request?) -> Response {
    Response(status: fault.status, body: Array(fault.description.utf8))
}

/// Waits until a condition holds, and fails the test when it does not within five minutes.
func eventually(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
    let end = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < end {
        if condition() { return }
        try? await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("The condition did not come to hold.", sourceLocation: sourceLocation)
}

/// Passes a client from one thread to the next. Unchecked, because it is never used on two at a time.
struct Held: @unchecked Sendable {
    let client: Client

    init(_ client: Client) {
        self.client = client
    }
}

/// Holds those who wait until it is opened. Ignores cancellation.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

import CMicroHTTPD
import HTTPTypes
import Synchronization

/// One request and its answer, from the request line to the last byte of the answer.
///
/// libmicrohttpd's thread has it alone until ``begins(in:otherwise:)``. Then it is shared with a task, until the one of the two sides that comes first, the task or a
/// server that stops, gives the answer.
final class Exchange: Sendable {
    private enum Stage {
        case head
        case body
        /// The connection is suspended.
        case running
        case answered
    }

    private struct State {
        var stage = Stage.head
        var request: Request?
        var body: [UInt8] = []
        /// Bytes of the body that were dropped because it is too large, or there was no room for it.
        var dropped = 0
        var hasNoRoom = false
        /// Bytes of the room for bodies that it has.
        var held = 0
        var response: Response?
        var ready: ReadyResponse?
        var outcome: Outcome?
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    let connection: Connection
    /// As received; empty when it is too long.
    let targetBytes: [UInt8]
    /// Bytes as received.
    let targetLength: Int
    /// When the request line had come.
    let began = Stopwatch()
    private let state = Mutex(State())

    /// What is counted of it.
    struct Outcome {
        let method: HTTPRequest.Method?
        let response: Response
        var wasReady = false
        /// Where the answer names it, or a log does.
        let identity: RequestIdentity?

        var isStreamed: Bool {
            if case .stream = response.body { true } else { false }
        }
    }

    init(connection: Connection, targetBytes: [UInt8], targetLength: Int) {
        self.connection = connection
        self.targetBytes = targetBytes
        self.targetLength = targetLength
    }

    /// nil when it is malformed.
    var target: Target? {
        targetBytes.isEmpty ? nil : String(validating: targetBytes, as: UTF8.self).flatMap(Target.init)
    }

    /// Whether the head has not been taken yet.
    var isNew: Bool {
        state.withLock { $0.stage == .head }
    }

    /// The head was one for which an answer stood ready.
    func accept(_ ready: ReadyResponse, _ method: HTTPRequest.Method, _ identity: RequestIdentity?) {
        state.withLock { state in
            state.stage = .answered
            state.ready = ready
            state.outcome = Outcome(method: method, response: ready.response, wasReady: true, identity: identity)
        }
    }

    var ready: (answer: ReadyResponse, identity: RequestIdentity?)? {
        state.withLock { state in state.ready.map { ($0, state.outcome?.identity) } }
    }

    /// - Returns: false when there is no room for its body.
    func accept(_ head: RequestHead, _ room: BodyRoom) -> Bool {
        let length = head.contentLength ?? 0
        guard room.has(length) else { return false }
        state.withLock { state in
            state.stage = .body
            state.request = head.request
            state.body.reserveCapacity(length)
        }
        return true
    }

    /// It has ended.
    func giveBack(to room: BodyRoom) {
        let held = state.withLock { $0.held }
        if held > 0 { room.giveBack(held) }
    }

    /// Takes a part of the body. A body beyond the limit is read to its end, because libmicrohttpd cannot answer in the middle of one, but not kept.
    /// - Returns: false when so much comes that the connection is better closed: more than the limit once again.
    func append(_ part: UnsafeRawBufferPointer, limit: Int, _ room: BodyRoom) -> Bool {
        state.withLock { state in
            let count = state.body.count + part.count
            if state.dropped == 0 && count <= limit {
                state.hasNoRoom = !room.take(part.count)
                if !state.hasNoRoom { state.held = count }
            }
            if state.dropped == 0 && count <= limit && !state.hasNoRoom {
                state.body.append(contentsOf: part)
                return true
            }
            state.dropped += count
            state.body = []
            return state.dropped <= 2 * limit
        }
    }

    /// An answer has been handed to libmicrohttpd.
    func sends(_ response: Response, to method: HTTPRequest.Method?, _ identity: RequestIdentity) {
        state.withLock { $0.outcome = Outcome(method: method, response: response, identity: identity) }
    }

    /// nil while it is not answered.
    var outcome: Outcome? {
        state.withLock { $0.outcome }
    }

    /// Why the body was not kept; nil: it was.
    func refusal(limit: Int) -> Fault? {
        state.withLock { $0.hasNoRoom ? .overloaded : $0.dropped > 0 ? .bodyTooLarge(limit: limit) : nil }
    }

    /// The request with its body, or without when that was too large.
    var request: Request? {
        state.withLock { $0.request }
    }

    /// The answer, once there is one.
    var response: Response? {
        state.withLock { $0.response }
    }

    /// Suspends the connection, until somebody answers.
    /// - Returns: false when the server is stopping: then that is the answer.
    func begins(in exchanges: Exchanges, otherwise unavailable: (Request) -> Response) -> Bool {
        let request = state.withLock { state in
            state.stage = .running
            state.request?.body = state.body
            state.body = []
            return state.request
        }
        guard let request else { preconditionFailure("A request runs once, after its head has come.") }
        connection.suspend()
        if exchanges.add(self) { return true }
        answer(unavailable(request), in: exchanges)
        return false
    }

    /// Lets a task answer.
    /// - Parameter then: Called when the task has ended.
    /// - Returns: false when somebody has answered already.
    func start(
        _ handler: @escaping @Sendable (Request) async -> Response, in exchanges: Exchanges, then: @escaping @Sendable () -> Void
    ) -> Bool {
        guard let request = state.withLock({ $0.stage == .running ? $0.request : nil }) else { return false }
        let task = Task {
            answer(await handler(request), in: exchanges)
            then()
        }
        let isCancelled = state.withLock { state in
            if state.stage == .running { state.task = task }
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
        return true
    }

    /// Gives the answer and resumes the connection; does nothing when there is an answer already.
    func answer(_ response: Response, in exchanges: Exchanges) {
        let isFirst = state.withLock { state in
            guard state.stage == .running else { return false }
            state.stage = .answered
            state.response = response
            state.task = nil
            return true
        }
        guard isFirst else { return }
        connection.resume()
        // Only now, because the server may end libmicrohttpd as soon as nothing runs any more, and resuming uses its memory to the end.
        exchanges.remove(self)
    }

    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }
}

import CMicroHTTPD
import Dispatch
import Glibc
import HTTPTypes

/// libmicrohttpd at work for a server, on one thread, and the callbacks that it makes.
///
/// Unchecked, because the pointer is used by that thread only, and once more to stop, when the thread has ended.
final class Daemon: @unchecked Sendable {
    /// What every callback is given.
    private final class Context {
        let server: Server
        let wake: Wake
        let peers: Peers

        init(_ server: Server, _ wake: Wake) {
            (self.server, self.wake) = (server, wake)
            peers = Peers(server.configuration, letGo: server.letGo)
        }
    }

    private let pointer: OpaquePointer
    private let socket: ListeningSocket
    /// libmicrohttpd's own reference, given back when it has stopped.
    private let context: Unmanaged<Context>
    private let wake: Wake
    private let ended = DispatchSemaphore(value: 0)

    /// Takes over the socket, and closes it when it cannot start: then it is nil.
    init?(_ number: Int, serving server: Server, on socket: ListeningSocket) {
        guard let wake = Wake() else {
            socket.close()
            return nil
        }
        let context = Unmanaged.passRetained(Context(server, wake))
        (self.context, self.socket, self.wake) = (context, socket, wake)
        let configuration = server.configuration
        var options = mhd_options()
        options.listening_socket = socket.descriptor
        options.connection_limit = UInt32(configuration.connectionLimit(ofThread: number))
        options.idle_seconds = UInt32(configuration.idleTimeout)
        options.memory_per_connection = configuration.memoryPerConnection
        options.context = context.toOpaque()
        options.on_target = { context, target, connection in
            guard let target, let connection, let peer = Daemon.peer(of: connection) else { return nil }
            let context = Daemon.context(context)
            peer.sends()
            return context.server.began(target: target, on: Connection(pointer: connection, wake: context.wake, peer: peer)).toOpaque()
        }
        options.on_request = { context, _, target, method, version, part, size, exchange in
            guard let target, let method, let version, let size, let exchange = exchange?.pointee else { return mhd_no() }
            let line = RequestHead.Line(method: method, target: target, version: version)
            let part = UnsafeRawBufferPointer(start: part, count: size.pointee)
            size.pointee = 0
            return Daemon.context(context).server.received(line, part, in: Unmanaged.fromOpaque(exchange).takeUnretainedValue())
        }
        options.on_completed = { context, _, exchange, code in
            guard let pointer = exchange?.pointee else { return }
            exchange?.pointee = nil
            Daemon.context(context).server.ended(Unmanaged.fromOpaque(pointer), isComplete: mhd_is_complete(code))
        }
        options.on_client = { context, address, _ in
            guard let address else { return mhd_yes() }
            return Daemon.context(context).server.admits(address) ? mhd_yes() : mhd_no()
        }
        options.on_connection = { context, connection, own, event in
            guard let connection, let own else { return }
            let context = Daemon.context(context)
            if mhd_has_begun(event) {
                own.pointee = Unmanaged.passRetained(context.peers.opened(mhd_descriptor(connection))).toOpaque()
                context.server.clients.came(from: mhd_client_address(connection))
            } else if let peer = own.pointee {
                context.peers.closed(Unmanaged<Peer>.fromOpaque(peer).takeRetainedValue())
                context.server.clients.left(mhd_client_address(connection))
            }
        }
        if server.log != nil {
            options.on_message = { context, format, arguments in Daemon.context(context).server.message(format, arguments) }
        }
        guard let pointer = mhd_start(&options) else {
            context.release()
            socket.close()
            return nil
        }
        self.pointer = pointer
        guard OwnThread.run({ self.serve() }) else {
            MHD_stop_daemon(pointer)
            context.release()
            return nil
        }
    }

    private func serve() {
        mhd_block_sigpipe()
        let peers = context.takeUnretainedValue().peers
        while !wake.isStopping {
            mhd_wait(pointer, wake.descriptor, peers.isEmpty ? -1 : 1_000)
            MHD_run(pointer)
            if peers.look() { context.takeUnretainedValue().server.letGoWhoWaitTooLong() }
        }
        ended.signal()
    }

    func stopListening() { socket.stopListening() }

    /// Ends the thread, and closes all connections, of which none may be suspended.
    func stop() {
        wake.stop()
        ended.wait()
        MHD_stop_daemon(pointer)
        context.release()
    }

    private static func peer(of connection: OpaquePointer) -> Peer? {
        mhd_connection_context(connection).map { Unmanaged<Peer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func context(_ context: UnsafeMutableRawPointer?) -> Context {
        guard let context else { preconditionFailure("libmicrohttpd gives back the context that it was given.") }
        return Unmanaged.fromOpaque(context).takeUnretainedValue()
    }
}

extension Server {
    /// The request line has come.
    fileprivate func began(target text: UnsafePointer<CChar>, on connection: Connection) -> Unmanaged<Exchange> {
        let length = strlen(text)
        let bytes = UnsafeRawBufferPointer(start: text, count: length)
        let target = length > configuration.targetLimit ? [] : [UInt8](bytes)
        mhd_hide_query(text)
        exchanges.opened()
        return .passRetained(Exchange(connection: connection, targetBytes: target, targetLength: length))
    }

    /// The head has come (first call), a part of the body (with bytes), the end (without), or an answer (after the connection was resumed).
    fileprivate func received(_ line: RequestHead.Line, _ part: UnsafeRawBufferPointer, in exchange: Exchange) -> MHD_Result {
        if exchange.isNew { return take(line, in: exchange) }
        if let (ready, identity) = exchange.ready {
            guard part.isEmpty else { return mhd_no() }
            exchange.connection.peer.takes(bytes: ready.response.body.count)
            return ready.queue(on: exchange.connection, for: identity)
        }
        if !part.isEmpty { return exchange.append(part, limit: configuration.bodyLimit, bodyRoom) ? mhd_yes() : mhd_no() }
        if let response = exchange.response { return send(response, line, in: exchange) }
        if let fault = exchange.refusal(limit: configuration.bodyLimit) { return send(onFault(fault, exchange.request), line, in: exchange) }
        exchange.connection.peer.works()
        run(exchange)
        return mhd_yes()
    }

    /// An answer at this point ends the connection: libmicrohttpd does not read the body any more.
    private func take(_ line: RequestHead.Line, in exchange: Exchange) -> MHD_Result {
        if let (ready, identity) = readyAnswer(line, exchange) {
            exchange.accept(ready, strcmp(line.method, "HEAD") == 0 ? .head : .get, identity)
            return mhd_yes()
        }
        do {
            let head = try RequestHead(
                line, target: exchange.target, targetLength: exchange.targetLength, connection: exchange.connection, limits: configuration)
            guard head.contentLength ?? 0 <= configuration.bodyLimit else {
                return send(onFault(.bodyTooLarge(limit: configuration.bodyLimit), head.request), line, in: exchange)
            }
            guard exchange.accept(head, bodyRoom) else { return send(onFault(.overloaded, head.request), line, in: exchange) }
            exchange.connection.peer.sends(bytes: head.contentLength ?? configuration.bodyLimit)
            return mhd_yes()
        } catch {
            return send(onFault(error, nil), line, in: exchange)
        }
    }

    private func readyAnswer(_ line: RequestHead.Line, _ exchange: Exchange) -> (ReadyResponse, RequestIdentity?)? {
        guard let onReady, !exchange.targetBytes.isEmpty, !exchanges.isClosed else { return nil }
        return exchange.targetBytes.withUnsafeBytes { target in
            HeadScan.plain(line, target: target, connection: exchange.connection, limits: configuration) { view in
                guard let ready = onReady(view) else { return nil }
                let isNamed = configuration.namesEveryRequest || !view.requestID.isEmpty || !view.traceparent.isEmpty
                return (ready, isNamed ? RequestIdentity(id: view.requestID, traceparent: view.traceparent) : nil)
            }
        }
    }

    private func send(_ response: Response, _ line: RequestHead.Line, in exchange: Exchange) -> MHD_Result {
        let request = exchange.request
        let identity = request?.identity ?? RequestIdentity()
        exchange.connection.peer.takes(bytes: response.body.count)
        exchange.sends(response, to: HTTPRequest.Method(rawValue: String(cString: line.method)), identity)
        let isNamed = configuration.namesEveryRequest || response.status.code >= 400 || request?.isNamed == true
        let named = isNamed ? identity : nil
        guard case .stream(let body) = response.body else {
            return NativeResponse(response, identity: named, closing: exchanges.isClosed).queue(on: exchange.connection)
        }
        let stream = BodyStream(body, on: exchange.connection) { [exchanges] in exchanges.remove($0) }
        exchanges.add(stream)
        // libmicrohttpd 0.9.75 ends the answer to HEAD with a chunk, which would be the beginning of the next answer.
        let isHead = request?.method == .head
        return NativeResponse(response, stream: stream, identity: named, closing: isHead || exchanges.isClosed).queue(on: exchange.connection)
    }

    /// The answer has been sent, or the connection is closed.
    fileprivate func ended(_ exchange: Unmanaged<Exchange>, isComplete: Bool) {
        let exchange = exchange.takeRetainedValue()
        exchange.connection.peer.waits()
        exchange.giveBack(to: bodyRoom)
        count(exchange, isComplete: isComplete)
        exchanges.finished()
    }

    private func count(_ exchange: Exchange, isComplete: Bool) {
        guard let outcome = exchange.outcome else { return exchanges.wentUnanswered() }
        let (response, nanoseconds) = (outcome.response, exchange.began.nanoseconds)
        (response.traffic ?? unrouted).count(outcome.method, status: response.status.code, nanoseconds: outcome.isStreamed ? nil : nanoseconds)
        guard let onEnd else { return }
        let isBodiless = outcome.method == .head || response.status == .notModified || response.status == .noContent
        onEnd(
            Ended(
                identity: outcome.identity ?? RequestIdentity(), method: outcome.method, target: exchange.targetBytes,
                remoteAddress: exchange.connection.remoteAddress, response: response, bytes: isBodiless ? 0 : isComplete ? response.body.count : nil,
                isComplete: isComplete, wasReady: outcome.wasReady, nanoseconds: nanoseconds))
    }

    fileprivate func message(_ format: UnsafePointer<CChar>?, _ arguments: CVaListPointer?) {
        guard let log, let format, let arguments else { return }
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            let length = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
            guard length > 0, let start = buffer.baseAddress else { return }
            var text = String(cString: start)[...]
            while text.last?.isNewline == true { text.removeLast() }
            // Each client that follows a stream leaves in the middle of it some time.
            guard !text.hasPrefix("Failed to send the chunked response body") else { return }
            // Whom the policy refuses is told of by whoever refused.
            guard !text.hasPrefix("Connection rejected") else { return }
            log(String(text))
        }
    }
}

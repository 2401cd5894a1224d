import CPostgres
import Glibc

/// The listener's work, which blocks its thread from begin to end.
struct ListenerLoop: Sendable {
    let connectionString: ConnectionString
    let channels: [String]
    let settings: SessionSettings
    let wake: WakePipe
    /// Of silence, after which the server is asked for a sign of life, and within which it has to give one.
    let patience: Duration
    let hear: @Sendable (Listener.Event) -> Void

    func run() {
        var backoff = Backoff()
        while true {
            do throws(PGError) {
                let handle = try Handle.open(connectionString, settings: settings, notices: NoticeSink(nil), interrupt: wake.reader)
                try listen(handle)
                backoff.reset()
                hear(.connected)
                guard try receive(handle) else { return }
            } catch {
                hear(.disconnected(error))
            }
            if case .interrupted = Readiness.wait(-1, 0, interrupt: wake.reader, patience: backoff.pause()) { return }
        }
    }

    private func listen(_ handle: borrowing Handle) throws(PGError) {
        for channel in channels {
            try send(channel, handle)
            let deadline = ContinuousClock.now + Self.longestConnecting
            guard case .ready = Readiness.ofAnswer(handle.conn, interrupt: wake.reader, deadline: deadline) else { throw silence() }
            try take(channel, handle)
        }
    }

    private func send(_ channel: String, _ handle: borrowing Handle) throws(PGError) {
        guard let name = PQescapeIdentifier(handle.conn, channel, channel.utf8.count) else { throw failure(handle) }
        defer { PQfreemem(name) }
        guard PQsendQuery(handle.conn, "LISTEN " + String(cString: name)) == 1 else { throw failure(handle) }
    }

    /// The outcome of a LISTEN, which has come.
    private func take(_ channel: String, _ handle: borrowing Handle) throws(PGError) {
        while let raw = PQgetResult(handle.conn) {
            let result = ResultSet(pointer: raw)
            if result.status != PGRES_COMMAND_OK {
                throw ServerError(result: raw, statement: "LISTEN \(channel)").map { .server($0) } ?? failure(handle)
            }
        }
    }

    /// Passes on what comes until it is told to stop (false) or the connection is lost (throws).
    ///
    /// What is in between may go silent without hanging up, and answer the signs of life of TCP itself: hence one that only the server can give. To LISTEN once
    /// more to what is listened to changes nothing.
    private func receive(_ handle: borrowing Handle) throws(PGError) -> Bool {
        var (isAsked, deadline) = (false, ContinuousClock.now + patience)
        while true {
            while let notification = PQnotifies(handle.conn) {
                defer { PQfreemem(notification) }
                let fields = notification.pointee
                hear(
                    .notification(channel: String(cString: fields.relname), payload: String(cString: fields.extra), pid: Int(fields.be_pid)))
            }
            switch Readiness.wait(PQsocket(handle.conn), Int16(POLLIN), interrupt: wake.reader, patience: deadline - .now) {
            case .interrupted: return false
            case .timeout:
                guard !isAsked, let channel = channels.first else { throw silence() }
                try send(channel, handle)
                (isAsked, deadline) = (true, .now + patience)
            case .ready:
                guard PQconsumeInput(handle.conn) == 1 else { throw failure(handle) }
                if isAsked {
                    guard PQisBusy(handle.conn) == 0 else { continue }
                    try take(channels[0], handle)
                }
                (isAsked, deadline) = (false, .now + patience)
            }
        }
    }

    private static let longestConnecting: Duration = .seconds(5)

    private func silence() -> PGError {
        .connection(ConnectionFailure(message: "the server gives no sign of life", target: connectionString.description))
    }

    private func failure(_ handle: borrowing Handle) -> PGError {
        handle.notices.farewell.map { .server($0) } ?? Handle.failure(Handle.report(handle.conn), connectionString)
    }
}

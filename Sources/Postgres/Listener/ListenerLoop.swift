import CPostgres
import Glibc

/// The listener's work, which blocks its thread from begin to end.
struct ListenerLoop: Sendable {
    let connectionString: ConnectionString
    let channels: [String]
    let settings: SessionSettings
    let wake: WakePipe
    let events: AsyncStream<Listener.Event>.Continuation

    func run() {
        var backoff = Backoff()
        while true {
            do throws(PGError) {
                let handle = try Handle.open(connectionString, settings: settings, notices: NoticeSink(nil), interrupt: wake.reader)
                try listen(handle)
                backoff.reset()
                events.yield(.connected)
                guard try receive(handle) else { return }
            } catch {
                events.yield(.disconnected(error))
            }
            if case .interrupted = Readiness.wait(-1, 0, interrupt: wake.reader, patience: backoff.pause()) { return }
        }
    }

    private func listen(_ handle: borrowing Handle) throws(PGError) {
        for channel in channels {
            guard let name = PQescapeIdentifier(handle.conn, channel, channel.utf8.count) else { throw failure(handle) }
            defer { PQfreemem(name) }
            guard let raw = PQexec(handle.conn, "LISTEN " + String(cString: name)) else { throw failure(handle) }
            let result = ResultSet(pointer: raw)
            if result.status != PGRES_COMMAND_OK {
                throw ServerError(result: raw, statement: "LISTEN \(channel)").map { .server($0) } ?? failure(handle)
            }
        }
    }

    /// Passes on what comes until it is told to stop (false) or the connection is lost (throws).
    private func receive(_ handle: borrowing Handle) throws(PGError) -> Bool {
        while true {
            while let notification = PQnotifies(handle.conn) {
                defer { PQfreemem(notification) }
                let fields = notification.pointee
                events.yield(
                    .notification(channel: String(cString: fields.relname), payload: String(cString: fields.extra), pid: Int(fields.be_pid)))
            }
            switch Readiness.wait(PQsocket(handle.conn), Int16(POLLIN), interrupt: wake.reader, patience: nil) {
            case .interrupted: return false
            case .timeout: break
            case .ready:
                guard PQconsumeInput(handle.conn) == 1 else { throw failure(handle) }
            }
        }
    }

    private func failure(_ handle: borrowing Handle) -> PGError {
        handle.notices.farewell.map { .server($0) } ?? Handle.failure(Handle.report(handle.conn), connectionString)
    }
}

import CPostgres

/// What the server says beside its answers: `RAISE NOTICE`, warnings.
public struct Notice: Sendable, Hashable, CustomStringConvertible {
    /// `DEBUG`, `LOG`, `INFO`, `NOTICE` or `WARNING`, never translated.
    public var severity: String
    public var state: SQLState
    public var message: String
    public var detail: String?
    public var hint: String?
    public var context: String?

    public var description: String { "\(severity): \(message)" }
}

/// Receives what libpq would otherwise print on standard error. Used on its connection's thread only.
final class NoticeSink {
    private let handler: (@Sendable (Notice) -> Void)?
    /// The server's farewell, which it sends to an idle connection as if it were a notice.
    private(set) var farewell: ServerError?

    init(_ handler: (@Sendable (Notice) -> Void)?) { self.handler = handler }

    /// The sink has to live as long as the connection: libpq gets an unretained pointer. What libpq makes up itself has no SQLSTATE and is dropped.
    func attach(to conn: OpaquePointer) {
        PQsetNoticeReceiver(
            conn,
            { sink, result in
                guard let sink, let result, let error = ServerError(result: result, statement: "") else { return }
                Unmanaged<NoticeSink>.fromOpaque(sink).takeUnretainedValue().receive(error)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func receive(_ error: ServerError) {
        if error.isFatal { farewell = error }
        handler?(
            Notice(
                severity: error.severity, state: error.state, message: error.message, detail: error.detail, hint: error.hint, context: error.context))
    }
}

import Dispatch

/// Waits for the server's notifications (`LISTEN`) on a connection and a thread of its own, and connects again whenever that is lost.
///
/// Between ``Event/disconnected(_:)`` and the next ``Event/connected`` notifications are lost: whoever keeps what they announce has to look
/// afresh after each `connected`, from which moment on none is missed.
public final class Listener: Sendable {
    public enum Event: Sendable {
        /// The server has confirmed every LISTEN.
        case connected
        /// `pid` is the process on the server that sent it.
        case notification(channel: String, payload: String, pid: Int)
        /// The connection was lost or could not be made; another attempt follows.
        case disconnected(PGError)
    }

    /// In order of arrival, for one reader; what is not read yet waits in memory. Ends after ``close()``, and when its reader stops reading, the listener ends.
    public let events: AsyncStream<Event>
    private let wake = WakePipe()
    private let ended: AsyncStream<Never>

    /// Starts at once.
    /// - Parameters:
    ///   - channels: at least one.
    ///   - patience: after so long a silence the server is asked for a sign of life, which it has to give within the same time.
    ///   - onEvent: Gets each event before it is among ``events``, on the listener's own thread, which waits for it: it comes however busy the threads are that
    ///     run tasks.
    public init(
        _ connectionString: ConnectionString, channels: [String], settings: SessionSettings = [:], patience: Duration = .seconds(4),
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        (self.events, self.ended) = (events, ended)
        let wake = wake
        continuation.onTermination = { _ in wake.wake() }
        let loop = ListenerLoop(
            connectionString: connectionString.noticingDeadPeers, channels: channels, settings: settings, wake: wake, patience: patience
        ) { event in
            onEvent(event)
            continuation.yield(event)
        }
        DispatchQueue(label: "postgres.listener").async {
            loop.run()
            continuation.finish()
            end.finish()
        }
    }

    deinit { wake.wake() }

    /// Hangs up, and returns when the thread has ended.
    public func close() async {
        wake.wake()
        for await _ in ended {}
    }
}

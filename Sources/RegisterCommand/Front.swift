import HTTP
import Logging
import Postgres
import RegisterAPI
import Synchronization

/// What answers requests: before the register is ready, that it is starting; then the register's API.
final class Front: Sendable {
    private let api = Mutex<API?>(nil)
    private let server = Mutex<Server?>(nil)
    private let stopping = Atomic(false)
    private let logger: Logger

    private let documents: Documents
    private let settings: Settings
    private let cache: RevisionCache

    private let accessLog: AccessLog?

    init(_ documents: Documents, _ settings: Settings, _ accessLog: AccessLog?) {
        (self.documents, self.settings, self.accessLog) = (documents, settings, accessLog)
        cache = RevisionCache(limit: settings.cacheBytes, patience: settings.patienceWithStale)
        var logger = Logger(label: "register") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .info
        self.logger = logger
    }

    func listen(_ configuration: Server.Configuration) throws(HTTP.ServerError) -> Server {
        var configuration = configuration
        // Who looks how the service is must hear it also when it is busy.
        configuration.isUrgent = { $0.target.path.hasPrefix("/health/") || $0.target.path == "/metrics" }
        let onEnd: Server.EndHandler? = accessLog.map { log in { @Sendable ended in log.add(ended) } }
        let server = try Server.start(
            configuration, onFault: { API.refuse($0, $1) }, onReady: { [cache] in cache.find($0) },
            onEnd: onEnd, log: { [logger] in logger.notice("\($0)") },
            handler: { request in
                guard let api = self.api.withLock({ $0 }) else { return API.starting(request) }
                return await api.respond(to: request)
            })
        self.server.withLock { $0 = server }
        return server
    }

    /// From now on it says that it is not ready.
    func willStop() { stopping.store(true, ordering: .relaxed) }

    /// What the listener hears, as soon as it does. Waits for nothing.
    func hear(_ event: Listener.Event) { api.withLock { $0 }?.hear(event) }

    /// Answers from now on.
    func open(_ pool: Pool, _ replica: Pool?) {
        var observed = Observed()
        if let accessLog { observed.droppedLines = { accessLog.dropped } }
        observed.isStopping = { self.stopping.load(ordering: .relaxed) }
        observed.server = { self.server.withLock { $0?.statistics } }
        let ready = API(
            pool: pool, replica: replica, documents: documents, settings: settings, cache: cache, observed: observed, logger: logger)
        api.withLock { $0 = ready }
    }

    /// Until the task is cancelled wakes those who follow the changes by what a listener hears.
    func follow(_ listener: Listener) -> Task<Void, Never> {
        Task { await self.api.withLock { $0 }?.follow(listener.events) }
    }
}

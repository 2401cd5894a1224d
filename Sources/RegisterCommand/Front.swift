import HTTP
import Logging
import Postgres
import RegisterAPI
import Synchronization

/// What answers requests: before the register is ready, that it is starting; then the register's API.
final class Front: Sendable {
    private let api = Mutex<API?>(nil)
    private let logger: Logger

    private let documents: Documents

    init(_ documents: Documents) {
        self.documents = documents
        var logger = Logger(label: "register") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .info
        self.logger = logger
    }

    func listen(_ configuration: Server.Configuration) throws(HTTP.ServerError) -> Server {
        try Server.start(
            configuration, onFault: { API.refuse($0, $1) }, log: { [logger] in logger.notice("\($0)") },
            handler: { request in
                guard let api = self.api.withLock({ $0 }) else { return API.starting(request) }
                return await api.respond(to: request)
            })
    }

    func open(_ pool: Pool) {
        let ready = API(pool: pool, documents: documents, logger: logger)
        api.withLock { $0 = ready }
    }
}

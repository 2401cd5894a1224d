import Dispatch
import Glibc
import Postgres
import Synchronization
import Testing

/// Statements that many tests need.
enum Ask {
    static let one = Statement("one", "select 1", Void.self, (Int).self)
    static let pid = Statement("pid", "select pg_backend_pid()", Void.self, (Int).self)
    static let sleep = Statement("sleep", "select pg_sleep($1)", (Double).self)
    static let terminate = Statement("terminate", "select pg_terminate_backend($1)", (Int).self, (Bool).self)
    static let isAlive = Statement("is_alive", "select exists (select from pg_stat_activity where pid = $1)", (Int).self, (Bool).self)
    static let echo = Statement("echo", "select $1::text", (String?).self, (String?).self)
    /// The sessions of this database, other than the asking one, that are executing something which begins so.
    static let busy = Statement(
        "busy",
        """
        select pid from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and starts_with(query, $1)
        """, (String).self, (Int).self)
}

/// A place where a body waits, on its connection's own thread, until the test lets it go.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    /// Called by the body: says that it is here, and waits.
    func pass() {
        arrivals.continuation.yield()
        semaphore.wait()
    }

    /// Called by the test: returns when a body has come.
    func reached() async {
        for await _ in arrivals.stream { return }
    }

    func open() { semaphore.signal() }
}

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Asks again and again until it is so; gives up after ten minutes.
func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(600)
    while try await !isSo() {
        if ContinuousClock.now > deadline { throw NeverHappened(description: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// The error of the server that `body` runs into.
func serverError(_ body: () async throws -> Void) async throws -> ServerError {
    do {
        try await body()
    } catch PGError.server(let error) {
        return error
    }
    throw NeverHappened(description: "an error of the server")
}

/// The module's error that `body` runs into.
func pgError(_ body: () async throws -> Void) async throws -> PGError {
    do {
        try await body()
    } catch let error as PGError {
        return error
    }
    throw NeverHappened(description: "an error")
}

/// Makes a file.
func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw NeverHappened(description: "writing \(path)") }
    fputs(text, file)
    fclose(file)
}

/// Gathers what happens on several threads, in order.
final class Recorder<Event: Sendable>: Sendable {
    private let recorded = Mutex<[Event]>([])
    func record(_ event: Event) { recorded.withLock { $0.append(event) } }
    var events: [Event] { recorded.withLock { $0 } }
}

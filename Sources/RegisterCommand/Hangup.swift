import Dispatch
import Glibc
import Synchronization

/// Signals that mean something to other services, and nothing to this one: SIGHUP, since there is no file that it would read or open again; SIGPIPE, since nobody
/// needs to read what it prints.
final class Hangup: Sendable {
    nonisolated(unsafe) private let source: any DispatchSourceSignal
    private let isLogged = Atomic(false)

    init() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: DispatchQueue(label: "hangup"))
        source.setEventHandler { [weak self] in
            guard let self, !isLogged.exchange(true, ordering: .relaxed) else { return }
            Console.warn("SIGHUP: there is nothing to open or read again, and the service goes on. Further ones are not mentioned.")
        }
        source.resume()
    }
}

import Glibc
import Postgres
import Synchronization

/// Kills what the tests started and did not end, when the test process ends, however it ends.
enum Watchdog {
    private static let script = """
        trap '' INT TERM HUP
        running=' '
        while read -r sign pid; do
            if [ "$sign" = + ]; then running="$running$pid "; else running="${running%% $pid *} ${running#* $pid }"; fi
        done
        for pid in $running; do kill -KILL "$pid" 2>/dev/null; done
        """

    /// The end of a socket whose other end the script reads. The kernel closes it with this process.
    private static let line: Mutex<Int32> = {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { fatalError("No socket is left") }
        guard case .success = Spawn.start(["/bin/sh", "-c", script], input: ends[1], output: nil) else { fatalError("/bin/sh cannot be started") }
        close(ends[1])
        return Mutex(ends[0])
    }()

    static func started(_ pid: pid_t) { tell("+ \(pid)\n") }
    static func ended(_ pid: pid_t) { tell("- \(pid)\n") }

    private static func tell(_ text: String) {
        line.withLock { descriptor in _ = text.withCString { write(descriptor, $0, strlen($0)) } }
    }
}

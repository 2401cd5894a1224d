import Glibc
import Postgres

/// One folder per test process, with a watchdog that stops every server in it and removes it when the process ends, however it ends.
public enum ScratchFolder {
    /// Short, since the path of a server's socket may have 107 bytes, and open to the user as whom root's servers run.
    public static let root: String = {
        var template = Array("/tmp/pgt-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("No folder can be made in /tmp: \(String(cString: strerror(errno)))") }
        let path = String(cString: made)
        chmod(path, 0o711)
        startWatchdog(path)
        return path
    }()

    /// A path inside ``root`` at which nothing is yet.
    public static func path(_ name: String = "x") -> String { "\(root)/\(name)\(String(UInt32.random(in: 0 ... .max), radix: 36))" }

    /// A folder inside ``root``.
    public static func make(_ name: String = "x") -> String {
        let path = path(name)
        mkdir(path, 0o755)
        return path
    }

    /// The kernel closes the socket of a process that ends, even by SIGKILL; then `read` returns, and the rest runs.
    private static let script = """
        trap '' INT TERM HUP
        read -r _
        for round in 1 2 3; do
            for file in "$1"/*/pgdata/postmaster.pid "$1"/*/*/pgdata/postmaster.pid; do
                [ -f "$file" ] || continue
                pid=$(head -n 1 "$file")
                kill -QUIT "$pid" 2>/dev/null
                for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
            done
        done
        rm -rf "$1"
        """

    private static func startWatchdog(_ path: String) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { fatalError("No socket is left") }
        guard case .success = Spawn.start(["/bin/sh", "-c", script, "watchdog", path], input: ends[1], output: nil) else {
            fatalError("/bin/sh cannot be started")
        }
        close(ends[1])
        // ends[0] stays open as long as the process lives.
    }
}

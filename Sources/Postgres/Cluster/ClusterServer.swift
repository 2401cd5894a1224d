import CPostgres
import Glibc

/// The server of a private cluster: makes, starts and stops it with PostgreSQL's own programs. Everything here blocks.
struct ClusterServer: Sendable {
    let folder: ClusterFolder
    let user: ServerUser
    let socket: SocketFolder
    let durability: PrivateCluster.Durability
    let settings: [String: String]
    let programFolders: [String]

    /// Into another folder first, which is renamed at the end: a half-made cluster is never taken for one.
    func make(_ programs: Programs) throws(ClusterError) {
        try run("rm", ["/bin/rm", "-rf", "--", folder.unfinished], as: .itself)
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        defer { if let locale { freelocale(locale) } }
        var command = [programs.folder + "/initdb", "-D", folder.unfinished, "-U", PrivateCluster.superuser, "-E", "UTF8", "--no-instructions"]
        command += ["--locale=\(locale == nil ? "C" : "C.UTF-8")", "--auth-local=trust", "--auth-host=reject"]
        command.append(durability == .throwaway ? "--no-sync" : "--data-checksums")
        try run("initdb", command, as: user)
        guard rename(folder.unfinished, folder.data) == 0 else { throw .notWritable(path: folder.data, reason: Files.lastError) }
    }

    /// Whether the server answers; one that is just starting or stopping is waited for.
    func isRunning() -> Bool {
        let string = PrivateCluster.connectionString(socket: socket, user: nil, database: "postgres").with(options: ["connect_timeout": "60"])
        for _ in 0..<600 {
            switch PQping(string.uri) {
            case PQPING_OK: return true
            case PQPING_REJECT: usleep(100_000)
            default: return false
            }
        }
        return false
    }

    func start(_ programs: Programs) throws(ClusterError) {
        let options = serverOptions.map { "-c " + Self.quoted("\($0.name)=\($0.value)") }.joined(separator: " ")
        for attempt in 0... {
            rename(folder.log, folder.previousLog)
            let outcome = Spawn.run(
                user.prefix + [programs.folder + "/pg_ctl", "start", "-D", folder.data, "-l", folder.log, "-o", options, "-w", "-t", "60", "-s"])
            if case .success(let outcome) = outcome, outcome.status == 0 { return }
            let log = (try? FileReader.text(folder.log)) ?? ""
            // After kill -9 of the postmaster it is not gone at once, and its children need a moment to notice.
            let lingers = log.contains("pre-existing shared memory block") || log.contains("lock file \"postmaster.pid\" already exists")
            if lingers, attempt < 300 {
                usleep(200_000)
                continue
            }
            // Killed half-way, it may have started a server that nobody would stop.
            if case .success(let outcome) = outcome, outcome.status > 128 { stop(programs) }
            let lines = log.split(separator: "\n").suffix(6).joined(separator: " | ")
            if !lines.isEmpty { throw .start(log: folder.log, lines: lines) }
            throw .program(name: "pg_ctl", output: Self.text(outcome))
        }
    }

    /// Hangs up on whoever is connected, and waits until it is down. A server that is already down is left at that.
    func stop(_ programs: Programs) {
        let pid = (try? FileReader.text(folder.data + "/postmaster.pid"))?.split(separator: "\n").first
        for mode in ["fast", "immediate"] {
            let outcome = Spawn.run(user.prefix + [programs.folder + "/pg_ctl", "stop", "-D", folder.data, "-m", mode, "-w", "-t", "60", "-s"])
            guard case .success(let outcome) = outcome, outcome.status != 0, Files.exists(folder.data + "/postmaster.pid") else { break }
        }
        // pg_ctl returns when the pid file is gone, and on a busy machine the process outlives its file. Of a zombie, which nobody may ever reap, the command
        // line is empty.
        if let pid {
            for _ in 0..<500 {
                guard let line = try? FileReader.text("/proc/\(pid)/cmdline"), line.contains(folder.data) else { break }
                usleep(10_000)
            }
        }
        socket.remove()
    }

    private func run(_ name: String, _ command: [String], as user: ServerUser) throws(ClusterError) {
        let outcome = Spawn.run(user.prefix + command)
        if case .success(let outcome) = outcome, outcome.status == 0 { return }
        throw .program(name: name, output: Self.text(outcome))
    }

    private static func text(_ outcome: Result<Spawn.Outcome, Spawn.Failure>) -> String {
        switch outcome {
        case .success(let outcome): outcome.output.split(separator: "\n").suffix(6).joined(separator: " | ")
        case .failure(let failure): failure.reason
        }
    }

    private var serverOptions: [(name: String, value: String)] {
        var options = [
            ("listen_addresses", ""),
            // A list of folders: the quotes keep a space in the path.
            ("unix_socket_directories", "\"\(socket.path)\""),
            ("unix_socket_permissions", "0700"), ("port", "\(SocketFolder.port)"),
            // Compiling a plan takes longer than most queries of a small service.
            ("jit", "off"), ("max_connections", "100"), ("log_checkpoints", "off"),
        ]
        if durability == .throwaway {
            options += ["fsync", "synchronous_commit", "full_page_writes", "autovacuum"].map { ($0, "off") }
            options += [("wal_level", "minimal"), ("max_wal_senders", "0")]
        }
        return options.map { (name: $0.0, value: $0.1) } + settings.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// For the shell with which pg_ctl starts the server.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

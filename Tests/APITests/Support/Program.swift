import Glibc
import Postgres
import Synchronization
import TestCluster

/// The built binary `register`.
enum Program {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Outcome: Sendable {
        /// The exit status, or 128 and the number of the signal.
        let status: Int32
        let output: String
        let errors: String
    }

    /// Beside the bundle of the tests: the build puts all products into one folder.
    static let path: String = {
        guard let executable = realpath("/proc/self/exe", nil) else { fatalError("There is no /proc") }
        defer { free(executable) }
        let path = String(cString: executable)
        return path[..<path.lastIndex(of: "/")!] + "/register"
    }()

    /// The project's folder.
    private static let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    /// The project's folder with the migrations and the seed.
    static let sql = folder + "/sql"

    /// What a file of the project holds.
    /// - Parameter path: From the project's folder.
    static func file(_ path: String) throws -> [UInt8] {
        guard let bytes = read("\(folder)/\(path)") else { throw Failure(description: "There is no file \(path) in \(folder)") }
        return bytes
    }

    /// nil: there is no such file.
    static func read(_ path: String) -> [UInt8]? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    /// Runs it to its end.
    static func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await start(arguments, environment: environment).outcome()
    }

    /// Starts it, with these variables, a search path, and nothing else of this process's environment that it looks at.
    /// - Parameter setup: What the shell does before, such as `ulimit`.
    static func start(_ arguments: [String], environment: [String: String] = [:], setup: String = "") throws -> RunningProgram {
        try RunningProgram(arguments, environment: ["REGISTER_SQL_DIR": sql].merging(environment) { $1 }, setup: setup)
    }
}

/// A started binary. What it writes goes into files.
final class RunningProgram: Sendable {
    let pid: pid_t
    private let outputFile: String
    private let errorFile: String
    /// The exit status, once there is one.
    private let ended = Mutex<Int32?>(nil)

    fileprivate init(_ arguments: [String], environment: [String: String], setup: String) throws {
        (outputFile, errorFile) = (ScratchFolder.path("out"), ScratchFolder.path("err"))
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let redirection = "\(setup)\nout=$1 err=$2; shift 2; exec \"$@\" >\"$out\" 2>\"$err\""
        let command = ["/bin/sh", "-c", redirection, "sh", outputFile, errorFile, "/usr/bin/env"] + variables + [Program.path] + arguments
        switch Spawn.start(command, input: nil, output: nil) {
        case .success(let pid): self.pid = pid
        case .failure(let failure): throw Program.Failure(description: failure.reason)
        }
        Watchdog.started(pid)
    }

    deinit {
        if status() == nil {
            kill(pid, SIGKILL)
            while status() == nil { usleep(1000) }
        }
    }

    var output: String { read(outputFile) }
    var errors: String { read(errorFile) }

    /// As the terminal sends it: to the whole group.
    func interrupt() { kill(-pid, SIGINT) }
    func terminate() { kill(pid, SIGTERM) }
    func kill9() { kill(pid, SIGKILL) }
    /// With what it started.
    func killGroup() { kill(-pid, SIGKILL) }

    /// nil while it runs.
    func status() -> Int32? {
        ended.withLock { ended in
            if ended == nil {
                var status: Int32 = 0
                guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
                let signal = status & 0x7f
                ended = signal == 0 ? (status >> 8) & 0xff : 128 + signal
                Watchdog.ended(pid)
            }
            return ended
        }
    }

    /// Waits until it has ended.
    func outcome() async throws -> Program.Outcome {
        let status = try await wait("an end of the program; it said: \(output)\(errors)") { self.status() }
        return Program.Outcome(status: status, output: output, errors: errors)
    }

    /// Waits for a line that begins so, of either output, and returns what follows. Fails when the program ends without it.
    func line(beginning prefix: String) async throws -> String {
        try await wait("a line “\(prefix)…”") {
            let ended = self.status() != nil
            // What stands behind the last line feed may not be whole yet.
            for text in [self.output, self.errors] {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                if let line = lines.first(where: { $0.hasPrefix(prefix) }) { return String(line.dropFirst(prefix.count)) }
            }
            if ended { throw Program.Failure(description: "The program ended before “\(prefix)”. It said: \(self.output)\(self.errors)") }
            return nil
        }
    }

    private func read(_ file: String) -> String { String(decoding: Program.read(file) ?? [], as: UTF8.self) }
}

/// Asks again and again until there is a value, for ten minutes at most: far longer than anything takes on a busy machine.
func wait<Value>(_ what: @autoclosure () -> String, for value: () async throws -> Value?) async throws -> Value {
    let end = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < end {
        if let value = try await value() { return value }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw Program.Failure(description: "There was not in time: \(what())")
}

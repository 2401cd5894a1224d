import Glibc
import Synchronization

/// What a person at the terminal sees. Each line goes out at once, also into a pipe.
enum Console {
    static func say(_ line: String) { write(line, to: isOutputTaken.load(ordering: .relaxed) ? STDERR_FILENO : STDOUT_FILENO) }

    /// From now on standard output is for programs.
    static func leaveOutputAlone() { isOutputTaken.store(true, ordering: .relaxed) }

    private static let isOutputTaken = Atomic(false)

    /// Something is wrong, or takes a while: beside what the program is asked to print.
    static func warn(_ line: String) { write(line, to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // Nobody reads any more: nothing to be done about it, and no reason to stop serving.
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}

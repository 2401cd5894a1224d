import Dispatch
import Glibc
import Postgres
import TestCluster

extension Reply {
    /// The body as gzip(1) unpacks it.
    func unpacked() async throws -> [UInt8] {
        let file = ScratchFolder.path("gz")
        defer { unlink(file) }
        guard let stream = fopen(file, "w"), fwrite(body, 1, body.count, stream) == body.count, fclose(stream) == 0 else {
            throw Program.Failure(description: "\(file) cannot be written.")
        }
        let outcome = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "gzip").async {
                continuation.resume(with: Spawn.run(["/bin/sh", "-c", "exec gzip -dc <\"$1\"", "sh", file]).mapError { $0 as any Error })
            }
        }
        guard outcome.status == 0 else { throw Program.Failure(description: "gzip: \(outcome.output)") }
        return Array(outcome.output.utf8)
    }
}

import Glibc
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// Lists of a hundred thousand, as a whole.
@Suite struct LongListTests {
    @Test func aHundredThousandRowsDoNotSitInMemory() async throws {
        let service = try await Service(["--database-url", LongRegister.database.url])
        // What every service holds after its first answers.
        for accept in ["text/csv", "application/x-ndjson", "application/json"] {
            #expect(try await answer(service, "/v1/municipalities", accept, gzip: true).status == 200)
        }
        let before = try Memory.of(service)

        // All four at once.
        let list = "/v1/regions?type=\(LongRegister.type)"
        async let plainCSV = answer(service, list, "text/csv")
        async let smallCSV = answer(service, list, "text/csv", gzip: true)
        async let plainNDJSON = answer(service, list, "application/x-ndjson")
        async let smallNDJSON = answer(service, list, "application/x-ndjson", gzip: true)
        let (csv, csvInGzip, ndjson, ndjsonInGzip) = try await (plainCSV, smallCSV, plainNDJSON, smallNDJSON)
        let after = try Memory.of(service)

        for reply in [csv, csvInGzip, ndjson, ndjsonInGzip] { try #require(reply.status == 200, "\(reply.text.prefix(500))") }
        let header = csv.body.prefix { $0 != 10 }.count + 1
        let rows = (numbered(csv.body[header...], after: ""), numbered(ndjson.body[...], after: #"{"id":""#))
        #expect(rows == (LongRegister.count, LongRegister.count))
        let isSameCSV = try await isUnpacked(csvInGzip, to: csv.body)
        #expect(isSameCSV)
        let isSameNDJSON = try await isUnpacked(ndjsonInGzip, to: ndjson.body)
        #expect(isSameNDJSON)
        #expect(csv.body.count + ndjson.body.count > 50 << 20)
        // Measured: 9 to 14 MiB, of which the four bodies have a mebibyte each before they go to a file. It is 78 MiB when they stay in memory, and 387 MiB
        // when the rows do.
        #expect(after.peak - before.resident < 24 << 20, "\(before); then \(after)")
    }

    /// Whoever runs the service where no temporary file can be made is told so; what fits in memory is answered all the same.
    @Test func withoutAPlaceForItsFilesALongListFailsAlone() async throws {
        let service = try await Service(["--database-url", LongRegister.database.url], environment: ["TMPDIR": "/none"])
        let long = try await answer(service, "/v1/regions?type=\(LongRegister.type)", "text/csv")
        try #require(long.status == 500)
        #expect(try long.json()["code"] == "internal-error")
        #expect(!long.text.contains("none") && !long.text.contains("file"))
        let log = service.program.output + service.program.errors
        #expect(log.contains("A temporary file cannot be written: No such file or directory."), "\(log)")
        #expect(try await answer(service, "/v1/regions?type=jeugdregio", "text/csv").status == 200)
    }

    private func answer(_ service: Service, _ target: String, _ accept: String, gzip: Bool = false) async throws -> Reply {
        let coding = gzip ? "Accept-Encoding: gzip\r\n" : ""
        let request = "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: \(accept)\r\n\(coding)\r\n"
        let reply = try await service.exchange(Array(request.utf8))
        #expect(reply["Content-Length"] == String(reply.body.count))
        #expect(reply["Content-Encoding"] == (gzip ? "gzip" : nil))
        return reply
    }

    /// How many lines there are, each of which begins with the prefix and the next id.
    private func numbered(_ bytes: ArraySlice<UInt8>, after prefix: String) -> Int {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            var number = 0
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, let end = memchr(start, 10, rest.count) {
                let expected = prefix + LongRegister.id(number + 1)
                let length = start.distance(to: end) + 1
                guard length > expected.utf8.count, memcmp(start, expected, expected.utf8.count) == 0 else { return number }
                number += 1
                rest = rest.dropFirst(length)
            }
            return rest.isEmpty ? number : -1
        }
    }

    /// By the program gzip, and compared by cmp.
    private func isUnpacked(_ packed: Reply, to bytes: [UInt8]) async throws -> Bool {
        let (packedFile, file) = (ScratchFolder.path("gz"), ScratchFolder.path("body"))
        try write(packed.body, to: packedFile)
        try write(bytes, to: file)
        guard
            case .success(let pid) = Spawn.start(
                ["/bin/sh", "-c", "gzip -dc \"$1\" | cmp \"$2\" -", "sh", packedFile, file], input: nil, output: nil)
        else { throw Program.Failure(description: "/bin/sh cannot be started") }
        var status: Int32 = 0
        _ = try await wait("an end of cmp") { waitpid(pid, &status, WNOHANG) == pid ? true : nil }
        return status == 0
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}

/// The memory of a process, in bytes, as /proc/PID/status says it.
private struct Memory: CustomStringConvertible {
    /// Now.
    let resident: Int
    /// The most that it ever was.
    let peak: Int

    static func of(_ service: Service) throws -> Memory {
        let file = try #require(fopen("/proc/\(service.program.pid)/status", "r"))
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let text = String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
        func bytes(_ name: String) throws -> Int {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name) })
            return try #require(Int(line.filter(\.isNumber))) << 10
        }
        return Memory(resident: try bytes("VmRSS:"), peak: try bytes("VmHWM:"))
    }

    var description: String { "\(resident >> 10) kB, at most \(peak >> 10) kB" }
}

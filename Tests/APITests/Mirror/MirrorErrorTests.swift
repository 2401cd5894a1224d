import Glibc
import TestCluster
import Testing

@testable import Mirror

/// Each is a sentence that says what to do, an exit code of 1, and a file that is as it was.
@Suite struct MirrorErrorTests {
    private func complaint(
        _ url: String, _ path: String, setup: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await Program.start(["mirror", "--from", url, "--to", path], setup: setup).outcome()
        #expect(outcome.status == 1 && outcome.output == "", "\(outcome)", sourceLocation: sourceLocation)
        #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.count { $0 == "\n" } == 1, "\(outcome)", sourceLocation: sourceLocation)
        for word in ["MirrorError", "Failure(", "Optional(", "Fatal"] { #expect(!outcome.errors.contains(word), sourceLocation: sourceLocation) }
        return outcome.errors
    }

    @Test(arguments: [
        "", "nonsense", "ftp://127.0.0.1", "http://", "http://a b", "http://127.0.0.1:99999", "http://127.0.0.1/?a=1", "http://127.0.0.1/#a",
        "file:///etc/passwd",
    ]) func theAddressIsNone(url: String) async throws {
        let path = ScratchFolder.path("m")
        #expect(try await complaint(url, path).contains("“\(url)” is no address of a register: "))
        #expect(access(path, F_OK) != 0)
    }

    @Test func nobodyAnswers() async throws {
        let path = ScratchFolder.path("m")
        for url in ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://user:geheim@127.0.0.1:1"] {
            let text = try await complaint(url, path)
            #expect(text.contains("No register can be reached at ") && !text.contains("geheim"), "\(text)")
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test func somebodyElseAnswers() async throws {
        let path = ScratchFolder.path("m")
        let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
        let cases = [
            (ok + "\r\n<html>Welcome</html>", "names no revision"), (ok + "Register-Revision: 1\r\n\r\n<html>", "is no JSON"),
            (ok + "Register-Revision: 1\r\n\r\n{\"items\": []}", "its list of tables cannot be read"),
            (
                ok + "Register-Revision: 1\r\n\r\n{\"items\":[{\"name\":\"a\\\"; DROP TABLE b\",\"columns\":[{\"name\":\"c\",\"isKey\":true}]}]}",
                "its list of tables cannot be read"
            ), ("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n", "it answers /v1/tables?pageSize=1000 with 404"),
            ("HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\nConnection: close\r\n\r\n", "it sends elsewhere"),
            (ok + "Content-Length: 1000\r\n\r\n{", "broke off: "), ("", "broke off: "),
            ("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n{\"detail\": \"Something is wrong.\"}", "cannot answer now (500): Something is wrong."),
        ]
        for (answer, words) in cases {
            let server = try CannedServer([answer])
            #expect(try await complaint(server.address, path).contains(words))
        }
        let health = try await Service.shared.address + "/health"
        #expect(try await complaint(health, path).contains("with 404 (There is nothing at /health/v1/tables."))
        #expect(access(path, F_OK) != 0)
    }

    @Test func aRegisterThatIsBusyIsAskedAgain() async throws {
        let busy = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nConnection: close\r\n\r\n{\"detail\": \"Too many.\"}"
        let elsewhere = "HTTP/1.1 307 Elsewhere\r\nLocation: \(try await Service.shared.address)/v1/tables?pageSize=1000\r\nConnection: close\r\n\r\n"
        let patient = try CannedServer([busy, busy, elsewhere, elsewhere, "HTTP/1.1 404 Gone\r\nConnection: close\r\n\r\n"])
        let text = try await complaint(patient.address, ScratchFolder.path("m"))
        #expect(text.contains("it answers /v1/tables/arrangement?revision=1 with 404"), "\(text)")
        let never = try CannedServer([busy])
        #expect(try await complaint(never.address, ScratchFolder.path("m")).contains("cannot answer now (503): Too many. Nothing was lost"))
    }

    /// In the middle of the snapshot: nothing of it is there.
    @Test func anAnswerIsNotWhole() async throws {
        let tables = "HTTP/1.1 307 Elsewhere\r\nLocation: \(try await Service.shared.address)/v1/tables?pageSize=1000\r\nConnection: close\r\n\r\n"
        let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
        let row = "{\"id\":\"a\",\"source_id\":\"b\",\"revision\":1}\n"
        for (answer, words) in [
            (ok + "Register-Revision: 1\r\nContent-Length: 1000\r\n\r\n" + row, "broke off: "),
            (ok + "Register-Revision: 1\r\n\r\n" + row, "broke off: it is not complete"),
            (ok + "Register-Revision: 1\r\n\r\n" + row.dropLast(), "broke off: it is not complete"),
            (ok + "Register-Revision: 2\r\n\r\n" + row, "broke off: it is not complete"),
            (ok + "Register-Revision: 1\r\nContent-Encoding: gzip\r\n\r\n" + row, "broke off: "),
            (ok + "Register-Revision: 1\r\n\r\n" + row + row, "a row of “arrangement” cannot be taken"),
            (ok + "Register-Revision: 1\r\n\r\n<html>\n", "a row of “arrangement” cannot be taken"),
        ] {
            let file = MirroredFile()
            let server = try CannedServer([tables, tables, answer])
            #expect(try await complaint(server.address, file.path).contains(words))
            #expect(try file.revision == nil && file.rows("SELECT * FROM sqlite_master") == [])
        }
    }

    @Test func theFileIsSomethingElse() async throws {
        let url = try await Service.shared.address
        let other = MirroredFile()
        try other.run("CREATE TABLE letter (text); INSERT INTO letter VALUES ('Dear')")
        let newer = MirroredFile()
        #expect(try await newer.mirror(.shared).status == 0)
        try newer.run("PRAGMA user_version = 2")
        let text = ScratchFolder.path("text")
        let stream = fopen(text, "w")
        fputs(String(repeating: "Dear Sir, ", count: 50), stream)
        fclose(stream)
        for (path, words) in [
            (text, "is no SQLite file"), (other.path, "of something else than a mirror"), (newer.path, "made by a newer program"),
        ] {
            let before = Program.read(path)
            #expect(try await complaint(url, path).contains(words))
            #expect(Program.read(path) == before)
        }
        for (path, words) in [
            (ScratchFolder.make("folder"), "cannot be written: "), ("/nonexistent/m.sqlite", "cannot be written: "), (text + "/m", "Not a directory"),
        ] { #expect(try await complaint(url, path).contains(words)) }
    }

    /// SQLite has a meaning of its own for each of them.
    @Test func whatIsNoNameOfAFile() async throws {
        let url = try await Service.shared.address
        let empty = try await Program.run("mirror", "--from", url, "--to", "")
        #expect(empty.status == 64 && empty.errors.hasPrefix("Error: --to is empty."), "\(empty)")
        #expect(try await complaint(url, "file:/nowhere/m?mode=memory").contains("cannot be written"))
    }

    @Test func theRegisterIsAnother() async throws {
        let (one, other) = (try await Office(), try await Office())
        let file = MirroredFile()
        try await one.database.edit("UPDATE norm SET name = 'Een'")
        #expect(try await file.mirror(one.service).status == 0)
        let before = try file.rows("SELECT * FROM norm")
        // Both have the revision of the common seed, and this one nothing behind it: as if it were restored from an older copy.
        #expect(try await complaint(other.service.address, file.path).contains("is at revision 2, which the register at"))
        try await other.database.edit("UPDATE norm SET name = 'Ander'")
        let text = try await complaint(other.service.address, file.path)
        #expect(text.contains("Revision 2 of the register at") && text.contains("It is another register"), "\(text)")
        #expect(try file.rows("SELECT * FROM norm") == before)
        #expect(try await file.mirror(one.service, "--verify").status == 0)
    }

    @Test func somebodyElseWrites() async throws {
        let file = MirroredFile()
        let office = try await Office()
        #expect(try await file.mirror(office.service).status == 0)
        try await office.database.edit("UPDATE norm SET name = 'Anders'")
        let writer = try SQLite(file.path)
        try writer.run("BEGIN IMMEDIATE")
        #expect(try await complaint(office.service.address, file.path).contains("Another program is writing \(file.path)."))
        try writer.run("COMMIT")
        #expect(try await file.mirror(office.service, "--verify").status == 0)
    }

    @Test func thereIsNoRoomLeft() async throws {
        let file = MirroredFile()
        // A file may grow to 200 kB, the mirror has more than a megabyte.
        let text = try await complaint(try await Service.shared.address, file.path, setup: "trap '' XFSZ; ulimit -f 400")
        #expect(text.contains("\(file.path) cannot be written: "), "\(text)")
        #expect(try file.revision == nil)
        #expect(try await file.mirror(.shared, "--verify").status == 0)
    }

    @Test func itIsInterrupted() async throws {
        let server = try CannedServer([])
        let path = ScratchFolder.path("m")
        let program = try Program.start(["mirror", "--from", server.address, "--to", path])
        try await server.visit()
        program.interrupt()
        let outcome = try await program.outcome()
        #expect(outcome.status == 1 && outcome.errors.contains("Interrupted: what was under way was taken back."), "\(outcome)")
    }
}

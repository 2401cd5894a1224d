import Glibc
import Testing

/// A mirror that stays, several at one file, and one that is killed again and again.
@Suite struct MirrorFollowTests {
    @Test func eachChangeIsTakenAsItComes() async throws {
        let office = try await Office()
        let file = MirroredFile()
        let mirror = try Program.start(["mirror", "--from", office.service.address, "--to", file.path, "--follow", "--verify"])
        _ = try await mirror.line(beginning: "Equal to the register at revision 1: ")
        for revision in 2...4 {
            try await office.database.edit("UPDATE norm SET name = 'Naam \(revision)'")
            _ = try await mirror.line(beginning: "Took 1 change: now at revision \(revision).")
            #expect(try file.rows("SELECT name FROM norm") == [["Naam \(revision)"]])
        }
        // The register goes, and comes back on the same port.
        office.service.program.interrupt()
        #expect(try await office.service.program.outcome().status == 0)
        _ = try await wait("a word about it") { mirror.errors.contains("Trying again in ") ? true : nil }
        try await office.database.edit("UPDATE norm SET name = 'Naam 5'")
        let again = try await Service(["--database-url", office.database.url, "--port", "\(office.service.port)"])
        _ = try await mirror.line(beginning: "Took 1 change: now at revision 5.")
        try await office.database.edit("UPDATE norm SET name = 'Naam 6'")
        _ = try await mirror.line(beginning: "Took 1 change: now at revision 6.")
        mirror.terminate()
        let outcome = try await mirror.outcome()
        #expect(outcome.status == 0 && outcome.output.hasSuffix("Stopped.\n"), "\(outcome)")
        try await file.expectEqual(office.database)
        #expect(again.port == office.service.port)
    }

    @Test func twoOnOneFile() async throws {
        let office = try await Office()
        let file = MirroredFile()
        func both(_ options: [String] = []) async throws -> [Program.Outcome] {
            let running = try (0..<2).map { _ in try Program.start(["mirror", "--from", office.service.address, "--to", file.path] + options) }
            return [try await running[0].outcome(), try await running[1].outcome()]
        }
        for round in 1...3 {
            let outcomes = try await both()
            #expect(outcomes.contains { $0.status == 0 }, "\(outcomes)")
            for outcome in outcomes where outcome.status != 0 {
                #expect(outcome.status == 1 && outcome.errors.contains("Another program is writing"), "\(outcome)")
            }
            try await file.expectEqual(office.database)
            for number in 1...20 { try await office.database.edit("UPDATE norm SET name = 'Naam \(round) \(number)'") }
        }
        let last = try await file.mirror(office.service, "--verify")
        #expect(last.status == 0, "\(last)")
        try await file.expectEqual(office.database)
    }
}

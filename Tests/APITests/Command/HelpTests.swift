import Testing

@testable import RegisterAPI

@Suite struct HelpTests {
    @Test(
        arguments: [
            [], ["serve"], ["migrate"], ["migrate", "up"], ["migrate", "down"], ["migrate", "status"], ["seed"], ["check"], ["url"], ["psql"],
            ["mirror"],
        ] as [[String]]) func everyCommandExplainsItself(command: [String]) async throws
    {
        let outcome = try await Program.start(command + ["--help"]).outcome()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("OVERVIEW: ") && outcome.output.contains("USAGE: register"))
        #expect(outcome.output.count > 300, "\(outcome.output)")
        if !command.isEmpty, command != ["migrate"], command != ["mirror"] {
            for word in ["--database-url", "--data-dir", "DATABASE_URL", "REGISTER_DATA_DIR"] { #expect(outcome.output.contains(word), "\(word)") }
        }
        if command == ["mirror"] {
            for word in ["--from", "--to", "--verify", "--follow", "GET /v1/tables"] { #expect(outcome.output.contains(word)) }
        }
        if command == ["serve"] {
            for word in ["--host", "--port", "--no-seed", "REGISTER_HOST", "REGISTER_PORT"] { #expect(outcome.output.contains(word)) }
        }
    }

    @Test func theVersionIsThatOfTheContract() async throws {
        let outcome = try await Program.run("--version")
        #expect(outcome.status == 0 && outcome.output == "register \(apiVersion)\n")
    }

    @Test(arguments: [
        ["sreve"], ["serve", "--prot", "1"], ["serve", "--port", "abc"], ["serve", "--port", "65536"], ["migrate", "sideways"],
        ["url", "--as", "king"],
    ])
    func whatNobodyKnows(arguments: [String]) async throws {
        let outcome = try await Program.start(arguments).outcome()
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("Error: ") && outcome.output == "")
    }
}

import Glibc
import Postgres
import Register
import TestCluster
import Testing

/// Each is a sentence that says what to do, and an exit code that is not 0.
@Suite struct BadSurroundingsTests {
    /// The one line that somebody sees.
    private func complaint(
        _ arguments: [String], environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await Program.start(arguments, environment: environment).outcome()
        #expect(outcome.status != 0 && outcome.status < 128, "\(outcome)", sourceLocation: sourceLocation)
        #expect(outcome.errors.hasPrefix("Error: "), "\(outcome)", sourceLocation: sourceLocation)
        #expect(!outcome.output.contains("Serving"), "\(outcome)", sourceLocation: sourceLocation)
        for word in ["Fatal error", "ClusterError", "PGError", "Optional("] {
            #expect(!outcome.errors.contains(word), "\(outcome)", sourceLocation: sourceLocation)
        }
        return outcome.errors
    }

    @Test func thePortIsInUse() async throws {
        let database = try await SeededRegister.shared
        let other = try await Service.shared
        let text = try await complaint(["serve", "--port", "\(other.port)", "--database-url", database.url])
        #expect(text.contains("Port \(other.port) on 127.0.0.1 is in use") && text.contains("choose another port"))
        let byEnvironment = try await complaint(["serve"], environment: ["REGISTER_PORT": "\(other.port)", "DATABASE_URL": database.url])
        #expect(byEnvironment == text)
    }

    @Test(arguments: ["abc", "-1", "65536", "80.5", " 80"]) func thePortIsNone(text: String) async throws {
        let complaint = try await complaint(["serve"], environment: ["REGISTER_PORT": text, "DATABASE_URL": "postgresql://nowhere.invalid"])
        #expect(complaint.contains("REGISTER_PORT is “\(text)”, and must be a port from 0 to 65535."))
    }

    @Test(arguments: ["203.0.113.1", "no-such-host.invalid"]) func theHostIsNotHere(host: String) async throws {
        let database = try await SeededRegister.shared
        for (arguments, environment) in [(["--host", host], [:]), ([], ["REGISTER_HOST": host])] as [([String], [String: String])] {
            let text = try await complaint(["serve", "--port", "0", "--database-url", database.url] + arguments, environment: environment)
            #expect(text.contains(host))
        }
    }

    @Test func theDataFolderWillNotDo() async throws {
        let file = ScratchFolder.path("file")
        fclose(fopen(file, "w"))
        let full = ScratchFolder.make("full")
        fclose(fopen(full + "/letter.txt", "w"))
        // Nobody can make a folder there, root neither.
        for (folder, word) in [(file, "is not a folder"), (full, "letter.txt"), ("/proc/register", "cannot be written")] {
            for command in [["serve", "--port", "0"], ["check"], ["seed"], ["psql"], ["url"], ["migrate", "status"]] {
                let text = try await complaint(command, environment: ["REGISTER_DATA_DIR": folder])
                #expect(text.contains(word) && text.contains("--data-dir"), "\(text)")
            }
        }
        #expect(access(full + "/letter.txt", F_OK) == 0 && access(full + "/pgdata", F_OK) != 0)
    }

    @Test func aFileIsOnTheWayToTheDataFolder() async throws {
        let file = ScratchFolder.path("file")
        fclose(fopen(file, "w"))
        let text = try await complaint(["check"], environment: ["REGISTER_DATA_DIR": file + "/data"])
        #expect(text.contains("\(file) is not a folder"), "\(text)")
    }

    @Test(.enabled(if: geteuid() != 0)) func theDataFolderIsNotWritable() async throws {
        let folder = ScratchFolder.make("locked")
        chmod(folder, 0o555)
        let text = try await complaint(["check"], environment: ["REGISTER_DATA_DIR": folder + "/data"])
        #expect(text.contains("cannot be written") && text.contains("--data-dir"))
    }

    @Test func theURLIsWrong() async throws {
        let database = try await TestCluster.shared.database()
        let string = database.connectionString
        let cases = [
            ("nonsense", "It looks like postgresql://"), ("mysql://localhost/x", "It looks like postgresql://"),
            ("postgresql://localhost:port/x", "port"), ("postgresql://127.0.0.1:1/register", "Is the server running"),
            ("postgresql://no-such-host.invalid/register", "no-such-host.invalid"), ("postgresql://%2Fnonexistent/register", "Is the server running"),
            (string.with(database: "no_such_database").uri, "Make the database with createdb"),
            (string.with(user: "no_such_role").uri, "Check the user and the password"),
        ]
        for (url, word) in cases {
            for command in [["serve", "--port", "0"], ["check"], ["seed"], ["migrate", "up"], ["migrate", "status"]] {
                let text = try await complaint(command, environment: ["DATABASE_URL": url])
                #expect(text.contains(word), "\(url): \(text)")
            }
        }
    }

    @Test func aPasswordIsNeverShown() async throws {
        for url in [
            "postgresql://u:s3cret@127.0.0.1:1/register", "postgresql://u:s3cret@host:port/register", "host=127.0.0.1 port=1 password=s3cret",
        ] {
            #expect(!(try await complaint(["serve", "--port", "0"], environment: ["DATABASE_URL": url])).contains("s3cret"))
        }
    }

    @Test func theDatabaseIsOfANewerSchema() async throws {
        let database = try await SeededRegister.database()
        let next = Schema.version + 1
        try await database.script("INSERT INTO schema_migration (version, name, checksum) VALUES (\(next), 'next', 'x')")
        for command in [["serve", "--port", "0"], ["migrate", "up"], ["migrate", "down"], ["seed"]] {
            let text = try await complaint(command, environment: ["DATABASE_URL": database.url])
            #expect(text.contains("version \(next)") && text.contains("newer program"), "\(command): \(text)")
        }
        let check = try await Program.run("check", environment: ["DATABASE_URL": database.url])
        #expect(check.status == 1 && check.errors.contains("Install the newer program"))
        let status = try await Program.run("migrate", "status", environment: ["DATABASE_URL": database.url])
        #expect(status.status == 1 && status.output.contains("by a newer program"))
    }

    @Test func aMigrationWasChanged() async throws {
        let database = try await SeededRegister.database()
        try await database.script("UPDATE schema_migration SET checksum = 'x' WHERE version = 4")
        let text = try await complaint(["serve", "--port", "0"], environment: ["DATABASE_URL": database.url])
        #expect(text.contains("004_municipalities.up.sql was changed after it was applied"))
    }

    @Test func theFolderOfMigrationsIsAbsent() async throws {
        for command in [["serve", "--port", "0"], ["check"], ["migrate", "up"]] {
            let text = try await complaint(
                command, environment: ["REGISTER_SQL_DIR": "/nonexistent", "DATABASE_URL": "postgresql://nowhere.invalid"])
            #expect(text.contains("/nonexistent") && text.contains("REGISTER_SQL_DIR="), "\(text)")
        }
    }

    @Test func theLoginMayNotRead() async throws {
        let database = try await SeededRegister.database()
        let name = "login_" + String(UInt32.random(in: 0 ... .max), radix: 36)
        try await database.script("CREATE ROLE \(name) LOGIN")
        let url = database.connectionString.with(user: name).uri
        let text = try await complaint(["serve", "--port", "0"], environment: ["DATABASE_URL": url])
        #expect(text.contains("GRANT register_reader TO \(name)"), "\(text)")
        try await database.script("GRANT register_reader TO \(name)")
        let service = try await Service(["--database-url", url])
        #expect(try await service.send("/v1/municipalities/GM0988").status == 200)
        service.program.interrupt()
        #expect(try await service.program.outcome().status == 0)
        try await database.script("DROP ROLE \(name)")
    }

    /// The binary looks in PATH and in the folders of the distributions, which a test cannot hide; so this asks the private cluster itself.
    @Test func thereIsNoPostgreSQL() async throws {
        do {
            _ = try await PrivateCluster.open(folder: ScratchFolder.path("n"), programFolders: ["/nonexistent"])
            Issue.record("It was found")
        } catch {
            #expect(error == .noPrograms(version: nil, found: []))
            #expect(error.description.contains("Install them: sudo apt-get install postgresql"))
        }
    }
}

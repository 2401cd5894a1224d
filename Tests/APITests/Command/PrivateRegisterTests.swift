import Glibc
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// serve, psql and url on a private cluster under a folder of its own.
@Suite struct PrivateRegisterTests {
    /// The processes whose command line names this folder.
    private func servers(of folder: String) -> [String] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let pid = withUnsafeBytes(of: &entry.pointee.d_name) { String(cString: $0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
            guard Int(pid) != nil, let stream = fopen("/proc/\(pid)/cmdline", "r") else { continue }
            defer { fclose(stream) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = fread(&buffer, 1, buffer.count, stream)
            let line = String(decoding: buffer[..<count].map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            if line.contains("/postgres "), line.contains(folder) { found.append(line) }
        }
        return found
    }

    private func run(_ folder: String, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.start(arguments, environment: ["REGISTER_DATA_DIR": folder]).outcome()
    }

    @Test func fromNothingToASecondStart() async throws {
        let folder = ScratchFolder.path("p")
        let first = try await Service(["--data-dir", folder])
        #expect(first.program.errors.contains("Making a PostgreSQL"))
        #expect(first.program.output.contains("as revision 1"))
        #expect(first.program.output.split(separator: "\n").count { $0.hasPrefix("  curl 'http://127.0.0.1:\(first.port)/v1/") } == 3)
        #expect(try await first.send("/v1/municipalities/GM0988").status == 200)
        #expect(!servers(of: folder).isEmpty)

        // The other commands work on the same database meanwhile, and leave it running.
        let url = try await run(folder, "url")
        #expect(url.status == 0 && url.output.hasPrefix("postgresql://register_editor@") && url.output.split(separator: "\n").count == 1)
        let update = "UPDATE municipality_name SET name = 'Wiert' WHERE municipality_code = 'GM0988'"
        #expect(try await run(folder, "psql", "--", "-X", "-v", "ON_ERROR_STOP=1", "-c", update).status == 0)
        let changed = try await first.send("/v1/municipalities/GM0988")
        #expect(try changed.json()["name"] == "Wiert")
        #expect(changed["Register-Revision"] == "2")
        for role in ["reader", "editor", "owner"] {
            let who = try await run(folder, "psql", "--as", role, "--", "-AtXc", "SELECT session_user")
            #expect(who.output == "register_\(role)\n")
        }
        let refused = try await run(folder, "psql", "--as", "reader", "--", "-X", "-c", "DELETE FROM norm")
        #expect(refused.status == 1 && refused.errors.contains("ERROR"))
        #expect(try await run(folder, "check").status == 0)
        #expect(!servers(of: folder).isEmpty)

        first.program.interrupt()
        let stopped = try await first.program.outcome()
        #expect(stopped.status == 0 && stopped.output.hasSuffix("Stopping …\nStopped.\n"), "\(stopped)")
        #expect(servers(of: folder) == [])

        let second = try await Service(["--data-dir", folder])
        #expect(
            !second.program.errors.contains("Making") && !second.program.output.contains("Loading") && !second.program.output.contains("Migrated"))
        #expect(try await second.send("/v1/municipalities/GM0988").json()["name"] == "Wiert")
        kill(second.program.pid, SIGTERM)
        #expect(try await second.program.outcome().status == 0)
        #expect(servers(of: folder) == [])
    }

    @Test func killedAndStartedAgain() async throws {
        let folder = ScratchFolder.path("k")
        let first = try await Service(["--data-dir", folder])
        first.program.kill9()
        #expect(try await first.program.outcome().status == 128 + SIGKILL)
        let second = try await Service(["--data-dir", folder])
        #expect(try await second.send("/v1").status == 200)
        second.program.interrupt()
        #expect(try await second.program.outcome().status == 0)
        #expect(servers(of: folder) == [])
    }

    @Test func killedTogetherWithItsServer() async throws {
        let folder = ScratchFolder.path("K")
        let first = try await Service(["--data-dir", folder])
        let line = try #require(firstLine("\(folder)/pgdata/postmaster.pid"))
        first.program.kill9()
        let postmaster = try #require(pid_t(line))
        kill(postmaster, SIGKILL)
        _ = try await first.program.outcome()
        // As long as nobody has fetched its status the process counts as alive, and PostgreSQL refuses to start beside it.
        _ = try await wait("an end of the killed server") { kill(postmaster, 0) == 0 ? nil : true }
        let second = try await Service(["--data-dir", folder])
        #expect(try await second.send("/v1").json()["revision"] == 1)
        second.program.interrupt()
        #expect(try await second.program.outcome().status == 0)
        #expect(servers(of: folder) == [])
    }

    private func firstLine(_ path: String) -> String? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var buffer = [CChar](repeating: 0, count: 100)
        guard fgets(&buffer, 100, stream) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init), as: UTF8.self)
    }

    private func twoServices(_ folder: String, _ one: Service, _ other: Service) async throws {
        #expect(one.port != other.port)
        for service in [one, other] { #expect(try await service.send("/v1").json()["revision"] == 1) }
        one.program.interrupt()
        #expect(try await one.program.outcome().status == 0)
        #expect(try await other.send("/v1/municipalities/GM0988").status == 200)
        other.program.interrupt()
        #expect(try await other.program.outcome().status == 0)
        #expect(servers(of: folder) == [])
    }

    @Test func twoServicesOnOneFolder() async throws {
        let folder = ScratchFolder.path("t")
        let one = try await Service(["--data-dir", folder])
        try await twoServices(folder, one, Service(["--data-dir", folder]))
    }

    @Test func twoServicesThatStartOnAnEmptyFolderAtTheSameMoment() async throws {
        let folder = ScratchFolder.path("T")
        async let starting = Service(["--data-dir", folder])
        let other = try await Service(["--data-dir", folder])
        try await twoServices(folder, starting, other)
    }

    /// Makes the register in a folder wait, for somebody who would be too late on a busy machine: before its first change of the schema once so many migrations
    /// are applied, or in the middle of the facts (nil).
    private func hold(_ folder: String, afterMigrations count: Int?) async throws {
        if count == nil {
            let migrated = try await run(folder, "migrate", "up")
            try #require(migrated.status == 0, "\(migrated)")
        }
        let wait = count.map { "IF schema_version() = \($0) THEN PERFORM pg_sleep(3600); END IF; END" } ?? "PERFORM pg_sleep(3600); RETURN NULL; END"
        try await administer(folder) { db in
            try db.script(
                """
                CREATE SCHEMA held;
                CREATE FUNCTION held.schema_version() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
                    IF to_regclass('public.schema_migration') IS NULL THEN RETURN 0; END IF;
                    RETURN (SELECT count(*) FROM public.schema_migration);
                END $$;
                CREATE FUNCTION held.wait() RETURNS \(count == nil ? "trigger" : "event_trigger") LANGUAGE plpgsql SECURITY DEFINER SET search_path = held AS
                    $$ BEGIN \(wait) $$;
                """)
            if count == nil {
                try db.script("CREATE TRIGGER wait BEFORE INSERT ON public.region FOR EACH STATEMENT EXECUTE FUNCTION held.wait()")
            } else {
                try db.script("CREATE EVENT TRIGGER wait ON ddl_command_start EXECUTE FUNCTION held.wait()")
            }
        }
    }

    private func administer(_ folder: String, _ body: @Sendable (isolated Connection) throws -> Void) async throws {
        let cluster = try await PrivateCluster.open(folder: folder, database: "register")
        let pool = cluster.connectionString().patientPool()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await pool.run(body)) } catch { outcome = .failure(error) }
        await pool.close()
        await cluster.close()
        try outcome.get()
    }

    @Test(
        arguments: [
            ("Making a PostgreSQL", nil), ("Starting PostgreSQL", 0), ("Migrated 001", 1), ("Migrated 008", 8), ("Loading the facts", nil),
        ] as [(String, Int?)])
    func interruptedBeforeItIsReady(line: String, migrations: Int?) async throws {
        let folder = ScratchFolder.path("i")
        // Nothing can be prepared where nothing may be. From there on it takes the program seconds, but on a busy machine this test may take longer to come by.
        let isHeld = line != "Making a PostgreSQL"
        if isHeld { try await hold(folder, afterMigrations: migrations) }
        let program = try Program.start(["serve", "--port", "0", "--data-dir", folder])
        _ = try await program.line(beginning: line)
        program.interrupt()
        let outcome = try await program.outcome()
        let wasReady = !isHeld && outcome.output.hasSuffix("Stopped.\n")
        #expect(outcome.status == 0 && (wasReady || outcome.output.hasSuffix("Stopped before it was ready.\n")), "\(outcome)")
        #expect(servers(of: folder) == [])
        if isHeld { try await administer(folder) { db in try db.script("DROP EVENT TRIGGER IF EXISTS wait; DROP SCHEMA held CASCADE") } }
        // What was left half-way is no hindrance.
        let migrated = try await run(folder, "migrate", "up")
        #expect(migrated.status == 0, "\(migrated)")
        let revisions = try await run(folder, "psql", "--", "-AtXc", "SELECT count(*) FROM revision")
        #expect(revisions.output.hasSuffix(wasReady ? "1\n" : "0\n"), "\(revisions)")
        #expect(servers(of: folder) == [])
    }

    @Test func aPortInUseLeavesNoClusterBehind() async throws {
        let folder = ScratchFolder.path("u")
        let outcome = try await run(folder, "serve", "--no-seed", "--port", "\(try await Service.shared.port)")
        #expect(outcome.status == 1 && outcome.errors.contains("is in use"), "\(outcome)")
        #expect(servers(of: folder) == [])
    }

    /// What a script catches of these two must be the answer alone, also when the cluster has to be started for it.
    @Test func theOutputOfURLAndPsqlIsTheAnswerAlone() async throws {
        let folder = ScratchFolder.path("o")
        let migrated = try await run(folder, "migrate", "up")
        #expect(migrated.status == 0, "\(migrated)")
        #expect(servers(of: folder) == [])
        let psql = try await run(folder, "psql", "--", "-AtXc", "SELECT 1")
        #expect(psql.status == 0 && psql.output == "1\n", "\(psql)")
        let url = try await run(folder, "url")
        #expect(url.status == 0 && url.output.hasPrefix("postgresql://"), "\(url)")
        #expect(servers(of: folder) == [])
    }

    @Test func everySettingCanComeFromTheEnvironment() async throws {
        let database = try await SeededRegister.shared
        let environment = ["REGISTER_PORT": "0", "REGISTER_HOST": "0.0.0.0", "DATABASE_URL": database.url, "REGISTER_DATA_DIR": "/proc/unused"]
        let program = try Program.start(["serve"], environment: environment)
        _ = try await program.line(beginning: "Serving on http://127.0.0.1:")
        program.interrupt()
        #expect(try await program.outcome().status == 0)
    }

    @Test func withoutSeedItStaysEmpty() async throws {
        let database = try await TestCluster.shared.database()
        let program = try Program.start(["serve", "--port", "0", "--no-seed", "--database-url", database.url])
        let address = try await program.line(beginning: "Serving on ")
        #expect(address.hasPrefix("http://127.0.0.1:"))
        #expect(program.output.contains("Migrated 001") && !program.output.contains("Loading"))
        program.interrupt()
        #expect(try await program.outcome().status == 0)
    }
}

import Glibc
import Postgres
import TestCluster
import Testing

@Suite(.serialized) struct PrivateClusterTests {
    private func open(_ folder: String, _ report: @escaping @Sendable (String) -> Void = { _ in }) async throws -> PrivateCluster {
        try await PrivateCluster.open(folder: folder, database: "app", durability: .throwaway, report: report)
    }

    private func run<R: Sendable>(_ cluster: PrivateCluster, _ body: @Sendable (isolated Connection) throws -> R) async throws -> R {
        let pool = cluster.connectionString().patientPool()
        let result: Result<R, any Error>
        do { result = .success(try await pool.run(body)) } catch { result = .failure(error) }
        await pool.close()
        return try result.get()
    }

    private func isDown(_ cluster: PrivateCluster) async throws -> Bool {
        do { try await run(cluster) { _ in } } catch PGError.connection { return true }
        return false
    }

    private static let kept = Statement("kept", "select name from kept", Void.self, (String).self)

    @Test func keepsItsDataAndStops() async throws {
        let folder = ScratchFolder.path("keep")
        let reports = Recorder<String>()
        let cluster = try await PrivateCluster.open(folder: folder, database: "app") { text in reports.record(text) }
        try await run(cluster) { db in try db.script("create table kept (name text); insert into kept values ('Súdwest-Fryslân')") }
        #expect(cluster.folder == folder)
        #expect(Files.mode(folder) == 0o700)
        await cluster.close()
        await cluster.close()
        #expect(try await isDown(cluster))
        let again = try await PrivateCluster.open(folder: folder, database: "app") { text in reports.record(text) }
        #expect(try await run(again) { db in try db.all(Self.kept) } == ["Súdwest-Fryslân"])
        await again.close()
        let said = reports.events
        #expect(said.map { String($0.prefix(6)) } == ["Making", "Starti", "Starti"])
        #expect(said.allSatisfy { $0.hasSuffix("in \(folder)") })
    }

    @Test func isReachedByItsSocketAlone() async throws {
        let cluster = try await open(ScratchFolder.path("alone"))
        let addresses = Statement(
            "addresses", "select current_setting('listen_addresses'), current_setting('server_encoding'), current_database()::text", Void.self,
            (String, String, String).self)
        let (listens, encoding, database) = try await run(cluster) { db in try db.one(addresses) }
        #expect([listens, encoding, database] == ["", "UTF8", "app"])
        await cluster.close()
    }

    @Test func theLastUserStopsIt() async throws {
        let folder = ScratchFolder.path("users")
        let first = try await open(folder)
        let said = Recorder<String>()
        let second = try await open(folder) { text in said.record(text) }
        #expect(said.events == [], "a running one is taken as it is")
        await first.close()
        #expect(try await !isDown(second))
        await second.close()
        #expect(try await isDown(second))
    }

    @Test func manyAtOnceMakeOne() async throws {
        let folder = ScratchFolder.path("many")
        let said = Recorder<String>()
        let clusters = try await withThrowingTaskGroup(of: PrivateCluster.self) { group in
            for _ in 1...6 { group.addTask { try await open(folder) { text in said.record(text) } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(said.events.map { String($0.prefix(6)) } == ["Making", "Starti"])
        await withTaskGroup(of: Void.self) { group in
            for cluster in clusters { group.addTask { await cluster.close() } }
        }
        #expect(try await isDown(clusters[0]))
    }

    @Test func survivesTheKillingOfItsServer() async throws {
        let folder = ScratchFolder.path("killed")
        let first = try await PrivateCluster.open(folder: folder, database: "app", durability: .durable)
        try await run(first) { db in try db.script("create table kept (name text); insert into kept values ('x')") }
        kill(try postmaster(of: first), SIGKILL)
        let second = try await open(folder)
        #expect(try await run(second) { db in try db.all(Self.kept) } == ["x"])
        await first.close()
        #expect(try await !isDown(second))
        await second.close()
        #expect(try await isDown(second))
    }

    @Test(arguments: ["a b", "it's", "x,y", "Fryslân", ";echo &", " (*) ", "100%"])
    func almostAnyNameOfAFolderWillDo(_ name: String) async throws {
        let cluster = try await open(ScratchFolder.make("odd") + "/" + name)
        #expect(try await run(cluster) { db in try db.one(Ask.one) } == 1)
        await cluster.close()
        #expect(try await isDown(cluster))
    }

    @Test func aLongPathGetsAShortSocket() async throws {
        let cluster = try await open(ScratchFolder.make("long") + "/" + String(repeating: "x", count: 120))
        let socket = try #require(cluster.connectionString()["host"])
        #expect(socket.hasPrefix("/tmp/pg-"))
        #expect(Files.mode(socket) == 0o700)
        #expect(try await run(cluster) { db in try db.one(Ask.one) } == 1)
        await cluster.close()
        #expect(Files.mode(socket) == nil)
    }

    @Test func aFoldersSocketUnderTmpIsNotTakenFromSomebodyElse() async throws {
        let folder = ScratchFolder.make("trap") + "/" + String(repeating: "x", count: 120)
        let cluster = try await open(folder)
        let socket = try #require(cluster.connectionString()["host"])
        await cluster.close()
        mkdir(socket, 0o700)
        chmod(socket, 0o777)
        let error = await #expect(throws: ClusterError.self) { try await open(folder) }
        #expect(error?.description.contains("\(socket) cannot be written: it is not a private folder") == true)
        rmdir(socket)
    }

    @Test func aRelativePathIsSeenFromHere() async throws {
        let path = ScratchFolder.path("relative")
        let cluster = try await open(String(repeating: "../", count: 40) + path.dropFirst())
        #expect(cluster.folder == path)
        await cluster.close()
    }

    @Test func aHalfMadeClusterIsMadeAfresh() async throws {
        let folder = ScratchFolder.make("half")
        mkdir(folder + "/pgdata.new", 0o700)
        try write("15\n", to: folder + "/pgdata.new/PG_VERSION")
        let cluster = try await open(folder)
        #expect(try await run(cluster) { db in try db.one(Ask.one) } == 1)
        await cluster.close()
    }
}

/// What can be seen of a file.
enum Files {
    /// The permissions; nil if there is nothing.
    static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }
}

import Glibc
import Postgres
import TestCluster
import Testing

@Suite struct ClusterErrorTests {
    private func failure(_ folder: String, programs: [String]? = nil, settings: [String: String] = [:]) async throws -> ClusterError {
        do {
            try await PrivateCluster.open(folder: folder, durability: .throwaway, settings: settings, programFolders: programs).close()
        } catch {
            return error
        }
        throw NeverHappened(description: "a refusal of \(folder)")
    }

    @Test func noPrograms() async throws {
        let folder = ScratchFolder.path("none")
        let error = try await failure(folder, programs: ["/nowhere", "/usr/lib/nothing/*/bin", ScratchFolder.root])
        #expect(error == .noPrograms(version: nil, found: []))
        #expect(error.description.hasSuffix("Install them: sudo apt-get install postgresql"))
    }

    @Test func dataOfAnotherVersion() async throws {
        let folder = ScratchFolder.make("old")
        mkdir(folder + "/pgdata", 0o700)
        try write("9\n", to: folder + "/pgdata/PG_VERSION")
        let error = try await failure(folder)
        guard case .noPrograms(version: 9, let found) = error else { throw error }
        #expect(!found.isEmpty)
        #expect(error.description.hasPrefix("The data are of PostgreSQL 9, whose programs are not on this machine (there is "))
        #expect(error.description.hasSuffix("sudo apt-get install postgresql-9"))
    }

    @Test func aFolderOfSomethingElseIsLeftAlone() async throws {
        let folder = ScratchFolder.make("photos")
        try write("a picture", to: folder + "/beach.jpg")
        let error = try await failure(folder)
        #expect(error == .notEmpty(folder: folder, example: "beach.jpg"))
        #expect(error.description.contains("nothing was touched"))
        #expect(Files.mode(folder) == 0o755)
        #expect(Files.mode(folder + "/beach.jpg") != nil)
        #expect(Files.mode(folder + "/start.lock") == nil)
    }

    @Test func aFile() async throws {
        let path = ScratchFolder.path("file")
        try write("x", to: path)
        #expect(try await failure(path) == .notAFolder(path: path))
        #expect(try await failure(path + "/deeper/still") == .notAFolder(path: path))
    }

    @Test(arguments: ["$HOME", "a\"b", "`date`", "back\\slash", "new\nline"])
    func aPathThatPgCtlCannotTake(_ name: String) async throws {
        let folder = ScratchFolder.root + "/" + name
        let error = try await failure(folder)
        guard case .unsuitable(folder, let character) = error else { throw error }
        #expect(name.contains(character))
        #expect(Files.mode(folder) == nil)
    }

    /// Root may write everywhere, but the server's user may not get there; anybody else may not write.
    @Test func aFolderThatCannotBeReachedOrWritten() async throws {
        let locked = ScratchFolder.make("locked")
        chmod(locked, geteuid() == 0 ? 0o700 : 0o500)
        let error = try await failure(locked + "/inner/data")
        if geteuid() == 0 {
            guard case .unreachable(_, locked, let user) = error else { throw error }
            #expect(error.description.hasPrefix("PostgreSQL refuses to run as root, and \(user), as whom it would run, may not enter \(locked). "))
            #expect(error.description.hasSuffix("or allow it: chmod a+x \(locked)"))
        } else {
            #expect(error == .notWritable(path: locked + "/inner", reason: "Permission denied"))
        }
        chmod(locked, 0o755)
    }

    @Test func aServerThatDoesNotStartShowsItsLog() async throws {
        let folder = ScratchFolder.path("bad")
        let error = try await failure(folder, settings: ["shared_buffers": "plenty"])
        guard case .start(let log, let lines) = error else { throw error }
        #expect(log == folder + "/server.log")
        #expect(lines.contains("invalid value for parameter \"shared_buffers\": \"plenty\""))
        let cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway)
        await cluster.close()
    }

    @Test func aDatabaseThatCannotBeMade() async throws {
        let folder = ScratchFolder.path("name")
        await #expect(throws: ClusterError.self) {
            try await PrivateCluster.open(folder: folder, database: "a\0b", durability: .throwaway)
        }
    }
}

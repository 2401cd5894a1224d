import Glibc
import Postgres
import TestCluster
import Testing

// Processes that are killed, for which exit tests run the body in a process of its own. One at a time: each blocks a thread of the
// cooperative pool until its process has ended.
#if compiler(>=6.3)
    @Suite(.serialized) struct ProcessTests {
        @Test func aTestProcessThatIsKilledLeavesNothingBehind() async throws {
            let note = ScratchFolder.path("note")
            await #expect(processExitsWith: .signal(SIGKILL)) { [note = note as String] in
                let cluster = try await TestCluster.shared.cluster()
                let pid = try postmaster(of: cluster)
                try write("\(ScratchFolder.root) \(pid)", to: note)
                kill(getpid(), SIGKILL)
            }
            let words = try read(note).split(separator: " ")
            let (root, pid) = (String(words[0]), try #require(pid_t(words[1])))
            #expect(root != ScratchFolder.root)
            try await eventually("the server is gone") { kill(pid, 0) != 0 }
            try await eventually("the folder is gone") { Files.mode(root) == nil }
        }

        @Test func aUserThatIsKilledCountsNoMore() async throws {
            let folder = ScratchFolder.path("shared")
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                _ = try await PrivateCluster.open(folder: folder, durability: .throwaway)
                kill(getpid(), SIGKILL)
            }
            let cluster = try await PrivateCluster.open(folder: folder, durability: .throwaway) { Issue.record("not running: \($0)") }
            let pid = try postmaster(of: cluster)
            await cluster.close()
            try await eventually("the server is gone") { kill(pid, 0) != 0 }
        }

        private func read(_ path: String) throws -> String { try Spawn.run(["/bin/cat", path]).get().output }
    }
#endif

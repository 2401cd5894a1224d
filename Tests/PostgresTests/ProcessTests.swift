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
            let (root, pid) = (String(try #require(words.first)), try #require(words.last.flatMap { pid_t($0) }))
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

        /// A terminal sends Ctrl-C to the whole group, to which a child belongs until it has a session of its own.
        @Test func aChildInTheMakingSurvivesWhatItsParentIgnores() async {
            await #expect(processExitsWith: .success) {
                // Not the group of the other tests.
                setsid()
                for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
                let interrupting = Task.detached {
                    while !Task.isCancelled { for number in [SIGINT, SIGTERM] { kill(0, number) } }
                }
                for _ in 1...300 {
                    let status = try Spawn.run(["/bin/true"]).get().status
                    #expect(status == 0)
                }
                interrupting.cancel()
            }
        }

        private func read(_ path: String) throws -> String { try Spawn.run(["/bin/cat", path]).get().output }
    }
#endif

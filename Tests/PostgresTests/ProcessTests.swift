import Dispatch
import Glibc
import Postgres
import TestCluster
import Testing

// Processes that are killed, or whose threads or signals are taken, for which exit tests run the body in a process of its own. One at a time: each blocks a thread of the
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

        /// A service ignores SIGHUP and SIGPIPE; its children are to get them all the same.
        @Test func aChildDoesNotIgnoreWhatAServiceDoes() async {
            await #expect(processExitsWith: .success) {
                let ignored = [SIGHUP, SIGPIPE]
                for number in ignored { signal(number, SIG_IGN) }
                let lines = try Spawn.run(["/bin/cat", "/proc/self/status"]).get().output.split(separator: "\n")
                let mask = try #require(lines.first { $0.hasPrefix("SigIgn:") }?.split(whereSeparator: \.isWhitespace).last)
                let bits = try #require(UInt64(mask, radix: 16))
                #expect(ignored.allSatisfy { bits & 1 << ($0 - 1) == 0 }, "\(mask)")
            }
        }

        /// As long answers may keep them all.
        @Test func aListenerHearsWhileEveryThreadOfTasksIsBusy() async {
            await #expect(processExitsWith: .success) {
                let database = try await TestCluster.shared.database()
                let heard = DispatchSemaphore(value: 0)
                let listener = Listener(database.connectionString, channels: ["news"]) { event in
                    if case .notification = event { heard.signal() }
                }
                var events = listener.events.makeAsyncIterator()
                _ = await events.next()
                try await database.withPool(limit: 1) { pool in
                    // On the thread of the connection, which is none of those.
                    let outcome = try await pool.run { db in
                        let busy = Busy()
                        defer { busy.end() }
                        busy.begin()
                        try db.run(ListenerTests.notify, "news", "")
                        return heard.wait(timeout: .now() + 60)
                    }
                    #expect(outcome == .success)
                }
                await listener.close()
            }
        }

        /// Tasks, one for each processor and more, that block the threads on which tasks run.
        private final class Busy: Sendable {
            private let began = DispatchSemaphore(value: 0)
            private let ends = DispatchSemaphore(value: 0)
            private let count = 4 * sysconf(Int32(_SC_NPROCESSORS_ONLN))

            func begin() {
                for _ in 1...count { Task.detached { self.block() } }
                for _ in 1...sysconf(Int32(_SC_NPROCESSORS_ONLN)) { _ = began.wait(timeout: .now() + 10) }
            }

            private func block() {
                began.signal()
                ends.wait()
            }

            func end() { for _ in 1...count { ends.signal() } }
        }

        private func read(_ path: String) throws -> String { try Spawn.run(["/bin/cat", path]).get().output }
    }
#endif

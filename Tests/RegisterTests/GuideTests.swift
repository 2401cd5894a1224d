import Postgres
import Register
import TestCluster
import Testing

/// sql/README.md and sql/cooperation.md: each section from a freshly seeded register, its blocks in order, typed into psql by an editor.
@Suite struct GuideTests {
    static let guides = ["sql/README.md", "sql/cooperation.md"]

    struct Block: Sendable {
        /// File and line, to find it by.
        let place: String
        let sql: String
        let fails: Bool
    }

    struct Section: Sendable, CustomTestStringConvertible {
        let title: String
        var blocks: [Block] = []

        var testDescription: String { title }
    }

    @Test(arguments: try sections()) func everyCommandWorksAsPrinted(_ section: Section) async throws {
        try await withRegister { register in
            let folder = ScratchFolder.make("guide")
            let uri = register.connectionString.with(user: "register_editor").uri
            for block in section.blocks {
                let script = "\(folder)/block.sql"
                try TextFile.write(block.sql + "\n", to: script)
                let command = "cd \"$1\" && exec psql -X -v ON_ERROR_STOP=1 -d \"$2\" < block.sql"
                let outcome = try Spawn.run(["/bin/sh", "-c", command, "sh", folder, uri]).get()
                #expect((outcome.status != 0) == block.fails, "\(block.place): \(outcome.output)")
                // A block that is meant to fail must do so by what it shows, not by a slip of the pen.
                #expect(
                    !outcome.output.contains("syntax error") && !outcome.output.contains("does not exist\n"), "\(block.place): \(outcome.output)")
            }
        }
    }

    @Test(arguments: guides) func thereIsSomethingToRun(in guide: String) throws {
        let blocks = try Self.sections(of: guide).flatMap(\.blocks)
        #expect(blocks.count > 20 && blocks.contains { $0.fails } && blocks.contains { !$0.fails })
    }

    static func sections() throws -> [Section] { try guides.flatMap(sections(of:)) }

    static func sections(of guide: String) throws -> [Section] {
        var sections: [Section] = []
        var block: (line: Int, fails: Bool, lines: [Substring])?
        for (index, line) in try TextFile.read("\(Folders.root)/\(guide)").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let open = block {
                if line == "```" {
                    let place = "\(guide), line \(open.line)"
                    sections[sections.count - 1].blocks.append(Block(place: place, sql: open.lines.joined(separator: "\n"), fails: open.fails))
                    block = nil
                } else {
                    block?.lines.append(line)
                }
            } else if line.hasPrefix("## ") {
                sections.append(Section(title: String(line.dropFirst(3))))
            } else if line == "```sql" || line == "```sql fails" {
                block = (line: index + 1, fails: line.hasSuffix("fails"), lines: [])
            }
        }
        return sections.filter { !$0.blocks.isEmpty }
    }
}

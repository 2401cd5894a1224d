import Postgres
import Register
import Testing

@Suite struct StatementTests {
    @Test(arguments: Statements.all) func theServerPreparesIt(_ statement: StatementText) async throws {
        try await SharedRegister.reader().run { db in try db.prepare(statement) }
    }

    @Test func noTwoHaveOneName() {
        let names = Statements.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// A statement that is left out of the list would be left out of the test above.
    @Test func theListHoldsEveryStatementOfTheModule() throws {
        var declared: Set<String> = []
        for folder in try TextFile.names(in: Folders.root + "/Sources/Register") {
            let path = Folders.root + "/Sources/Register/" + folder
            let files = folder.hasSuffix(".swift") ? [path] : try TextFile.names(in: path).map { path + "/" + $0 }
            for file in files {
                for match in try TextFile.read(file).matches(of: /Statement\(\s*"([a-z_]+)"/) { declared.insert(String(match.1)) }
            }
        }
        #expect(declared == Set(Statements.all.map { $0.name.replacing(" as of", with: "") }))
    }
}

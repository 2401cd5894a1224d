import Glibc
import Postgres
import Testing

@testable import RegisterAPI

/// docs/api-design-rules.md, against the rules there are and the tests there are.
@Suite struct RuleTableTests {
    private static let rules = [
        "/core/naming-resources", "/core/naming-collections", "/core/interface-language", "/core/no-trailing-slash", "/core/path-segments-kebab-case",
        "/core/query-keys-camel-case", "/core/hide-implementation", "/core/date-time/format", "/core/date-time/timezone",
        "/core/date-time/date-omit-time-portion", "/core/http-methods", "/core/http-safety", "/core/http-response-code", "/core/stateless",
        "/core/nested-child", "/core/resource-operations", "/core/error-handling/problem-details", "/core/error-handling/invalid-input",
        "/core/error-handling/all-errors", "/core/doc-openapi", "/core/doc-openapi-contact", "/core/doc-language", "/core/publish-openapi",
        "/core/deprecation-schedule", "/core/transition-period", "/core/uri-version", "/core/changelog", "/core/semver", "/core/version-header",
        "/core/transport/tls", "/core/transport/no-sensitive-uris", "/core/transport/security-headers", "/core/transport/cors",
        "/core/modules/geospatial", "/core/modules/signing", "/core/modules/encryption",
    ]

    /// The cells of each row that is about a rule.
    private static func rows() throws -> [[String]] {
        try ProjectFile.text("docs/api-design-rules.md").split(separator: "\n").filter { $0.hasPrefix("| `/core/") }.map { row in
            row.split(separator: "|").map { $0.drop { $0 == " " }.description.trimmedAtEnd }
        }
    }

    @Test func eachOfThe36RulesIsThereOnce() throws {
        let rows = try Self.rows()
        #expect(Self.rules.count == 36)
        #expect(rows.map { $0[0].filter { $0 != "`" } } == Self.rules)
        for row in rows {
            #expect(row.count == 5, "\(row)")
            #expect(["kept", "deviation", "not used"].contains(row[2]), "\(row)")
        }
        #expect(rows.filter { $0[2] == "deviation" }.map { $0[0] } == ["`/core/interface-language`", "`/core/transport/security-headers`"])
    }

    @Test func eachTestThatItNamesIsThere() throws {
        let folder = ProjectFile.folder + "/Tests"
        let found = try Spawn.run(["/bin/grep", "-rhoE", "@Test\\(\"/core[^\"]*\"|func [a-zA-Z0-9]+\\(", folder]).get().output.split(separator: "\n")
        let titles = Set(found.compactMap { $0.wholeMatch(of: /@Test\("(.*)"/).map { String($0.1) } })
        let functions = Set(found.compactMap { $0.wholeMatch(of: /func (.*)\(/).map { String($0.1) } })
        for row in try Self.rows() {
            let named = row[4].matches(of: /`([^`]+)`/).map { String($0.1) }
            #expect(!named.isEmpty, "\(row[0])")
            for name in named {
                let isThere =
                    name.hasPrefix("/core/")
                    ? titles.contains(name) : name.hasPrefix("scripts/") ? ProjectFile.exists(name) : functions.contains(name)
                #expect(isThere, "\(row[0]) names \(name)")
            }
            // A rule that a machine can test has a test that is called as it is.
            if row[1] == "T" { #expect(named.contains(row[0].filter { $0 != "`" }), "\(row[0])") }
        }
        let shown = Set(try Self.rows().map { $0[4] }.joined().matches(of: /`(\/core\/[^`]+)`/).map { String($0.1) })
        #expect(titles.subtracting(shown) == [])
    }
}

/// Files of the project.
enum ProjectFile {
    static let folder = Program.sql.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")

    static func exists(_ path: String) -> Bool { access("\(folder)/\(path)", F_OK) == 0 }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen("\(folder)/\(path)", "r"), "\(path) cannot be read")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }
}

extension String {
    fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}

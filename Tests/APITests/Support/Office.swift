import TestCluster
import Testing

@testable import RegisterAPI

/// A service of one test's own, and editors beside it.
struct Office {
    let database: TestDatabase
    let service: Service

    init(_ options: [String] = []) async throws {
        database = try await SeededRegister.database()
        service = try await Service(["--database-url", database.url] + options)
    }

    /// What an editor types into psql.
    func edit(_ sql: String) async throws {
        let outcome = try await Program.run(
            "psql", "--", "-qX", "-v", "ON_ERROR_STOP=1", "-c", "SET ROLE register_editor", "-c", sql, environment: ["DATABASE_URL": database.url])
        try #require(outcome.status == 0, "\(outcome)")
    }

    /// All events behind a place, each as a line.
    func changes(after place: String, _ more: String = "") async throws -> [[UInt8]] {
        try await service.lines("/v1/changes?after=\(place)\(more)")
    }
}

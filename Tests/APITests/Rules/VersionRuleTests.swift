import Testing

@testable import RegisterAPI

@Suite struct VersionRuleTests {
    private let major = apiVersion.split(separator: ".")[0]

    @Test("/core/uri-version") func theMajorVersionIsInEveryPath() async throws {
        let description = try await APIDescription.served
        #expect(description.json["servers"].elements.map { $0["url"] } == [.string("/v\(major)")])
        for operation in description.operations where !operation.path.hasPrefix("/health/") {
            #expect(operation.segments.first == "v\(major)", "\(operation.path)")
            #expect(operation.segments.dropFirst().allSatisfy { $0.wholeMatch(of: /v\d+/) == nil }, "\(operation.path)")
        }
        #expect(try await Service.shared.send("/municipalities").status == 404)
        #expect(try await Service.shared.send("/v2/municipalities").status == 404)
    }

    @Test("/core/semver") func theVersionIsSemantic() async throws {
        let number = /(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?/
        #expect(apiVersion.wholeMatch(of: number) != nil)
        #expect(try await APIDescription.served.json["info"]["version"].text == apiVersion)
        #expect(try await get("/v1")["version"].text == apiVersion)
    }

    @Test("/core/version-header") func everyAnswerSaysItsVersion() async throws {
        let description = try await APIDescription.served
        for (place, status, response) in try description.responses {
            let header = try description.follow(response["headers"]["API-Version"])
            #expect(header["schema"] != .null, "\(place) \(status) does not declare API-Version")
        }
        let tag = try #require(try await ask("/v1/norms")["ETag"])
        let long = String(repeating: "x", count: 20_000)
        var statuses: Set<Int> = []
        for (method, target, fields) in [
            ("GET", "/v1/norms", []), ("HEAD", "/v1/norms", []), ("GET", "/", ["Accept: text/html"]), ("GET", "/v1/norms", ["Accept: text/csv"]),
            ("OPTIONS", "/v1/norms", []), ("OPTIONS", "*", []), ("GET", "/v1/norms", ["If-None-Match: \(tag)"]), ("GET", "/v1/norms?foo=1", []),
            ("GET", "/nothing", []), ("BREW", "/v1/norms", []), ("GET", "/v1/norms", ["Accept: image/png"]),
            ("POST", "/v1", ["Content-Length: 1048577"]),
            ("GET", "/v1/norms?x=\(long)", []), ("GET", "/v1/norms", ["X-Large: \(long)"]), ("POST", "/v1", ["Transfer-Encoding: gzip"]),
            ("GET", "/health/live", []), ("GET", "/v1/%zz", []),
        ] as [(String, String, [String])] {
            let reply = try await ask(method, target, fields: fields)
            #expect(reply.fields.filter { $0.name.lowercased() == "api-version" }.map(\.value) == [apiVersion], "\(method) \(reply.status)")
            statuses.insert(reply.status)
        }
        #expect(statuses == [200, 204, 304, 400, 404, 405, 406, 413, 414, 431, 501])
    }

    @Test("/core/changelog") func theChangelogIsPublished() async throws {
        let changelog = try ProjectFile.text("CHANGELOG.md")
        let newest = try #require(changelog.firstMatch(of: /\n## \[([^\]]+)\]/)?.1)
        #expect(newest == apiVersion)
        let page = try await ask("/v1", fields: ["Accept: text/html"]).text
        #expect(page.contains("id=\"changelog\"") && page.contains("<h3>\(apiVersion)"))
    }

    /// What is marked as deprecated stands in the schedule, and the schedule has nothing else.
    @Test("/core/deprecation-schedule") func whatGoesIsAnnounced() async throws {
        var deprecated = 0
        try await APIDescription.served.walk { _, thing in deprecated += thing["deprecated"] == true ? 1 : 0 }
        let schedule = try ProjectFile.text("docs/api-design-rules.md").split(separator: "\n## Deprecation schedule\n").last
        let rows = try #require(schedule).split(separator: "\n## ")[0].split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == deprecated)
    }

    @Test("/core/transition-period") func thePeriodIsStated() throws {
        let text = try ProjectFile.text("docs/api-design-rules.md")
        #expect(text.contains(/\n## Transition period\n\n.*\b\d+ months\b/.dotMatchesNewlines()))
    }
}

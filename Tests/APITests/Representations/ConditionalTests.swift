import Testing

@testable import RegisterAPI

/// Revalidation by entity tags (RFC 9110 sections 8.8.3 and 13.1.2).
@Suite struct ConditionalTests {
    private struct Form: Sendable, CustomTestStringConvertible {
        let path: String
        let accept: String
        let type: String
        var encoding = "identity"
        var fields: [String] { ["Accept: \(accept)", "Accept-Encoding: \(encoding)"] }
        var testDescription: String { "\(path) \(accept) \(encoding)" }
    }

    private static let forms: [Form] = ["/v1/municipalities", "/v1/arrangements/3d-midden-limburg-west/structure", "/v1", "/v1/openapi.json"].flatMap
    {
        path in
        let resource = Resource(path: path, sortKeys: path == "/v1/municipalities" ? ["name"] : [])
        return resource.representations.flatMap { form in
            ["identity", "gzip"].map { Form(path: path, accept: form.accept, type: form.type, encoding: $0) }
        }
    }

    private static func send(_ form: Form, _ method: String = "GET", ifNoneMatch: String? = nil) async throws -> Reply {
        try await Service.shared.send(method, form.path, fields: form.fields + (ifNoneMatch.map { ["If-None-Match: \($0)"] } ?? []), type: form.type)
    }

    @Test(arguments: forms) private func theTagIsStrongAndStable(form: Form) async throws {
        let first = try await Self.send(form)
        let second = try await Self.send(form)
        #expect(first.status == 200 && first["ETag"]?.hasPrefix("\"") == true)
        #expect(first["ETag"] == second["ETag"] && first.body == second.body)
    }

    @Test func eachRepresentationAndEncodingHasItsOwn() async throws {
        var tags: [String] = []
        for form in Self.forms { tags.append(try #require(try await Self.send(form)["ETag"])) }
        // What is the same bytes has the same tag: the contract under its two names.
        let same = Self.forms.count { $0.path == "/v1/openapi.json" && $0.accept != "application/json" }
        #expect(Set(tags).count == tags.count - same)
        for query in ["fields=code", "sort=-name", "page=2", "validOn=2016-01-01"] {
            let tag = try #require(try await Service.shared.send("/v1/municipalities?\(query)")["ETag"])
            #expect(!tags.contains(tag))
            tags.append(tag)
        }
    }

    @Test(arguments: forms) private func whoHasItGetsNothing(form: Form) async throws {
        let whole = try await Self.send(form)
        let tag = try #require(whole["ETag"])
        for match in [
            tag, "W/\(tag)", "*", "\"a\", \(tag)", "\(tag),\"b\"", "\"a,b\" , W/\(tag) , \"c\"", ", ,\(tag)", "\"\", \(tag)", "W/\"x\",\t\(tag)",
            "  \(tag)  ",
        ] {
            for method in ["GET", "HEAD"] {
                let reply = try await Self.send(form, method, ifNoneMatch: match)
                #expect(reply.status == 304 && reply.body.isEmpty, "\(method) \(match)")
                // What the 200 would have said, so that a cache can bring up to date what it keeps (RFC 9110 section 15.4.5).
                for name in ["ETag", "Vary", "Cache-Control", "API-Version", "Register-Revision", "Link"] {
                    #expect(reply[name] == whole[name], "\(name) after \(match)")
                }
                // There is no content that could be encoded.
                #expect(reply["Content-Encoding"] == nil, "after \(match)")
            }
        }
    }

    @Test(arguments: forms) private func whoHasAnotherGetsIt(form: Form) async throws {
        let whole = try await Self.send(form)
        let tag = try #require(whole["ETag"])
        let bare = tag.dropFirst().dropLast()
        for match in [
            "\"x\"", "\"\"", String(bare), "W/", "W/\"x\"", "\"x\", \"y\"", "\"*\"", "w/\(tag)", "\"\(bare)", "\(bare)\"", "\"\(bare.dropLast())\"",
            "\"\(bare.uppercased())\"", "\"x\(tag)", ",", "x, y", "\"x, \(bare)\"",
        ] where match != tag {
            let reply = try await Self.send(form, ifNoneMatch: match)
            #expect(reply.status == 200 && reply.body == whole.body && reply["ETag"] == tag, "\(match)")
        }
    }

    @Test func theTagOfOneRepresentationIsNoneOfAnother() async throws {
        for form in Self.forms where form.path == "/v1/municipalities" {
            let tag = try #require(try await Self.send(form)["ETag"])
            for other in Self.forms where other.path == form.path && other.testDescription != form.testDescription {
                #expect(try await Self.send(other, ifNoneMatch: tag).status == 200, "\(form) \(other)")
            }
        }
    }

    @Test func severalFieldsAreOneList() async throws {
        let tag = try #require(try await Service.shared.send("/v1/norms")["ETag"])
        for fields in [["\"x\"", tag], [tag, "\"x\""], ["\"x\"", "\"y\", \(tag)"]] {
            #expect(try await Service.shared.send("/v1/norms", fields: fields.map { "If-None-Match: \($0)" }).status == 304)
        }
    }

    @Test func aFaultIsNeverUnchanged() async throws {
        for (target, status) in [("/v1/municipalities?foo=1", 400), ("/v1/municipalities/GM9999", 404), ("/v1/nothing", 404)] {
            for match in ["*", "\"x\""] {
                let reply = try await Service.shared.send(target, fields: ["If-None-Match: \(match)"])
                #expect(reply.status == status && reply["ETag"] == nil)
            }
        }
        let reply = try await Service.shared.send("/v1/municipalities", fields: ["If-None-Match: *", "Accept: image/png"])
        #expect(reply.status == 406)
        // What is not kept is not revalidated either.
        let health = try await Service.shared.send("/health/live", fields: ["If-None-Match: *"])
        #expect(health.status == 200 && health["ETag"] == nil)
    }

    @Test func aChangeInTheRegisterIsAnotherTag() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url])
        struct Kept {
            let target: String
            let fields: [String]
            let type: String
            let tag: String
            let body: [UInt8]
        }
        var kept: [Kept] = []
        for target in ["/v1/municipalities/GM0988", "/v1/municipalities/GM0944"] {
            for encoding in ["identity", "gzip"] {
                let fields = ["Accept-Encoding: \(encoding)"]
                let reply = try await service.send(target, fields: fields)
                kept.append(Kept(target: target, fields: fields, type: "application/json", tag: try #require(reply["ETag"]), body: reply.body))
            }
        }
        for (accept, type) in [("text/csv", Resource.csv), ("application/x-ndjson", Resource.ndjson)] {
            let fields = ["Accept: \(accept)"]
            let reply = try await service.send("/v1/municipalities?province=PV31", fields: fields, type: type)
            kept.append(
                Kept(target: "/v1/municipalities?province=PV31", fields: fields, type: type, tag: try #require(reply["ETag"]), body: reply.body))
        }
        try await database.script("UPDATE municipality_name SET name = 'Wiert' WHERE municipality_code = 'GM0988'")
        _ = try await wait("the announcement") { try await service.send(kept[0].target)["Register-Revision"] == "2" ? true : nil }
        for old in kept {
            let reply = try await service.send(old.target, fields: old.fields + ["If-None-Match: \(old.tag)"], type: old.type)
            #expect(reply["Register-Revision"] == "2")
            // The facts of another municipality are what they were, though the revision is another.
            if old.target.hasSuffix("GM0944") {
                #expect(reply.status == 304 && reply["ETag"] == old.tag)
            } else {
                #expect(reply.status == 200 && reply["ETag"] != old.tag && reply.body != old.body, "\(old.target)")
            }
        }
    }
}

import Dispatch
import Postgres
import TestCluster
import Testing

@testable import RegisterAPI

/// `availableOn` and `revision`, on each resource that takes them.
@Suite struct RecordedTimeTests {
    private static let resources = Resource.all.filter { !$0.path.hasPrefix("/health") && !$0.path.hasPrefix("/v1/problems") }
    private static let longAgo = "availableOn=2000-01-01T12:00:00Z"

    private static let now = Statement(
        "now",
        "SELECT to_char(c.now AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), is_settled(c.now) FROM (SELECT clock_timestamp() AS now) c",
        Void.self, (String, Bool).self)

    /// Whether a resource has items and nothing that they belong to.
    private static func isListOfItsOwn(_ resource: Resource) -> Bool {
        resource.isCollection && resource.path.split(separator: "/").count == 2 && !resource.path.contains("correspondences")
    }

    @Test(arguments: resources) func beforeTheFirstRevision(resource: Resource) async throws {
        for time in [Self.longAgo, "revision=0"].map({ resource.with($0) }) {
            let reply = try await Service.shared.send(time)
            #expect(reply["Register-Revision"] == "0" && reply.links["permalink"] != nil)
            if Self.isListOfItsOwn(resource), resource.path != "/v1/tables" {
                #expect(try reply.status == 200 && reply.json()["items"] == [] && reply.json()["page"]["total"] == 0)
            } else if reply.status == 404 {
                #expect(try reply.json()["detail"].text?.contains("At that moment the register held nothing: it exists since 20") == true)
            } else if reply.status == 200 {
                #expect(["/v1", "/v1/", "/v1/tables", "/v1/changes"].contains { resource.path.hasPrefix($0) })
            } else {
                // Municipalities and places in the change log that a request is about.
                #expect(["/v1/scale-check", "/v1/congruence", "/v1/municipality-corr", "/v1/changes"].contains { resource.path.hasPrefix($0) })
            }
        }
    }

    @Test(arguments: Resource.collections.filter(isListOfItsOwn)) func whateverItIsFilteredBy(resource: Resource) async throws {
        for item in resource.query where !["validOn", "status"].contains(item.name) {
            let reply = try await Service.shared.send(resource.with("\(item.name)=\(item.value)&\(Self.longAgo)"))
            #expect(try reply.status == 200 && reply.json()["items"] == [], "\(item)")
        }
    }

    @Test(arguments: resources) func theFutureIsNotKnown(resource: Resource) async throws {
        let found = try await faults(resource.with("availableOn=2999-01-01T00:00:00Z"))
        #expect(found == ["availableOn instant-in-future"])
        #expect(try await faults(resource.with("revision=999999")) == ["revision revision-unknown"])
    }

    /// An item of the query is what it is, however its letters are written.
    @Test(arguments: ["%61vailableOn=2000-01-01T12%3A00%3A00Z", "%72evision=0", "revisio%6E=%30"]) func anEncodedNameIsTheSame(query: String)
        async throws
    {
        let reply = try await Service.shared.send("/v1/municipalities/GM0988?\(query)")
        #expect(reply.status == 404 && reply["Register-Revision"] == "0")
    }

    @Test(arguments: [
        "2016-06-01", "2016-06-01T00:00:00", "2016-06-01T24:00:00Z", "2016-02-30T00:00:00Z", "now", "2016-06-01T00:00Z", "0001-01-01T00:00:00Z",
        "2016-06-01T00:00:00%2B1", "1464739200", "2016-06-01T00:00:00.Z",
    ]) func whatIsNoMoment(value: String) async throws {
        #expect(try await faults("/v1/norms?availableOn=\(value)") == ["availableOn instant-invalid"])
    }

    @Test func oneOfBoth() async throws {
        #expect(try await faults("/v1/norms?\(Self.longAgo)&revision=0") == ["revision parameters-exclusive"])
    }

    /// Each answer that was given, problems too, is given again after whatever was corrected.
    @Test func permalinksGiveTheSameForEver() async throws {
        let office = try await Office()
        var given: [(link: String, reply: Reply)] = []
        let missing = ["/v1/municipalities/GM9999", "/v1/regions/nowhere", "/v1/municipalities/GM0951?validOn=2020-01-01"]
        for path in Self.resources.map(\.path) + missing {
            let reply = try await office.service.send(path)
            given.append((try #require(reply.links["permalink"], "\(path)"), reply))
        }
        try await office.edit(
            """
            BEGIN;
            UPDATE municipality_name SET name = 'x' || name;
            UPDATE inhabitants SET count = count + 1;
            UPDATE region_name SET name = 'x' || name;
            UPDATE arrangement_version SET name = 'x' || name;
            DELETE FROM seat; DELETE FROM procurement; DELETE FROM milestone;
            UPDATE norm SET threshold = threshold + 1;
            UPDATE source SET title = 'x' || title;
            COMMIT
            """)
        for (link, first) in given {
            let again = try await office.service.send(link)
            #expect(again.status == first.status && again["ETag"] == first["ETag"] && again["Register-Revision"] == "1", "\(link)")
            // A problem names the request that it is about.
            if first.status == 200 { #expect(again.body == first.body, "\(link)") }
        }
        #expect(try await office.service.send("/v1/norms")["Register-Revision"] == "2")
    }

    /// Moments only rise: nobody who writes has anything to say about those that have passed.
    @Test func aTransactionThatIsStampedAndStaysOpenIsInNobodysWay() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url, "--cache-bytes", "0"])
        let link = try #require(try await service.send("/v1/norms").links["permalink"])
        let release = DispatchSemaphore(value: 0)
        try await database.withPool { pool in
            async let holding: Void = pool.run { db in
                try db.script("BEGIN; UPDATE norm SET threshold = threshold + 1; SET CONSTRAINTS ALL IMMEDIATE")
                release.wait()
                try db.script("ROLLBACK")
            }
            // Behind what waits for it, or leaving early would wait for ever.
            defer { release.signal() }
            let now = try await wait("the stamp") {
                let (now, isSettled) = try await pool.run { db in try db.one(Self.now) }
                return isSettled ? nil : now
            }
            for target in ["/v1/norms?\(Self.longAgo)", "/v1/norms?revision=1", link] {
                #expect(try await service.send(target).status == 200, "\(target)")
            }
            // What will be recorded may have been stamped by then.
            let held = try await service.send("/v1/norms?availableOn=\(now)", mayFail: true)
            #expect(try held.status == 503 && held["Retry-After"] == "1" && held.json()["code"] == "overloaded")
            release.signal()
            try await holding
            #expect(try await service.send("/v1/norms?availableOn=\(now)")["Register-Revision"] == "1")
        }
    }
}

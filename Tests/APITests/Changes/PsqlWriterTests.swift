import Postgres
import Register
import TestCluster
import Testing

@testable import RegisterAPI

/// Ten editors in psql at the same time, and those who follow what they do.
@Suite struct PsqlWriterTests {
    /// Ten municipalities with a figure each.
    private static let facts = """
        BEGIN; INSERT INTO source (id, title, publisher) VALUES ('proef', 'Proef', 'Niemand');
        INSERT INTO municipality SELECT 'GM000' || n, 'proef' FROM generate_series(0, 9) n;
        INSERT INTO municipality_name (municipality_code, name, valid_from, source_id) SELECT code, code, '2010-01-01', 'proef' FROM municipality;
        INSERT INTO inhabitants (municipality_code, reference_date, count, source_id) SELECT code, '2010-01-01', 1, 'proef' FROM municipality; COMMIT
        """

    /// The roles belong to the cluster: somebody else may change them at the same moment, to the same.
    private static let login = """
        DO $$ BEGIN ALTER ROLE register_editor LOGIN; EXCEPTION WHEN OTHERS THEN IF SQLERRM !~ 'concurrently' THEN RAISE; END IF; END $$
        """

    private static let revisions = Statement(
        "revisions_of_writers",
        """
        SELECT number, coalesce(note, ''), coalesce(recorded_at > lag(recorded_at) OVER (ORDER BY number), true) FROM revision ORDER BY number
        """, Void.self
    ) { row in try row.decode((Int, String, Bool).self) }

    @Test func tenEditorsInPsqlAndThoseWhoFollowThem() async throws {
        let database = try await TestCluster.shared.database()
        let service = try await Service(["--database-url", database.url, "--no-seed", "--heartbeat", "1"])
        try await database.script(Self.login)
        let url = database.connectionString.with(user: "register_editor").uri
        let begun = try await Program.run("psql", "--", "-qX", "-c", Self.facts, environment: ["DATABASE_URL": url])
        try #require(begun.status == 0, "\(begun)")

        async let followed = Self.follow(service)
        async let polled = Self.poll(service)
        async let underFire = PsqlWriter(number: 0, url: url).writeUnderFire(SplitMix(seed: 7, number: 0))
        var known = try await withThrowingTaskGroup(of: [PsqlWriter.Committed].self) { group in
            for number in 1...9 { group.addTask { try await PsqlWriter(number: number, url: url).write() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let (struck, kills) = try await underFire
        known += struck
        try await database.script("INSERT INTO source (id, title, publisher) VALUES ('einde', 'Einde', 'Niemand')")

        let revisions = try await database.withPool(limit: 1) { pool in try await pool.run { db in try db.all(Self.revisions) } }
        #expect(revisions.map(\.0) == Array(1...revisions.count))
        #expect(revisions.filter { !$0.2 }.map(\.0) == [], "each is recorded later than the one before")
        Self.expectWhatIsKnown(known, revisions.map(\.1), kills: kills)
        try await Self.expectFeed(service, revisions.map(\.1))
        let lines = try await service.lines("/v1/changes?after=0")
        #expect(try await followed == lines)
        #expect(try await polled == lines)
    }

    /// What psql reported is what stands there, no number twice, and the numbers in the order of the commits.
    private static func expectWhatIsKnown(_ known: [PsqlWriter.Committed], _ notes: [String], kills: Int) {
        #expect(known.count > 500)
        #expect(Set(known.map(\.revision)).count == known.count)
        for one in known { #expect(notes.indices.contains(one.revision - 1) && notes[one.revision - 1] == "\(one.writer)/\(one.number)", "\(one)") }
        for writer in 0...9 {
            let own = known.filter { $0.writer == writer }
            #expect(own.map(\.revision) == own.map(\.revision).sorted() && own.map(\.number) == own.map(\.number).sorted())
            let recorded = notes.filter { $0.hasPrefix("\(writer)/") }
            // Whoever is killed between the commit and the report does not know of it.
            #expect((0...(writer == 0 ? kills : 0)).contains(recorded.count - own.count))
        }
        // Nobody who began after another had ended has a lower number.
        var earliestEnd = Int.max
        for one in known.sorted(by: { $0.revision > $1.revision }) {
            #expect(one.began <= earliestEnd, "\(one)")
            earliestEnd = min(earliestEnd, one.ended)
        }
    }

    /// Each transaction that was committed is all there once, and none of the others.
    private static func expectFeed(_ service: Service, _ notes: [String]) async throws {
        let lines = try await service.lines("/v1/changes?after=0")
        var counts: [Int: [Int]] = [:]
        for change in lines.compactMap({ JSON(reading: $0) }) {
            let data = change["data"]
            let (revision, count) = (try #require(data["revision"].number), data["after"]["count"].number)
            if let count { counts[revision, default: []].append(count) }
        }
        for (index, note) in notes.enumerated() where note.contains("/") {
            let parts = note.split(separator: "/").compactMap { Int($0) }
            let found = counts[index + 1]
            let all = PsqlWriter.counts(parts[0], parts[1], rows: 3)
            switch PsqlWriter.kind(parts[1]) {
            case .committed(let rows): #expect(found == Array(all.prefix(rows)), "\(note)")
            case .halfTakenBack: #expect(found == [all[0]], "\(note)")
            case .rolledBack, .failed, .refusedAtCommit, .killed: Issue.record("revision \(index + 1) is \(note), which was taken back")
            }
        }
        for limit in [1000, 101, 13] {
            var target: String? = "/v1/changes?after=0&limit=\(limit)"
            var seen: [[UInt8]] = []
            while let next = target {
                let reply = try await service.send(next)
                seen += try reply.json()["items"].elements.map(\.bytes)
                target = reply.links["next"]
            }
            #expect(seen == lines, "limit \(limit)")
        }
    }

    private static func isLast(_ line: [UInt8]) -> Bool { JSON(reading: line)?["data"]["key"] == "einde" }

    /// Over a stream, on a new connection now and then, from the last id on.
    private static func follow(_ service: Service) async throws -> [[UInt8]] {
        var random = SplitMix(seed: 7, number: 1)
        var seen: [[UInt8]] = []
        var last: String?
        while true {
            let stream = try EventStream(service, "?after=0", fields: last.map { ["Last-Event-ID: \($0)"] } ?? [])
            #expect(try await stream.head().contains("200 OK"))
            for _ in 0..<(1 + random.below(150)) {
                let event = try await stream.events(1)[0]
                seen.append(event.data)
                last = event.id
                if isLast(event.data) { return seen }
            }
        }
    }

    /// Page by page, from where the last one ended.
    private static func poll(_ service: Service) async throws -> [[UInt8]] {
        var seen: [[UInt8]] = []
        var after = "0"
        while true {
            let items = try await service.get("/v1/changes?after=\(after)&limit=70")["items"].elements
            for item in items {
                seen.append(item.bytes)
                after = item["id"].text ?? after
                if isLast(item.bytes) { return seen }
            }
            if items.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        }
    }
}

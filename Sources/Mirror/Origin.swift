import Glibc

/// The register that is mirrored. Its answers are taken apart with SQLite's JSON functions.
final class Origin {
    /// One change of the log.
    struct Change {
        let revision: Int
        let recordedAt: String
        let table: String
        /// The row as JSON, as it was and as it is.
        let before: String?
        let after: String?
    }

    private let download: Download
    /// What is heard on the stream is read while the stream goes on.
    private let stream: Download
    private let json: SQLite

    var shown: String { download.address.shown }

    init(_ address: Address, stop: Stop) throws {
        download = try Download(address, stop: stop)
        stream = try Download(address, stop: stop)
        json = try SQLite(":memory:")
    }

    func pause(_ seconds: Int) throws { try download.pause(seconds) }

    /// The tables that there are, and the newest revision.
    func tables() throws -> (tables: [Table], revision: Int) {
        let (body, revision) = try whole("/v1/tables?pageSize=1000")
        let rows = try read(
            """
            SELECT json_extract(t.value, '$.name'), json_extract(t.value, '$.description'), json_extract(t.value, '$.rowCount'),
                   json_extract(c.value, '$.name'), json_extract(c.value, '$.type'), json_extract(c.value, '$.isKey'), json_extract(c.value, '$.description')
            FROM json_each(?1, '$.items') t, json_each(t.value, '$.columns') c ORDER BY t.key, c.key
            """, body
        ) { row in
            (
                table: row.text(0) ?? "", description: row.text(1) ?? "", rowCount: row.integer(2),
                column: Table.Column(
                    name: row.text(3) ?? "", type: row.text(4) ?? "", isKey: row.integer(5) == 1, description: row.text(6) ?? "")
            )
        }
        var tables: [Table] = []
        for row in rows {
            let columns = tables.last?.name == row.table ? tables.removeLast().columns : []
            tables.append(Table(name: row.table, description: row.description, rowCount: row.rowCount, columns: columns + [row.column]))
        }
        guard !tables.isEmpty, tables.allSatisfy(\.isUsable), Set(tables.map(\.name)).count == tables.count else {
            throw MirrorError.noRegister(shown, reason: "its list of tables cannot be read")
        }
        return (tables, revision)
    }

    /// Every row of a table at a revision, each as JSON.
    func rows(of table: Table, at revision: Int, _ take: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var lines = Lines()
        let path = "/v1/tables/\(table.name)?revision=\(revision)"
        let reply = try download.get(path, accept: "application/x-ndjson") { try lines.add($0, take) }
        guard try self.revision(reply, path) == revision, lines.isAtEnd else { throw brokenOff }
    }

    /// The next changes behind a place in the log, and the place where to go on; nil at the end.
    func changes(after place: String) throws -> (changes: [Change], next: String?) {
        let (body, _) = try whole("/v1/changes?after=\(place)&limit=1000")
        let changes = try read(
            """
            SELECT json_extract(value, '$.data.revision'), json_extract(value, '$.data.recordedAt'), json_extract(value, '$.data.entity'),
                   json_extract(value, '$.data.before'), json_extract(value, '$.data.after')
            FROM json_each(?1, '$.items') ORDER BY key
            """, body
        ) { row in
            Change(revision: row.integer(0), recordedAt: row.text(1) ?? "", table: row.text(2) ?? "", before: row.text(3), after: row.text(4))
        }
        return (changes, try read("SELECT json_extract(?1, '$.next.after')", body) { $0.text(0) }.first ?? nil)
    }

    /// When a revision was recorded; nil: the register has no such revision.
    func recordedAt(_ revision: Int) throws -> String? {
        var body: [UInt8] = []
        let path = "/v1/changes?after=\(revision - 1)&limit=1"
        let reply = try download.get(path, accept: "application/json") { body += $0 }
        // Even the one before is not there.
        if reply.status == 400 { return nil }
        _ = try self.revision(reply, path)
        let found = try read(
            "SELECT json_extract(value, '$.data.revision'), json_extract(value, '$.data.recordedAt') FROM json_each(?1, '$.items')", body
        ) { (revision: $0.integer(0), recordedAt: $0.text(1)) }
        return found.first { $0.revision == revision }?.recordedAt
    }

    /// Waits for changes behind a revision, until the register closes the stream. It tells of revisions, and is no place to read them from: whoever reads the
    /// log has each of them whole.
    func follow(after revision: Int, _ hear: @escaping (_ revision: Int) throws -> Void) throws {
        var lines = Lines()
        var newest = revision
        let path = "/v1/changes/stream?after=\(revision)"
        // Far more than a register leaves between two signs of life, unless its owner wants it so.
        let reply = try stream.get(path, accept: "text/event-stream", silence: 120) { piece in
            try lines.add(piece) { line in
                // `id: 7-12000`, before the data of a change and after a sign of life.
                guard line.starts(with: "id: ".utf8) else { return }
                let digits = line.dropFirst(4).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                guard let number = Int(String(decoding: digits, as: UTF8.self)), number > newest else { return }
                newest = number
                try hear(number)
            }
        }
        guard reply.status == 200 else { throw refusal(reply, path) }
    }

    var brokenOff: MirrorError { .brokenOff(shown, reason: "it is not complete") }

    // MARK: Answers

    private func whole(_ path: String) throws -> (body: [UInt8], revision: Int) {
        var body: [UInt8] = []
        let reply = try download.get(path, accept: "application/json") { body += $0 }
        return (body, try revision(reply, path))
    }

    private func revision(_ reply: Download.Reply, _ path: String) throws -> Int {
        guard reply.status == 200 else { throw refusal(reply, path) }
        guard let revision = reply.fields["register-revision"].flatMap({ Int($0) }) else {
            throw MirrorError.noRegister(shown, reason: "its answer to \(path) names no revision")
        }
        return revision
    }

    private func refusal(_ reply: Download.Reply, _ path: String) -> MirrorError {
        let detail = try? read("SELECT json_extract(?1, '$.detail')", reply.refusal) { $0.text(0) }.first ?? nil
        if reply.status >= 500 || reply.status == 429 {
            return .unavailable(shown, status: reply.status, detail: detail ?? "it does not say why.")
        }
        return .noRegister(shown, reason: "it answers \(path) with \(reply.status)" + (detail.map { " (\($0))" } ?? ""))
    }

    private func read<R>(_ sql: String, _ body: [UInt8], _ row: (SQLite.Query) throws -> R) throws -> [R] {
        let query = try json.query(sql)
        do {
            try body.withUnsafeBufferPointer { try query.bind($0, at: 1) }
            return try query.rows(row)
        } catch is SQLite.Failure {
            throw MirrorError.noRegister(shown, reason: "an answer of it is no JSON")
        }
    }
}

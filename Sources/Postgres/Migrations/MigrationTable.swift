/// The table in which the database remembers its migrations.
enum MigrationTable {
    struct Entry: Sendable {
        let number: Int
        let name: String
        let checksum: String
        let at: String
    }

    /// By number; nothing if the table does not exist.
    static func applied(_ db: isolated Connection) throws -> [Int: Entry] {
        guard try db.one(exists) else { return [:] }
        return Dictionary(uniqueKeysWithValues: try db.all(entries).map { ($0.number, $0) })
    }

    static func make(_ db: isolated Connection) throws {
        // Asked first, because "if not exists" would give a notice each time.
        guard try !db.one(exists) else { return }
        try db.run(create)
    }

    /// Held by the session, since each migration has a transaction of its own; a connection that is lost gives it back.
    static func lock<R>(_ db: isolated Connection, _ body: () throws -> R) throws -> R {
        try db.run(acquire, key)
        defer { _ = try? db.run(release, key) }
        return try body()
    }

    /// Any number will do, if only nobody else locks it: "migrate" in ASCII.
    private static let key: Int64 = 0x6d_6967_7261_7465

    private static let exists = Statement(
        "schema_migration_exists", "select to_regclass('public.schema_migration') is not null", Void.self, (Bool).self)

    private static let create = Statement(
        "schema_migration_create",
        """
        create table public.schema_migration (
            version int constraint schema_migration_pk primary key,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now()
        )
        """, Void.self)

    private static let entries = Statement(
        "schema_migration_entries", "select version, name, checksum, applied_at::text from public.schema_migration", Void.self
    ) { row in
        let (number, name, checksum, at) = try row.decode((Int, String, String, String).self)
        return Entry(number: number, name: name, checksum: checksum, at: at)
    }

    static let insert = Statement(
        "schema_migration_insert", "insert into public.schema_migration (version, name, checksum) values ($1, $2, $3)", (Int, String, String).self)

    static let delete = Statement("schema_migration_delete", "delete from public.schema_migration where version = $1", (Int).self)

    private static let acquire = Statement("schema_migration_lock", "select pg_advisory_lock($1)", (Int64).self)
    private static let release = Statement("schema_migration_unlock", "select pg_advisory_unlock($1)", (Int64).self)
}

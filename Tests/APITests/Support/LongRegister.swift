import TestCluster

/// A register with a hundred thousand regions more.
enum LongRegister {
    static let count = 100_000
    static let type = "proef"

    /// `proef-000001`, which is also the order of the names.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "\(type)-" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// For tests that only read.
    static var database: TestDatabase { get async throws { try await making.value } }

    private static let making = Task {
        let database = try await SeededRegister.database()
        try await database.script(facts)
        return database
    }

    /// Without the triggers, and with a quick index for the careful one: what the register does with an editor's row would take minutes for so many, and is
    /// not what is looked at.
    private static let facts = """
        BEGIN;
        SET LOCAL session_replication_role = replica;
        ALTER TABLE region_name DROP CONSTRAINT region_name_once_at_a_time;
        CREATE TEMP TABLE origin ON COMMIT DROP AS SELECT id AS source_id, latest_revision() AS revision FROM source ORDER BY id LIMIT 1;
        INSERT INTO region_type (id, name, description, scale_level_id, partitions, source_id, revision)
            SELECT '\(type)', 'Proef', 'Many.', 'region', false, source_id, revision FROM origin;
        CREATE TEMP TABLE made ON COMMIT DROP AS SELECT '\(type)-' || lpad(n::text, 6, '0') AS id, n FROM generate_series(1, \(count)) n;
        INSERT INTO region (id, type_id, source_id, revision) SELECT id, '\(type)', source_id, revision FROM made, origin;
        INSERT INTO region_name (region_id, name, valid_from, source_id, revision)
            SELECT id, 'Proef ' || lpad(n::text, 6, '0') || repeat(' met een lange, "lange" naam', 4), '2020-01-01', source_id, revision FROM made, origin;
        CREATE INDEX ON region_name (region_id);
        COMMIT;
        ANALYZE region, region_name
        """
}

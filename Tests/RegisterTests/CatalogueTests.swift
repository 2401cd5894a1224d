import Postgres
import Register
import Testing

/// What holds for every table, column, constraint and function of the schema, whichever they are.
@Suite struct CatalogueTests {
    private static let spaces = "('public'::regnamespace, 'history'::regnamespace, 'load'::regnamespace)"
    /// The tables that hold facts: all but the books themselves and the fixed ladder of scale levels.
    private static let facts = """
        SELECT c.oid, c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND c.relname NOT IN ('revision', 'revision_counter', 'change', 'scale_level', 'schema_migration')
        """

    private func expectNone(_ sql: String, _ comment: Comment) async throws {
        #expect(try await SharedRegister.reader().column(sql) == [], comment)
    }

    @Test func everySchemaTableViewAndColumnHasAComment() async throws {
        try await expectNone(
            """
            SELECT oid::regclass::text FROM pg_class WHERE relnamespace IN \(Self.spaces) AND relkind IN ('r', 'v')
            AND coalesce(obj_description(oid, 'pg_class'), '') = ''
            UNION ALL
            SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE relnamespace IN \(Self.spaces) AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
            AND coalesce(col_description(attrelid, attnum), '') = ''
            UNION ALL
            SELECT nspname FROM pg_namespace WHERE nspname IN ('history', 'load', 'extension') AND obj_description(oid, 'pg_namespace') IS NULL
            """, "without a comment")
    }

    @Test func everyFunctionHasAComment() async throws {
        try await expectNone(
            "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN \(Self.spaces) AND obj_description(oid, 'pg_proc') IS NULL",
            "without a comment")
    }

    /// PostgreSQL names a constraint after table, columns and one of these endings when nobody else does.
    @Test func everyConstraintIsNamedByUs() async throws {
        try await expectNone(
            """
            SELECT conrelid::regclass || '.' || conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
            WHERE connamespace IN \(Self.spaces) AND relname <> 'schema_migration' AND contype <> 'n'
            AND conname ~ '_(check|fkey|key|pkey|excl|not_null)[0-9]*$'
            """, "has a generated name")
        try await expectNone(
            """
            SELECT indexrelid::regclass FROM pg_index JOIN pg_class c ON c.oid = indexrelid
            WHERE relnamespace IN \(Self.spaces) AND relname ~ '_(idx|key|pkey|excl)[0-9]*$' AND relname !~ '^schema_migration'
            """, "has a generated name")
        #expect(try await SharedRegister.reader().number("SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace") > 70)
    }

    /// The same name on two tables would be one answer for two mistakes. Those of constraint triggers name no fault of their own.
    @Test func noTwoConstraintsHaveOneName() async throws {
        try await expectNone(
            "SELECT conname FROM pg_constraint WHERE connamespace IN \(Self.spaces) AND contype <> 't' GROUP BY 1 HAVING count(*) > 1", "twice")
    }

    @Test func everyTableOfFactsKeepsItsHistory() async throws {
        #expect(
            try await SharedRegister.reader().column(Self.facts.replacing("c.oid, c.relname", with: "c.relname") + " ORDER BY 1") == [
                "arrangement", "arrangement_organisation", "arrangement_policy_domain", "arrangement_version", "body", "body_relation", "inhabitants",
                "legal_form", "milestone", "municipality", "municipality_name", "municipality_succession", "norm", "organisation",
                "organisation_version", "participant", "policy_domain", "procurement", "region", "region_member", "region_name", "region_nesting",
                "region_type", "seat", "source",
            ])
        try await expectNone("SELECT relname FROM (\(Self.facts)) f WHERE to_regclass('history.' || relname) IS NULL", "has no history table")
        try await expectNone(
            """
            SELECT f.relname || '.' || coalesce(a.attname, h.attname) FROM (\(Self.facts)) f
            JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum > 0
            FULL JOIN (SELECT attname, atttypid, relname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                       WHERE relnamespace = 'history'::regnamespace AND relkind = 'r' AND attnum > 0 AND attname <> 'revision_end') h
            ON h.relname = f.relname AND h.attname = a.attname AND h.atttypid = a.atttypid
            WHERE a.attname IS NULL OR h.attname IS NULL
            """, "is in one of fact table and history only")
        try await expectNone(
            "SELECT relname FROM (\(Self.facts)) f WHERE to_regprocedure(relname || '_as_of(bigint)') IS NULL", "has no as-of function")
        try await expectNone(
            """
            SELECT f.relname || ' ' || w.name FROM (\(Self.facts)) f
            CROSS JOIN (VALUES ('zz_stamp_revision'), ('record_change'), ('not_truncated')) w (name)
            WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = f.oid AND t.tgname = w.name AND t.tgenabled = 'O')
            UNION ALL
            SELECT 'history.' || f.relname || ' ' || w.name FROM (\(Self.facts)) f CROSS JOIN (VALUES ('append_only'), ('not_truncated')) w (name)
            WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass('history.' || f.relname) AND t.tgname = w.name AND t.tgenabled = 'O')
            """, "has no such trigger")
    }

    @Test func everyFactPointsAtItsSource() async throws {
        try await expectNone(
            """
            SELECT relname FROM (\(Self.facts)) f WHERE relname <> 'source' AND NOT EXISTS (
                SELECT FROM pg_attribute a JOIN pg_constraint c ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.confrelid = 'source'::regclass AND c.conkey = ARRAY[a.attnum]
                WHERE a.attrelid = f.oid AND a.attname = 'source_id' AND a.attnotnull)
            """, "need not have a source")
    }

    /// Readers may call what answers, and nothing that writes. Editors besides only what ends or carries something as a whole.
    @Test(arguments: [
        "register_reader": [],
        "register_editor": [
            "end_municipality(text,date)", "end_facts(regclass,text,text,date)", "carry_mergers(date,text)", "revert_revision(bigint)",
        ],
    ])
    func noFunctionThatWritesCanBeCalled(_ role: String, _ allowed: [String]) async throws {
        let found = try await SharedRegister.reader().column(
            """
            SELECT p.oid::regprocedure FROM pg_proc p
            WHERE p.pronamespace IN \(Self.spaces) AND p.prorettype <> 'trigger'::regtype AND p.provolatile = 'v'
            AND has_function_privilege('\(role)', p.oid, 'EXECUTE') AND has_schema_privilege('\(role)', p.pronamespace, 'USAGE')
            AND regexp_replace(p.prosrc, '''[^'']*''', '', 'g') ~* '\\m(insert|update|delete|truncate|nextval|setval|execute|create|drop|alter|grant)\\M' ORDER BY 1
            """)
        #expect(found == allowed)
        try await expectNone(
            """
            SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace IN \(Self.spaces) AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
            AND has_function_privilege('\(role)', p.oid, 'EXECUTE')
            """, "runs with its owner's rights")
    }

    @Test func everythingBelongsToTheOwner() async throws {
        try await expectNone(
            """
            SELECT relname FROM pg_class WHERE relnamespace IN \(Self.spaces) AND relname !~ '^schema_migration' AND relowner <> 'register_owner'::regrole
            UNION ALL SELECT proname FROM pg_proc WHERE pronamespace IN \(Self.spaces) AND proowner <> 'register_owner'::regrole
            """, "has another owner")
    }
}

import Postgres
import Testing

extension Connection {
    /// Every table of the register, history and load with its rows, and everything else that a session could leave behind: equal where nothing was written.
    func contents() throws -> [String] {
        let tables = try column(
            """
            SELECT format('%I.%I', relnamespace::regnamespace, relname) FROM pg_class
            WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'history'::regnamespace, 'load'::regnamespace) ORDER BY 1
            """)
        var contents = try tables.map { table in
            let digest = try value("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM \(table) t")
            return "\(table): \(digest ?? "")"
        }
        contents += try column("SELECT 'sequence ' || schemaname || '.' || sequencename || coalesce(last_value, -1) FROM pg_sequences ORDER BY 1")
        contents += try column("SELECT 'large object ' || oid FROM pg_largeobject_metadata ORDER BY 1")
        return contents + (try schema())
    }

    /// Every object outside PostgreSQL's own schemas, with its definition, comment and privileges.
    func schema() throws -> [String] {
        try column(
            """
            WITH space AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
            SELECT concat_ws(' ', 'schema', nspname, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(coalesce(n.nspacl, acldefault('n', nspowner))) a),
                obj_description(n.oid, 'pg_namespace'))
            FROM pg_namespace n WHERE n.oid IN (SELECT oid FROM space)
            UNION ALL
            SELECT concat_ws(' ', 'relation', c.relkind, nspname, relname, relowner::regrole, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a),
                obj_description(c.oid, 'pg_class'), CASE WHEN relkind = 'v' THEN pg_get_viewdef(c.oid) WHEN relkind = 'i' THEN pg_get_indexdef(c.oid) END)
            FROM pg_class c JOIN space ON space.oid = relnamespace WHERE relname !~ '^schema_migration'
            UNION ALL
            SELECT concat_ws(' ', 'column', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
                pg_get_expr(adbin, adrelid), col_description(c.oid, attnum))
            FROM pg_class c JOIN space ON space.oid = relnamespace JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum WHERE relkind IN ('r', 'v') AND relname <> 'schema_migration'
            UNION ALL
            SELECT concat_ws(' ', 'constraint', nspname, conrelid::regclass, conname, pg_get_constraintdef(o.oid))
            FROM pg_constraint o JOIN space ON space.oid = connamespace WHERE conname !~ '^schema_migration'
            UNION ALL
            SELECT concat_ws(' ', 'trigger', nspname, relname, pg_get_triggerdef(t.oid))
            FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN space ON space.oid = relnamespace WHERE NOT tgisinternal
            UNION ALL
            SELECT concat_ws(' ', 'function', nspname, p.oid::regprocedure, proowner::regrole, proacl, obj_description(p.oid, 'pg_proc'), md5(pg_get_functiondef(p.oid)))
            FROM pg_proc p JOIN space ON space.oid = pronamespace WHERE prokind <> 'a' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
            UNION ALL
            SELECT concat_ws(' ', 'extension', extname) FROM pg_extension
            UNION ALL
            SELECT concat_ws(' ', 'database', (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(coalesce(datacl, acldefault('d', datdba))) a))
            FROM pg_database WHERE datname = current_database()
            ORDER BY 1
            """)
    }
}

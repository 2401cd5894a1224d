import Postgres
import Testing

/// What somebody might try who wants to write and may not.
enum Attempts {
    /// Against every table, view and sequence of the register.
    static func onRelations(_ db: isolated Connection) throws -> [String] {
        let relations = try db.rows(
            """
            SELECT format('%I.%I', relnamespace::regnamespace, relname), relkind,
                (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''),
                (SELECT quote_ident(attname) FROM pg_attribute
                 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum LIMIT 1)
            FROM pg_class c WHERE relkind IN ('r', 'v', 'S') AND relnamespace IN ('public'::regnamespace, 'history'::regnamespace, 'load'::regnamespace)
            """)
        return try relations.flatMap { row in
            let (name, kind) = (try #require(row[0]), try #require(row[1]))
            if kind == "S" {
                return ["SELECT nextval('\(name)')", "SELECT setval('\(name)', 1)", "ALTER SEQUENCE \(name) RESTART", "DROP SEQUENCE \(name)"]
            }
            let (columns, column) = (try #require(row[2]), try #require(row[3]))
            let object = kind == "v" ? "VIEW" : "TABLE"
            return [
                "INSERT INTO \(name) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(name) LIMIT 1",
                "INSERT INTO \(name) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(name) ON CONFLICT DO NOTHING",
                "EXPLAIN ANALYZE INSERT INTO \(name) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(name) LIMIT 1",
                "WITH w AS (UPDATE \(name) SET \(column) = \(column) RETURNING 1) SELECT * FROM w", "UPDATE \(name) SET \(column) = \(column)",
                "DELETE FROM \(name)", "TRUNCATE \(name) CASCADE", "COPY \(name) (\(columns)) FROM STDIN",
                "COPY \(name) (\(columns)) FROM '/etc/hostname'",
                "COPY \(name) (\(columns)) TO '/tmp/register-attempt'", "SELECT 1 FROM \(name) FOR UPDATE", "SELECT 1 FROM \(name) FOR KEY SHARE",
                "BEGIN; LOCK \(name)", "BEGIN; LOCK \(name) IN ROW EXCLUSIVE MODE", "ALTER \(object) \(name) RENAME TO x",
                "ALTER \(object) \(name) OWNER TO CURRENT_USER",
                "DROP \(object) \(name) CASCADE", "COMMENT ON \(object) \(name) IS 'x'", "GRANT ALL ON \(name) TO CURRENT_USER",
                "CREATE TRIGGER t AFTER INSERT ON \(name) FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_truncate()",
                "CREATE RULE r AS ON DELETE TO \(name) DO ALSO NOTHING",
            ]
                + (kind == "r"
                    ? [
                        "CREATE INDEX x ON \(name) ((1))", "ALTER TABLE \(name) DISABLE TRIGGER ALL",
                        "CREATE STATISTICS s ON ctid, \(column) FROM \(name)",
                    ] : [])
        }
    }

    /// Against the database around them.
    static let elsewhere = [
        "CREATE TABLE t (a int)", "CREATE TEMP TABLE t (a int)", "CREATE TEMP VIEW v AS SELECT 1", "CREATE TEMP SEQUENCE s",
        "CREATE UNLOGGED TABLE t (a int)",
        "SELECT 1 INTO t", "SELECT 1 INTO TEMP t", "CREATE TABLE t AS SELECT 1", "CREATE TABLE load.t (a int)", "CREATE TABLE history.t (a int)",
        "CREATE SCHEMA s", "CREATE VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE SEQUENCE s", "CREATE TYPE t AS (a int)",
        "CREATE DOMAIN d AS int", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE EXTENSION pg_trgm", "DROP EXTENSION btree_gist CASCADE",
        "CREATE LANGUAGE plperl", "CREATE ROLE x", "ALTER ROLE register_reader SUPERUSER", "ALTER ROLE register_editor LOGIN",
        "DROP ROLE register_editor",
        "CREATE DATABASE register_attempt", "CREATE TABLESPACE t LOCATION '/tmp'",
        "CREATE PUBLICATION p FOR ALL TABLES", "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "GRANT register_editor TO register_reader", "GRANT register_owner TO CURRENT_USER",
        "REVOKE SELECT ON public.change FROM register_editor CASCADE",
        "ALTER DEFAULT PRIVILEGES FOR ROLE register_owner GRANT ALL ON TABLES TO register_reader", "GRANT CREATE ON SCHEMA public TO register_reader",
        "SET ROLE register_editor", "SET ROLE register_owner", "SET ROLE postgres", "SET SESSION AUTHORIZATION register_owner",
        "SET SESSION AUTHORIZATION postgres", "SET session_replication_role = replica", "SET LOCAL session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', false)", "SELECT set_config('role', 'register_owner', false)",
        "SELECT lo_create(4711)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_import('/etc/hostname')", "SELECT lo_unlink(1)",
        "SELECT lo_put(1, 0, 'x')", "SELECT take_revision()", "SELECT public.keep_history('public.change', 'ordinal')",
        "SELECT public.define_as_of('public.norm')", "SELECT load.offer('public.norm', '{id}', '{name}')", "SELECT load.refuse_key('a', 'b')",
        "SELECT end_municipality('GM0988', '2027-01-01')", "SELECT record_change()", "SELECT stamp_revision()", "SELECT announce_revision()",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'", "SELECT pg_reload_conf()",
        "SELECT pg_read_file('/etc/hostname')",
        "SELECT pg_stat_reset()", "SELECT pg_switch_wal()", "COPY (SELECT 1) TO PROGRAM 'true'", "COPY (SELECT 1) TO '/tmp/register-attempt'",
        "DO $$ BEGIN EXECUTE 'DELETE FROM public.norm'; END $$", "DO $$ BEGIN PERFORM public.end_municipality('GM0988', '2027-01-01'); END $$",
        "DO $$ BEGIN UPDATE public.norm SET threshold = 1; EXCEPTION WHEN insufficient_privilege THEN RAISE; END $$",
        "PREPARE p AS DELETE FROM public.norm; EXECUTE p", "DECLARE c CURSOR FOR SELECT * FROM public.norm FOR UPDATE",
        "SELECT query_to_xml('DELETE FROM public.norm RETURNING 1', true, true, '')", "SELECT * FROM public.findings(), public.take_revision()",
        "REINDEX TABLE public.norm", "CLUSTER public.norm USING norm_pk", "REFRESH MATERIALIZED VIEW public.norm",
        "COMMENT ON SCHEMA public IS 'x'", "COMMENT ON FUNCTION public.today() IS 'x'", "DROP FUNCTION public.today()", "DROP SCHEMA history CASCADE",
        "ALTER FUNCTION public.take_revision() SECURITY INVOKER", "SECURITY LABEL ON TABLE public.norm IS 'x'",
        "IMPORT FOREIGN SCHEMA s FROM SERVER x INTO public", "CREATE POLICY p ON public.norm", "ALTER TABLE public.norm ENABLE ROW LEVEL SECURITY",
        "DROP OWNED BY register_owner", "REASSIGN OWNED BY register_owner TO register_reader",
    ]
}

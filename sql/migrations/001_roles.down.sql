-- The roles themselves stay: other databases of the cluster may use them. DROP ROLE by hand when none does.
DO $database$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM register_owner, register_editor, register_reader', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
END
$database$;
REVOKE ALL ON SCHEMA public FROM register_owner, register_editor, register_reader;
DO $migrations$
BEGIN
    IF to_regclass('public.schema_migration') IS NOT NULL THEN
        REVOKE ALL ON public.schema_migration FROM register_owner, register_editor, register_reader;
    END IF;
END
$migrations$;

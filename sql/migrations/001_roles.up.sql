-- Three roles, so that what somebody may do is decided by PostgreSQL and not by the program in front of it.
-- Roles belong to the whole cluster: several registers may share them, so they are made only where they are absent.
-- They cannot log in; grant them to people's own logins (GRANT register_editor TO alice).

DO $roles$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['register_owner', 'register_editor', 'register_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this cluster was migrated at the same moment
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role % is absent, and the login % may not make roles', role_name, current_user
                    USING ERRCODE = 'insufficient_privilege',
                          HINT = format('Let an administrator run: CREATE ROLE register_owner; CREATE ROLE register_editor; CREATE ROLE register_reader; GRANT register_owner, register_editor, register_reader TO %I', current_user);
            END;
        END IF;
    END LOOP;
END
$roles$;

DO $owner$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['register_owner', 'register_editor', 'register_reader'] LOOP
        IF NOT pg_has_role(current_user, role_name, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', role_name, current_user);
            EXCEPTION WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the login % is not a member of %, and may not make itself one', current_user, role_name
                    USING ERRCODE = 'insufficient_privilege',
                          HINT = format('Let an administrator run: GRANT register_owner, register_editor, register_reader TO %I', current_user);
            END;
        END IF;
    END LOOP;
    -- What nobody said stays as it is: a second database must not rewrite the settings that an operator chose for the first.
    IF NOT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'register_editor') THEN
        BEGIN
            -- An editor who walks away from an open transaction keeps every other writer waiting.
            ALTER ROLE register_editor SET idle_in_transaction_session_timeout = '10min';
            ALTER ROLE register_editor SET lock_timeout = '10s';
            ALTER ROLE register_reader SET default_transaction_read_only = on;
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'the roles have no time-outs: the login % may not set them; sql/README.md says how', current_user;
            WHEN OTHERS THEN
                IF SQLERRM NOT LIKE '%concurrently%' AND SQLSTATE <> '23505' THEN RAISE; END IF;
        END;
    END IF;
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO register_owner', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO register_editor', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO register_reader', current_database());
    -- A temporary table is a write as well.
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$owner$;

GRANT USAGE, CREATE ON SCHEMA public TO register_owner;
GRANT USAGE ON SCHEMA public TO register_editor, register_reader;
-- Before PostgreSQL 15 everybody could create in public.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Large objects are the one thing that a role without any privilege may still write; only a superuser can take that away.
DO $large_objects$
DECLARE
    routine regprocedure;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOR routine IN
            SELECT oid::regprocedure FROM pg_proc
            WHERE pronamespace = 'pg_catalog'::regnamespace
              AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite', 'lo_import', 'lo_unlink', 'lo_truncate', 'lo_truncate64')
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
        END LOOP;
    END IF;
END
$large_objects$;

-- Which migrations are applied is for everybody to see. The table is the migrating program's; it is absent where psql ran these files.
DO $migrations$
BEGIN
    IF to_regclass('public.schema_migration') IS NOT NULL THEN
        GRANT SELECT ON public.schema_migration TO register_owner, register_editor, register_reader;
        COMMENT ON TABLE public.schema_migration IS 'Migratie: which steps of the schema are applied.';
        COMMENT ON COLUMN public.schema_migration.version IS 'Versie: the number of the step.';
        COMMENT ON COLUMN public.schema_migration.name IS 'Naam.';
        COMMENT ON COLUMN public.schema_migration.checksum IS 'Controlegetal of the file.';
        COMMENT ON COLUMN public.schema_migration.applied_at IS 'Tijdstip.';
    END IF;
END
$migrations$;

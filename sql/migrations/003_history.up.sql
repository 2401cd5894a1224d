-- One call of keep_history gives a table all of recorded time: the revision of each row, its earlier states, its changes, and the question "as of".
SET LOCAL ROLE register_owner;

CREATE FUNCTION stamp_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- A statement that changes nothing makes no revision. TG_ARGV: the generated columns, which are not computed yet in NEW.
        IF to_jsonb(NEW) - coalesce(TG_ARGV, '{}'::text[]) - 'revision' = to_jsonb(OLD) - coalesce(TG_ARGV, '{}'::text[]) - 'revision' THEN
            RETURN NULL;
        END IF;
    END IF;
    -- The number that this transaction has or will get: it stands in line, so nobody takes it meanwhile. Whether the row is written at all is only known
    -- afterwards (ON CONFLICT), and so record_change takes it.
    SELECT CASE WHEN transaction_id = pg_current_xact_id() AND transaction_started_at = transaction_timestamp() THEN last ELSE last + 1 END
    INTO NEW.revision FROM revision_counter;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION stamp_revision() IS 'Revisie stempelen: writes the transaction''s revision into a row that is new or changed.';

CREATE FUNCTION record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    taken      bigint := take_revision();
    old_state  jsonb;
    new_state  jsonb;
    key_column text;
    key_parts  text[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        old_state := to_jsonb(OLD);
        IF OLD.revision < taken THEN -- what this transaction itself had written nobody else ever saw
            EXECUTE format('INSERT INTO history.%I SELECT $1, ($2).*', TG_TABLE_NAME) USING taken, OLD;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_state := to_jsonb(NEW);
    END IF;
    FOREACH key_column IN ARRAY TG_ARGV LOOP
        key_parts := key_parts || (coalesce(new_state, old_state) ->> key_column);
    END LOOP;
    INSERT INTO change (revision, entity, key, operation, before, after)
    VALUES (taken, TG_TABLE_NAME, array_to_string(key_parts, '/', ''), lower(TG_OP), old_state, new_state);
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_change() IS 'Wijziging vastleggen: keeps the old state of a row in history and logs the change.';

CREATE FUNCTION refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
AS $body$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % would leave no history', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', HINT = 'Use DELETE; it keeps what was there.';
END
$body$;
COMMENT ON FUNCTION refuse_truncate() IS 'Leegmaken weigeren: TRUNCATE passes by the row triggers that keep history.';

-- The function <table>_as_of(revision) is a single SELECT, so that the planner inlines it and the caller's conditions reach the indexes of both halves.
-- A migration that adds a column to a table adds the same one to its history table, and calls this again.
CREATE FUNCTION define_as_of(tracked regclass) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    table_name text := (SELECT relname FROM pg_class WHERE oid = tracked);
    column_list text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
                         FROM pg_attribute WHERE attrelid = tracked AND attnum > 0 AND NOT attisdropped);
BEGIN
    EXECUTE format($ddl$
        CREATE OR REPLACE FUNCTION %1$I(as_of bigint) RETURNS SETOF %2$I LANGUAGE sql STABLE AS $as_of$
            SELECT %3$s FROM public.%2$I WHERE $1 IS NULL OR revision <= $1
            UNION ALL
            SELECT %3$s FROM history.%2$I WHERE revision <= $1 AND revision_end > $1
        $as_of$
        $ddl$, table_name || '_as_of', table_name, column_list);
    EXECUTE format('COMMENT ON FUNCTION %I(bigint) IS %L', table_name || '_as_of',
        'Stand van ' || table_name || ': the rows as they stood in that revision; NULL asks for the newest state.');
END
$body$;
COMMENT ON FUNCTION define_as_of(regclass) IS 'Stand-functie maken: (re)defines <table>_as_of(revision).';

CREATE FUNCTION keep_history(tracked regclass, VARIADIC key_columns text[]) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    table_name text := (SELECT relname FROM pg_class WHERE oid = tracked);
    key_list   text := (SELECT string_agg(quote_literal(k), ', ') FROM unnest(key_columns) k);
    generated  text := (SELECT string_agg(quote_literal(attname), ', ') FROM pg_attribute WHERE attrelid = tracked AND attgenerated <> '');
    item       record;
BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN revision bigint NOT NULL', table_name);
    EXECUTE format('CREATE TABLE history.%1$I (revision_end bigint NOT NULL, LIKE public.%1$I)', table_name);
    EXECUTE format('CREATE INDEX %1$I ON history.%2$I (revision_end, revision)', table_name || '_by_revision', table_name);
    EXECUTE format('CREATE TRIGGER stand_in_line BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION stand_in_line()', table_name);
    EXECUTE format('CREATE TRIGGER zz_stamp_revision BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION stamp_revision(%s)',
                   table_name, coalesce(generated, ''));
    EXECUTE format('CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION record_change(%s)',
                   table_name, key_list);
    EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', table_name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history.%I FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()', table_name);
    EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON history.%I FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()', table_name);

    EXECUTE format('COMMENT ON COLUMN %I.revision IS %L', table_name, 'Revisie that wrote this row.');
    EXECUTE format('COMMENT ON TABLE history.%I IS %L', table_name, 'Historie van ' || table_name || ': each earlier state, in the revisions [revision, revision_end).');
    EXECUTE format('COMMENT ON COLUMN history.%I.revision_end IS %L', table_name, 'Eindrevisie: the revision that changed or deleted it.');
    FOR item IN
        SELECT attname, col_description(attrelid, attnum) AS description
        FROM pg_attribute WHERE attrelid = tracked AND attnum > 0 AND NOT attisdropped
    LOOP
        EXECUTE format('COMMENT ON COLUMN history.%I.%I IS %L', table_name, item.attname, item.description);
    END LOOP;

    EXECUTE format('GRANT SELECT ON %1$I, history.%1$I TO register_reader', table_name);
    EXECUTE format('GRANT SELECT ON history.%I TO register_editor', table_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO register_editor', table_name);
    PERFORM define_as_of(tracked);
END
$body$;
COMMENT ON FUNCTION keep_history(regclass, text[]) IS 'Historie bijhouden: gives a table revisions, history, change log, as-of function and grants. The columns name a row to a person.';

-- Whoever may execute a trigger's function may hang it on a table of his own, and write history with it. Triggers fire without that right.
-- Every migration that makes trigger functions ends with a call of this.
CREATE FUNCTION close_trigger_functions() RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT oid FROM pg_proc
        WHERE pronamespace IN ('public'::regnamespace, 'load'::regnamespace) AND (prorettype = 'trigger'::regtype OR prosecdef)
          AND pg_has_role(current_user, proowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
END
$body$;
COMMENT ON FUNCTION close_trigger_functions() IS 'Triggerfuncties sluiten: takes EXECUTE on them from everybody.';
REVOKE EXECUTE ON FUNCTION keep_history(regclass, text[]), define_as_of(regclass), close_trigger_functions() FROM PUBLIC;

SELECT close_trigger_functions();
RESET ROLE;

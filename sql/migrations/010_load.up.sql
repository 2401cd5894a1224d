-- Views to COPY or INSERT into: what is new is added, what differs is corrected, what is the same is left alone. One statement is all or nothing.
SET LOCAL ROLE register_owner;

-- A key given twice in one statement is a mistake in the file, even where both rows say the same.
CREATE TABLE load.seen (
    transaction_id xid8 NOT NULL,
    view_name      name NOT NULL,
    key            text NOT NULL,
    CONSTRAINT seen_once PRIMARY KEY (transaction_id, view_name, key)
);
COMMENT ON TABLE load.seen IS 'Gezien: the keys that the running statement has given; empty between statements.';
COMMENT ON COLUMN load.seen.transaction_id IS 'Transactie.';
COMMENT ON COLUMN load.seen.view_name IS 'Laadview.';
COMMENT ON COLUMN load.seen.key IS 'Sleutel.';

GRANT SELECT, INSERT, DELETE ON load.seen TO register_editor;

CREATE FUNCTION load.forget_keys() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    DELETE FROM load.seen WHERE transaction_id = pg_current_xact_id() AND view_name = TG_TABLE_NAME;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION load.forget_keys() IS 'Sleutels vergeten, at the end of the statement.';

CREATE FUNCTION load.refuse_key(view_name name, key text) RETURNS void
LANGUAGE plpgsql
AS $body$
BEGIN
    RAISE EXCEPTION '%: % is given twice', view_name, key USING ERRCODE = 'unique_violation', HINT = 'Remove one of the two rows. Nothing was loaded.';
END
$body$;
COMMENT ON FUNCTION load.refuse_key(name, text) IS 'Sleutel weigeren that the statement gave before.';

CREATE FUNCTION load.refuse_source(view_name name, key text, source_id text) RETURNS void
LANGUAGE plpgsql
AS $body$
BEGIN
    RAISE EXCEPTION '%: % names the source %, which is not in the register', view_name, key, coalesce(quote_literal(source_id), 'NULL')
        USING ERRCODE = 'foreign_key_violation', HINT = 'Every fact has a source. Add it first: INSERT INTO load.source (id, title, publisher) VALUES (…).';
END
$body$;
COMMENT ON FUNCTION load.refuse_source(name, text, text) IS 'Bron weigeren that is not known.';

-- Makes load.<table>: a view of the given columns, whose trigger adds or corrects one row by its key. Each gets a function of its own,
-- so that its statements are planned once and not for each row.
CREATE FUNCTION load.offer(target regclass, key_columns text[], fact_columns text[]) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    table_name text := (SELECT relname FROM pg_class WHERE oid = target);
    all_columns text[] := key_columns || fact_columns;
BEGIN
    EXECUTE format('CREATE VIEW load.%1$I AS SELECT %2$s FROM public.%1$I', table_name, (SELECT string_agg(quote_ident(c), ', ') FROM unnest(all_columns) c));
    EXECUTE format($ddl$
        CREATE FUNCTION load.%1$I() RETURNS trigger LANGUAGE plpgsql AS $put$
        BEGIN
            INSERT INTO load.seen VALUES (pg_current_xact_id(), TG_TABLE_NAME, concat_ws(' ', %2$s)) ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                PERFORM load.refuse_key(TG_TABLE_NAME, concat_ws(' ', %2$s));
            END IF;
            %8$s
            IF EXISTS (SELECT FROM public.%3$I t WHERE %4$s) THEN
                UPDATE public.%3$I t SET %5$s WHERE %4$s;
            ELSE
                INSERT INTO public.%3$I (%6$s) VALUES (%7$s);
            END IF;
            RETURN NEW;
        END
        $put$
        $ddl$,
        'put_' || table_name,
        (SELECT string_agg(format('NEW.%I', k), ', ') FROM unnest(key_columns) k),
        table_name,
        -- Only "=" finds an index; where a key column may be NULL (valid_from: since before what is known), NULL is a value like another.
        (SELECT string_agg(format(CASE WHEN attnotnull THEN 't.%1$I = NEW.%1$I' ELSE 't.%1$I IS NOT DISTINCT FROM NEW.%1$I' END, attname), ' AND ')
         FROM pg_attribute WHERE attrelid = target AND attname = ANY (key_columns)),
        (SELECT string_agg(format('%1$I = NEW.%1$I', c), ', ') FROM unnest(fact_columns) c),
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(all_columns) c),
        (SELECT string_agg(format('NEW.%I', c), ', ') FROM unnest(all_columns) c),
        CASE WHEN 'source_id' = ANY (fact_columns) THEN format($check$
            IF NOT EXISTS (SELECT FROM public.source s WHERE s.id = NEW.source_id) THEN
                PERFORM load.refuse_source(TG_TABLE_NAME, concat_ws(' ', %s), NEW.source_id);
            END IF;$check$, (SELECT string_agg(format('NEW.%I', k), ', ') FROM unnest(key_columns) k)) END);
    EXECUTE format('COMMENT ON FUNCTION load.%I() IS %L', 'put_' || table_name, 'Laden van ' || table_name || ': adds or corrects one row.');
    EXECUTE format('CREATE TRIGGER put INSTEAD OF INSERT ON load.%I FOR EACH ROW EXECUTE FUNCTION load.%I()', table_name, 'put_' || table_name);
END
$body$;
COMMENT ON FUNCTION load.offer(regclass, text[], text[]) IS 'Laadview maken.';
REVOKE EXECUTE ON FUNCTION load.offer(regclass, text[], text[]) FROM PUBLIC;

SELECT load.offer('source', '{id}', '{title,publisher,published_on,licence,url,note}');
SELECT load.offer('municipality_succession', '{takes_effect_on,from_code,to_code}', '{kind,source_id}');
SELECT load.offer('region_type', '{id}', '{name,description,scale_level_id,partitions,source_id}');
SELECT load.offer('region_member', '{region_id,municipality_code,valid_from}', '{valid_to,source_id}');
SELECT load.offer('region_nesting', '{region_id,within_id,valid_from}', '{valid_to,source_id}');
SELECT load.offer('inhabitants', '{municipality_code,reference_date}', '{count,precision,status,source_id}');
ALTER VIEW load.inhabitants ALTER COLUMN precision SET DEFAULT 'exact';
ALTER VIEW load.inhabitants ALTER COLUMN status SET DEFAULT 'published';
SELECT load.offer('norm', '{id}', '{name,threshold,valid_from,valid_to,source_id}');
CREATE VIEW load.municipality AS
    SELECT n.municipality_code AS code, n.name, n.valid_from, n.valid_to, n.source_id FROM municipality_name n;
CREATE VIEW load.region AS
    SELECT r.id, r.type_id, n.name, n.valid_from, n.valid_to, n.source_id FROM region_name n JOIN region r ON r.id = n.region_id;

CREATE FUNCTION load.put_municipality() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    INSERT INTO load.seen VALUES (pg_current_xact_id(), TG_TABLE_NAME, concat_ws(' ', NEW.code, NEW.valid_from)) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM load.refuse_key(TG_TABLE_NAME, concat_ws(' ', NEW.code, NEW.valid_from));
    END IF;
    IF NOT EXISTS (SELECT FROM source s WHERE s.id = NEW.source_id) THEN
        PERFORM load.refuse_source(TG_TABLE_NAME, concat_ws(' ', NEW.code, NEW.valid_from), NEW.source_id);
    END IF;
    INSERT INTO municipality (code, source_id) SELECT NEW.code, NEW.source_id
    WHERE NOT EXISTS (SELECT FROM municipality m WHERE m.code = NEW.code);
    UPDATE municipality_name n SET name = NEW.name, valid_to = NEW.valid_to, source_id = NEW.source_id
    WHERE n.municipality_code = NEW.code AND n.valid_from IS NOT DISTINCT FROM NEW.valid_from;
    INSERT INTO municipality_name (municipality_code, name, valid_from, valid_to, source_id)
    SELECT NEW.code, NEW.name, NEW.valid_from, NEW.valid_to, NEW.source_id
    WHERE NOT EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = NEW.code AND n.valid_from IS NOT DISTINCT FROM NEW.valid_from);
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION load.put_municipality() IS 'Gemeente laden: its identity, and its name in a period.';
CREATE TRIGGER put INSTEAD OF INSERT ON load.municipality FOR EACH ROW EXECUTE FUNCTION load.put_municipality();

CREATE FUNCTION load.put_region() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    INSERT INTO load.seen VALUES (pg_current_xact_id(), TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from)) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM load.refuse_key(TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from));
    END IF;
    IF NOT EXISTS (SELECT FROM source s WHERE s.id = NEW.source_id) THEN
        PERFORM load.refuse_source(TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from), NEW.source_id);
    END IF;
    INSERT INTO region (id, type_id, source_id) SELECT NEW.id, NEW.type_id, NEW.source_id
    WHERE NOT EXISTS (SELECT FROM region r WHERE r.id = NEW.id);
    IF EXISTS (SELECT FROM region r WHERE r.id = NEW.id AND r.type_id <> NEW.type_id) THEN
        RAISE EXCEPTION 'region: % is already a %, not a %', NEW.id, (SELECT r.type_id FROM region r WHERE r.id = NEW.id), NEW.type_id
            USING ERRCODE = 'unique_violation', HINT = 'An id is never used again. Choose another.';
    END IF;
    UPDATE region_name n SET name = NEW.name, valid_to = NEW.valid_to, source_id = NEW.source_id
    WHERE n.region_id = NEW.id AND n.valid_from IS NOT DISTINCT FROM NEW.valid_from;
    INSERT INTO region_name (region_id, name, valid_from, valid_to, source_id)
    SELECT NEW.id, NEW.name, NEW.valid_from, NEW.valid_to, NEW.source_id
    WHERE NOT EXISTS (SELECT FROM region_name n WHERE n.region_id = NEW.id AND n.valid_from IS NOT DISTINCT FROM NEW.valid_from);
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION load.put_region() IS 'Regio laden: its identity, and its name in a period.';
CREATE TRIGGER put INSTEAD OF INSERT ON load.region FOR EACH ROW EXECUTE FUNCTION load.put_region();

DO $views$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'load'::regnamespace AND c.relkind = 'v' LOOP
        -- Before it looks what is there, so that two loads of the same figures add them once.
        EXECUTE format('CREATE TRIGGER stand_in_line BEFORE INSERT ON load.%I FOR EACH STATEMENT EXECUTE FUNCTION stand_in_line()', item.relname);
        EXECUTE format('CREATE TRIGGER forget_keys AFTER INSERT ON load.%I FOR EACH STATEMENT EXECUTE FUNCTION load.forget_keys()', item.relname);
        EXECUTE format('GRANT SELECT, INSERT ON load.%I TO register_editor', item.relname);
        EXECUTE format('COMMENT ON VIEW load.%1$I IS %2$L', item.relname, 'Laadview: COPY or INSERT ' || item.relname || ' here.');
    END LOOP;
    -- A column of a view means what the column of that name means in the table, or in the table with its names.
    FOR item IN
        SELECT DISTINCT ON (v.relname, a.attname) v.relname, a.attname, col_description(t.oid, b.attnum) AS description
        FROM pg_class v
        JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
        JOIN pg_class t ON t.relnamespace = 'public'::regnamespace AND t.relname IN (v.relname, v.relname || '_name')
        JOIN pg_attribute b ON b.attrelid = t.oid AND b.attname = a.attname
        WHERE v.relnamespace = 'load'::regnamespace AND v.relkind = 'v'
        ORDER BY v.relname, a.attname, t.relname
    LOOP
        EXECUTE format('COMMENT ON COLUMN load.%I.%I IS %L', item.relname, item.attname, item.description);
    END LOOP;
END
$views$;

SELECT close_trigger_functions();
RESET ROLE;

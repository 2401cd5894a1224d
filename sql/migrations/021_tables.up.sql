-- The tables as they are recorded, for whoever keeps a copy of the register: what is in them, and their rows at a revision.
SET LOCAL ROLE register_owner;

CREATE FUNCTION recorded_columns()
RETURNS TABLE (table_name text, table_description text, ordinal integer, name text, type text, is_key boolean, description text)
LANGUAGE sql STABLE
AS $body$
    SELECT c.relname::text, obj_description(c.oid, 'pg_class'), row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)::integer, a.attname::text,
           CASE WHEN t.typcategory = 'A' THEN 'list' WHEN t.typname IN ('int2', 'int4', 'int8') THEN 'integer' WHEN t.typname = 'bool' THEN 'boolean'
                ELSE t.typname::text END,
           a.attnum = ANY (i.indkey), col_description(c.oid, a.attnum)
    FROM pg_class h
    JOIN pg_class c ON c.relname = h.relname AND c.relnamespace = 'public'::regnamespace
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE h.relnamespace = 'history'::regnamespace AND h.relkind = 'r'
$body$;
COMMENT ON FUNCTION recorded_columns() IS
    'Kolommen van de vastgelegde tabellen: text, integer, boolean, date or list, without those that are computed from others; is_key: of the primary key.';

CREATE FUNCTION recorded_row_count(entity text, as_of bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    found bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM public.%I($1)', entity || '_as_of') INTO found USING as_of;
    RETURN found;
END
$body$;
COMMENT ON FUNCTION recorded_row_count(text, bigint) IS 'Aantal rijen of a recorded table in a revision; NULL: the newest.';

CREATE FUNCTION recorded_rows(entity text, most bigint, skipped bigint, as_of bigint DEFAULT NULL) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    key_columns text;
    computed    text[];
BEGIN
    SELECT string_agg(format(CASE WHEN c.type = 'text' THEN '%I COLLATE "C"' ELSE '%I' END, c.name), ', ' ORDER BY c.ordinal)
    INTO key_columns FROM recorded_columns() c WHERE c.table_name = entity AND c.is_key;
    computed := ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = to_regclass(format('public.%I', entity)) AND a.attgenerated <> '');
    RETURN QUERY EXECUTE format('SELECT to_jsonb(t) - $1 FROM public.%I($2) t ORDER BY %s LIMIT $3 OFFSET $4', entity || '_as_of', key_columns)
    USING computed, as_of, most, skipped;
END
$body$;
COMMENT ON FUNCTION recorded_rows(text, bigint, bigint, bigint) IS
    'Rijen of a recorded table in a revision, in the order of its primary key, as in the change log but without what is computed from other columns. Most NULL: all.';
RESET ROLE;

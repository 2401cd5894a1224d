-- Makes a seeded register bench.factor times as large: each municipality, region, organisation and arrangement with all that belongs to it, again and again
-- under other codes, ids and names. As superuser, in a database that is thrown away: the triggers and foreign keys are off meanwhile, since through them it
-- would take an hour, and what stands there is what they would let pass, since the copies keep their relations among themselves. Keys and CHECKs are held.
-- One rule gives way: a code of the CBS has four digits, of which there are not enough, so that the copies have more.
-- What may be once at a time is made an index of the same kind when all rows are there, since to hold each row to it takes a minute longer.
-- Only the state is made, not the log of changes: nothing that is measured reads it.
BEGIN;
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;
SET LOCAL maintenance_work_mem = '512MB';
ALTER TABLE municipality DROP CONSTRAINT municipality_code_is_cbs;

CREATE FUNCTION pg_temp.another_code(code text, copy int) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT 'GM' || (substr(code, 3)::int + 10000 * copy) $$;
CREATE FUNCTION pg_temp.another_id(id text, copy int) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN id ~ '^[A-Z]{2}[0-9]+$' THEN id || lpad(copy::text, 4, '0') ELSE id || '-' || copy END $$;

DO $grow$
DECLARE
    copies int := current_setting('bench.factor')::int - 1;
    -- Which columns name something that is copied: c a municipality, i another, n what people call it.
    named  jsonb := '{
        "municipality": {"code": "c"}, "municipality_name": {"municipality_code": "c", "name": "n"},
        "municipality_succession": {"from_code": "c", "to_code": "c"}, "inhabitants": {"municipality_code": "c"},
        "region": {"id": "i"}, "region_name": {"region_id": "i", "name": "n"}, "region_member": {"region_id": "i", "municipality_code": "c"},
        "region_nesting": {"region_id": "i", "within_id": "i"},
        "organisation": {"id": "i"}, "organisation_version": {"organisation_id": "i", "parent_id": "i", "name": "n"},
        "arrangement": {"id": "i"}, "arrangement_version": {"arrangement_id": "i", "region_id": "i", "name": "n"},
        "arrangement_policy_domain": {"arrangement_id": "i"}, "arrangement_organisation": {"arrangement_id": "i", "organisation_id": "i"},
        "participant": {"arrangement_id": "i", "municipality_code": "c", "organisation_id": "i"},
        "body": {"id": "i", "arrangement_id": "i", "name": "n"}, "seat": {"body_id": "i", "municipality_code": "c", "organisation_id": "i"},
        "body_relation": {"from_body_id": "i", "to_body_id": "i"}, "procurement": {"arrangement_id": "i"},
        "milestone": {"arrangement_id": "i", "organisation_id": "i"}}';
    target text;
    rule   record;
BEGIN
    CREATE TEMP TABLE rule ON COMMIT DROP AS
        SELECT conrelid::regclass AS target, conname, pg_get_indexdef(conindid) AS made FROM pg_constraint
        WHERE contype = 'x' AND connamespace = 'public'::regnamespace AND jsonb_exists(named, conrelid::regclass::text);
    FOR rule IN SELECT * FROM rule LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.target, rule.conname);
    END LOOP;
    FOR target IN SELECT jsonb_object_keys(named) LOOP
        EXECUTE (
            SELECT format('INSERT INTO %I (%s) SELECT %s FROM %I t, generate_series(1, %s) k',
                target, string_agg(quote_ident(attname), ', ' ORDER BY attnum), string_agg(CASE named #>> ARRAY[target, attname]
                    WHEN 'c' THEN format('pg_temp.another_code(t.%I, k)', attname)
                    WHEN 'i' THEN format('pg_temp.another_id(t.%I, k)', attname)
                    WHEN 'n' THEN format('t.%I || '' '' || k', attname)
                    ELSE format('t.%I', attname) END, ', ' ORDER BY attnum), target, copies)
            FROM pg_attribute
            -- The numbers of rows and the ranges come by themselves.
            WHERE attrelid = target::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '');
    END LOOP;
    FOR rule IN SELECT * FROM rule LOOP
        EXECUTE rule.made;
    END LOOP;
END
$grow$;
COMMIT;
VACUUM ANALYZE;

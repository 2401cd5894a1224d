SET LOCAL ROLE register_owner;
CREATE OR REPLACE FUNCTION organisation_arrangements(organisation_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (arrangement_id text, arrangement_name text, involvement text)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT i.arrangement_id, v.name, i.involvement
    FROM (
        SELECT p.arrangement_id, p.role AS involvement FROM participant_as_of($3) p WHERE p.organisation_id = $1 AND holds_on(p.valid_from, p.valid_to, $2)
        UNION ALL
        SELECT o.arrangement_id, o.task FROM arrangement_organisation_as_of($3) o WHERE o.organisation_id = $1 AND holds_on(o.valid_from, o.valid_to, $2)
        UNION ALL
        SELECT b.arrangement_id, 'seat' FROM seat_as_of($3) s JOIN body_as_of($3) b ON b.id = s.body_id
        WHERE s.organisation_id = $1 AND holds_on(s.valid_from, s.valid_to, $2)
        UNION ALL
        SELECT m.arrangement_id, 'milestone' FROM milestone_as_of($3) m WHERE m.organisation_id = $1 AND coalesce(m.happened_on <= $2, true)
    ) i
    JOIN arrangement_version_as_of($3) v ON v.arrangement_id = i.arrangement_id AND holds_on(v.valid_from, v.valid_to, $2)
$body$;
DROP FUNCTION organisation_involvements(text[], date, bigint);

CREATE OR REPLACE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($2) n
    LEFT JOIN LATERAL newest_figure(n.municipality_code, $1, $2) f ON true
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

CREATE OR REPLACE FUNCTION municipalities_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, p.code, p.name, lower(l.lifetime), upper(l.lifetime), n.source_id,
           f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($2) n
    JOIN municipality_lifetimes($2) l ON l.municipality_code = n.municipality_code AND l.lifetime @> $1
    LEFT JOIN municipality_provinces($2) p ON p.municipality_code = n.municipality_code AND holds_on(p.valid_from, p.valid_to, $1)
    LEFT JOIN LATERAL newest_figure(n.municipality_code, $1, $2) f ON true
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

CREATE OR REPLACE FUNCTION municipality_provinces(as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, code text, name text, valid_from date, valid_to date)
LANGUAGE sql STABLE
AS $body$
    SELECT m.municipality_code, r.id, n.name, greatest(m.valid_from, n.valid_from), least(m.valid_to, n.valid_to)
    FROM region_as_of($1) r
    JOIN region_name_as_of($1) n ON n.region_id = r.id
    JOIN region_member_as_of($1) m ON m.region_id = r.id AND m.validity && n.validity
    WHERE r.type_id = 'provincie'
$body$;

CREATE OR REPLACE FUNCTION inhabitants_of(codes text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, members bigint, missing text[], oldest date, newest date)
LANGUAGE sql STABLE
AS $body$
    WITH asked AS (SELECT DISTINCT unnest($1) AS code),
    figure AS (SELECT f.code, f.count, f.reference_date FROM figures_on($2, $3) f WHERE f.code = ANY ($1))
    SELECT sum(f.count), count(*) > 0 AND count(*) = count(f.count), count(*),
           coalesce(array_agg(a.code ORDER BY a.code) FILTER (WHERE f.count IS NULL), '{}'), min(f.reference_date), max(f.reference_date)
    FROM asked a LEFT JOIN figure f ON f.code = a.code
$body$;

CREATE OR REPLACE FUNCTION scale_check_members(codes text[], valid_on date, threshold bigint, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text,
               inhabitants bigint, complete boolean, meets boolean, margin bigint)
LANGUAGE sql STABLE
AS $body$
    SELECT f.code, f.name, f.count, f.reference_date, f.precision, f.status, f.source_id,
           t.inhabitants, t.complete, meets_threshold(t.inhabitants, t.complete, $3), threshold_margin(t.inhabitants, t.complete, $3)
    FROM figures_on($2, $4) f CROSS JOIN inhabitants_of($1, $2, $4) t
    WHERE f.code = ANY ($1)
$body$;

CREATE OR REPLACE FUNCTION municipalities_latest(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT c.code, n.name, p.code, p.name, lower(c.lifetime), upper(c.lifetime), n.source_id,
           f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_moments($1, $2) c
    -- One row for each, and so the planner must see it.
    CROSS JOIN LATERAL (
        SELECT x.name, x.source_id FROM municipality_name_as_of($2) x WHERE x.municipality_code = c.code AND holds_on(x.valid_from, x.valid_to, c.moment) LIMIT 1
    ) n
    LEFT JOIN municipality_provinces($2) p ON p.municipality_code = c.code AND holds_on(p.valid_from, p.valid_to, c.moment)
    LEFT JOIN LATERAL newest_figure(c.code, c.moment, $2) f ON true
$body$;

CREATE OR REPLACE FUNCTION regions_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, scale_level_id text, valid_from date, valid_to date, member_count bigint, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT r.id, n.name, r.type_id, t.scale_level_id, lower(l.lifetime), upper(l.lifetime),
           (SELECT count(*) FROM region_member_as_of($2) m WHERE m.region_id = r.id AND holds_on(m.valid_from, m.valid_to, $1)), n.source_id
    FROM region_name_as_of($2) n
    JOIN region_as_of($2) r ON r.id = n.region_id
    JOIN region_type_as_of($2) t ON t.id = r.type_id
    JOIN region_lifetimes($2) l ON l.region_id = n.region_id AND l.lifetime @> $1
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;
DROP FUNCTION figures_of(text[], date, bigint);
DROP FUNCTION newest_figures(date, bigint);

DROP INDEX history.region_member_by_region;
DROP INDEX history.region_member_by_municipality;
DROP INDEX history.inhabitants_by_municipality;
DROP INDEX history.region_name_by_region;
DROP INDEX history.municipality_name_by_municipality;

CREATE OR REPLACE FUNCTION define_as_of(tracked regclass) RETURNS void
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

CREATE OR REPLACE FUNCTION keep_history(tracked regclass, VARIADIC key_columns text[]) RETURNS void
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

DO $reindex$
DECLARE
    tracked    regclass;
    table_name text;
BEGIN
    FOR tracked, table_name IN SELECT t.tgrelid, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'record_change' LOOP
        EXECUTE format('DROP INDEX history.%I', table_name || '_by_revision');
        EXECUTE format('CREATE INDEX %1$I ON history.%2$I (revision_end, revision)', table_name || '_by_revision', table_name);
        PERFORM define_as_of(tracked);
    END LOOP;
END
$reindex$;
DROP FUNCTION index_history(regclass);
RESET ROLE;

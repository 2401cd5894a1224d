-- The past at the price of the present: an index that finds what stood in a revision, and questions whose plans stay good there.
--
-- The states of one row follow each other without a gap, so in one revision a history of any length holds no more rows than a present. A B-tree over both ends
-- reads half of it to find them; GiST over the range reads those alone.
SET LOCAL ROLE register_owner;

CREATE FUNCTION index_history(tracked regclass) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    table_name text := (SELECT relname FROM pg_class WHERE oid = tracked);
BEGIN
    EXECUTE format('CREATE INDEX %1$I ON history.%2$I USING gist (int8range(revision, revision_end))', table_name || '_by_revision', table_name);
END
$body$;
COMMENT ON FUNCTION index_history(regclass) IS 'Historie indexeren: finds the rows of <table> that stood in a revision.';
REVOKE EXECUTE ON FUNCTION index_history(regclass) FROM PUBLIC;

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
            SELECT %3$s FROM history.%2$I WHERE int8range(revision, revision_end) @> $1
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
    PERFORM index_history(tracked);
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
        PERFORM index_history(tracked), define_as_of(tracked);
    END LOOP;
END
$reindex$;

-- Where a present has thousands of rows and is asked for those of one municipality or region. These serve the whole history of one as well. That the column is
-- not NULL follows from each question that names one, and from no other: else the planner, who cannot tell which column of such an index leads, would take it
-- for lists too, and read most of it.
CREATE INDEX municipality_name_by_municipality ON history.municipality_name
    USING gist (municipality_code extension.gist_text_ops, int8range(revision, revision_end)) WHERE municipality_code IS NOT NULL;
CREATE INDEX region_name_by_region ON history.region_name
    USING gist (region_id extension.gist_text_ops, int8range(revision, revision_end)) WHERE region_id IS NOT NULL;
CREATE INDEX inhabitants_by_municipality ON history.inhabitants
    USING gist (municipality_code extension.gist_text_ops, int8range(revision, revision_end)) WHERE municipality_code IS NOT NULL;
CREATE INDEX region_member_by_municipality ON history.region_member
    USING gist (municipality_code extension.gist_text_ops, int8range(revision, revision_end)) WHERE municipality_code IS NOT NULL;
CREATE INDEX region_member_by_region ON history.region_member
    USING gist (region_id extension.gist_text_ops, int8range(revision, revision_end)) WHERE region_id IS NOT NULL;

-- One figure of one municipality is found by an index; those of all are quicker found together. What the planner takes for rare, and what is the rule here,
-- stands in a coalesce, of which it expects a half: where it expected one row, it compared everything with everything.
CREATE FUNCTION newest_figures(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT i.municipality_code, i.count, i.reference_date, i.precision, i.status, i.source_id
    FROM (SELECT x.municipality_code, max(x.reference_date) AS newest FROM inhabitants_as_of($2) x WHERE x.reference_date <= $1 GROUP BY x.municipality_code) d
    JOIN inhabitants_as_of($2) i ON i.municipality_code = d.municipality_code AND coalesce(i.reference_date = d.newest, false)
$body$;
COMMENT ON FUNCTION newest_figures(date, bigint) IS 'Nieuwste inwonertallen: of each municipality the figure with the latest reference date that is not after the day.';

CREATE FUNCTION figures_of(codes text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($3) n
    LEFT JOIN LATERAL newest_figure(n.municipality_code, $2, $3) f ON true
    WHERE n.municipality_code = ANY ($1) AND holds_on(n.valid_from, n.valid_to, $2)
$body$;
COMMENT ON FUNCTION figures_of(text[], date, bigint) IS
    'Inwonertallen van gemeenten op een datum: those of the given ones that are valid then, with their newest figures; NULL where there is none.';

CREATE OR REPLACE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($2) n
    LEFT JOIN newest_figures($1, $2) f ON f.municipality_code = n.municipality_code
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
    LEFT JOIN newest_figures($1, $2) f ON f.municipality_code = n.municipality_code
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

CREATE OR REPLACE FUNCTION municipality_provinces(as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, code text, name text, valid_from date, valid_to date)
LANGUAGE sql STABLE
AS $body$
    SELECT m.municipality_code, r.id, n.name, greatest(m.valid_from, n.valid_from), least(m.valid_to, n.valid_to)
    FROM region_as_of($1) r
    JOIN region_name_as_of($1) n ON n.region_id = r.id
    JOIN region_member_as_of($1) m ON m.region_id = r.id AND coalesce(m.validity && n.validity, false)
    WHERE r.type_id = 'provincie'
$body$;

CREATE OR REPLACE FUNCTION inhabitants_of(codes text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, members bigint, missing text[], oldest date, newest date)
LANGUAGE sql STABLE
AS $body$
    WITH asked AS (SELECT DISTINCT unnest($1) AS code),
    figure AS (SELECT f.code, f.count, f.reference_date FROM figures_of($1, $2, $3) f)
    SELECT sum(f.count), count(*) > 0 AND count(*) = count(f.count), count(*),
           coalesce(array_agg(a.code ORDER BY a.code) FILTER (WHERE f.count IS NULL), '{}'), min(f.reference_date), max(f.reference_date)
    FROM asked a LEFT JOIN figure f ON f.code = a.code
$body$;

-- The sum of inhabitants_of, over figures that are read once.
CREATE OR REPLACE FUNCTION scale_check_members(codes text[], valid_on date, threshold bigint, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text,
               inhabitants bigint, complete boolean, meets boolean, margin bigint)
LANGUAGE sql STABLE
AS $body$
    WITH figure AS (SELECT * FROM figures_of($1, $2, $4)),
    total AS (
        SELECT sum(f.count) AS inhabitants, count(*) = count(f.count) AS complete
        FROM (SELECT DISTINCT unnest($1) AS code) a LEFT JOIN figure f ON f.code = a.code
    )
    SELECT f.code, f.name, f.count, f.reference_date, f.precision, f.status, f.source_id,
           t.inhabitants, t.complete, meets_threshold(t.inhabitants, t.complete, $3), threshold_margin(t.inhabitants, t.complete, $3)
    FROM figure f CROSS JOIN total t
$body$;

-- All names and figures together, and not municipality by municipality.
CREATE OR REPLACE FUNCTION municipalities_latest(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT c.code, n.name, p.code, p.name, lower(c.lifetime), upper(c.lifetime), n.source_id,
           f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_moments($1, $2) c
    JOIN municipality_name_as_of($2) n ON n.municipality_code = c.code AND coalesce(holds_on(n.valid_from, n.valid_to, c.moment), false)
    LEFT JOIN municipality_provinces($2) p ON p.municipality_code = c.code AND holds_on(p.valid_from, p.valid_to, c.moment)
    LEFT JOIN (
        SELECT m.code, max(x.reference_date) AS newest
        FROM municipality_moments($1, $2) m JOIN inhabitants_as_of($2) x ON x.municipality_code = m.code AND x.reference_date <= m.moment
        GROUP BY m.code
    ) d ON d.code = c.code
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = c.code AND coalesce(f.reference_date = d.newest, false)
$body$;

-- The members of all regions counted together, and not region by region.
CREATE OR REPLACE FUNCTION regions_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, scale_level_id text, valid_from date, valid_to date, member_count bigint, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT r.id, n.name, r.type_id, t.scale_level_id, lower(l.lifetime), upper(l.lifetime),
           coalesce(c.members, 0), n.source_id
    FROM region_name_as_of($2) n
    JOIN region_as_of($2) r ON r.id = n.region_id
    JOIN region_type_as_of($2) t ON t.id = r.type_id
    JOIN region_lifetimes($2) l ON l.region_id = n.region_id AND l.lifetime @> $1
    LEFT JOIN (
        SELECT m.region_id, count(*) AS members FROM region_member_as_of($2) m WHERE holds_on(m.valid_from, m.valid_to, $1) GROUP BY m.region_id
    ) c ON c.region_id = r.id
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

-- Of many organisations together, and not one by one.
CREATE FUNCTION organisation_involvements(organisation_ids text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (organisation_id text, arrangement_id text, arrangement_name text, involvement text)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT i.organisation_id, i.arrangement_id, v.name, i.involvement
    FROM (
        SELECT p.organisation_id, p.arrangement_id, p.role AS involvement
        FROM participant_as_of($3) p WHERE p.organisation_id = ANY ($1) AND holds_on(p.valid_from, p.valid_to, $2)
        UNION ALL
        SELECT o.organisation_id, o.arrangement_id, o.task
        FROM arrangement_organisation_as_of($3) o WHERE o.organisation_id = ANY ($1) AND holds_on(o.valid_from, o.valid_to, $2)
        UNION ALL
        SELECT s.organisation_id, b.arrangement_id, 'seat'
        FROM seat_as_of($3) s JOIN body_as_of($3) b ON b.id = s.body_id WHERE s.organisation_id = ANY ($1) AND holds_on(s.valid_from, s.valid_to, $2)
        UNION ALL
        SELECT m.organisation_id, m.arrangement_id, 'milestone'
        FROM milestone_as_of($3) m WHERE m.organisation_id = ANY ($1) AND coalesce(m.happened_on <= $2, true)
    ) i
    JOIN arrangement_version_as_of($3) v ON v.arrangement_id = i.arrangement_id AND holds_on(v.valid_from, v.valid_to, $2)
$body$;
COMMENT ON FUNCTION organisation_involvements(text[], date, bigint) IS
    'Regelingen van organisaties op een datum, and as what: a participant''s role, a task, a seat or a milestone.';

CREATE OR REPLACE FUNCTION organisation_arrangements(organisation_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (arrangement_id text, arrangement_name text, involvement text)
LANGUAGE sql STABLE
AS $body$
    SELECT i.arrangement_id, i.arrangement_name, i.involvement FROM organisation_involvements(ARRAY[$1], $2, $3) i
$body$;

RESET ROLE;

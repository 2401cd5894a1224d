SET LOCAL ROLE register_owner;
DROP FUNCTION organisations_involved(text, date, bigint);
DROP FUNCTION municipality_seen(text, date, date, bigint);

CREATE FUNCTION newest_figures(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT i.municipality_code, i.count, i.reference_date, i.precision, i.status, i.source_id
    FROM (SELECT x.municipality_code, max(x.reference_date) AS newest FROM inhabitants_as_of($2) x WHERE x.reference_date <= $1 GROUP BY x.municipality_code) d
    JOIN inhabitants_as_of($2) i ON i.municipality_code = d.municipality_code AND coalesce(i.reference_date = d.newest, false)
$body$;
COMMENT ON FUNCTION newest_figures(date, bigint) IS 'Nieuwste inwonertallen: of each municipality the figure with the latest reference date that is not after the day.';

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

CREATE OR REPLACE FUNCTION scale_level_units_on(scale_level text, valid_on date, threshold bigint, region_type text DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, members bigint, inhabitants bigint, complete boolean, meets boolean, margin bigint,
               missing text[], reference_dates date[], reference_counts bigint[])
LANGUAGE sql STABLE
AS $body$
    WITH figure AS MATERIALIZED (SELECT * FROM figures_on($2, $5)),
    unit_member AS (
        SELECT f.code AS id, f.name, NULL::text AS type_id, f.code, f.count, f.reference_date FROM figure f WHERE $1 = 'municipality' AND $4 IS NULL
        UNION ALL
        SELECT r.id, n.name, r.type_id, f.code, f.count, f.reference_date
        FROM region_type_as_of($5) t
        JOIN region_as_of($5) r ON r.type_id = t.id
        JOIN region_name_as_of($5) n ON n.region_id = r.id AND holds_on(n.valid_from, n.valid_to, $2)
        LEFT JOIN region_member_as_of($5) m ON m.region_id = r.id AND holds_on(m.valid_from, m.valid_to, $2)
        LEFT JOIN figure f ON f.code = m.municipality_code
        WHERE t.scale_level_id = $1 AND ($4 IS NULL OR t.id = $4)
    ),
    per_date AS (
        SELECT u.id, u.name, u.type_id, u.reference_date, sum(u.count) AS total, count(u.code) AS members,
               array_agg(u.code ORDER BY u.code) FILTER (WHERE u.code IS NOT NULL AND u.count IS NULL) AS missing
        FROM unit_member u GROUP BY u.id, u.name, u.type_id, u.reference_date
    ),
    unit AS (
        SELECT d.id, d.name, d.type_id, sum(d.members)::bigint AS members, sum(d.total)::bigint AS inhabitants,
               sum(d.members) > 0 AND bool_and(d.missing IS NULL) AS complete,
               coalesce((array_agg(d.missing) FILTER (WHERE d.missing IS NOT NULL)), '{}') AS missing,
               coalesce(array_agg(d.reference_date ORDER BY d.reference_date) FILTER (WHERE d.total IS NOT NULL), '{}') AS reference_dates,
               coalesce(array_agg(d.members ORDER BY d.reference_date) FILTER (WHERE d.total IS NOT NULL), '{}') AS reference_counts
        FROM per_date d GROUP BY d.id, d.name, d.type_id
    )
    SELECT u.id, u.name, u.type_id, u.members, u.inhabitants, u.complete, meets_threshold(u.inhabitants, u.complete, $3),
           threshold_margin(u.inhabitants, u.complete, $3), array(SELECT unnest(u.missing)), u.reference_dates, u.reference_counts
    FROM unit u
$body$;

CREATE OR REPLACE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C") $body$;

DROP INDEX region_name_by_region;
DROP INDEX municipality_name_by_municipality;
DROP INDEX region_member_by_municipality;
CREATE INDEX region_member_by_municipality ON region_member (municipality_code);
RESET ROLE;

-- The register's questions, as functions that the service and psql call alike. valid_on is the day in the world; as_of the revision, NULL for the newest.
-- Plain SQL, not strict, no SET: the planner inlines them, so a condition on a code reaches its index.
SET LOCAL ROLE register_owner;

-- The same as validity @> day, in a form that the planner can estimate: of a range and a day not known yet it expects one row in two hundred, where nearly
-- all are meant, and chose plans that took a hundred times as long.
CREATE FUNCTION holds_on(valid_from date, valid_to date, day date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT ($1 IS NULL OR $1 <= $3) AND ($2 IS NULL OR $2 > $3) $body$;
COMMENT ON FUNCTION holds_on(date, date, date) IS 'Geldt op een dag: from the first day on which it is so, before the first on which it no longer is.';

CREATE FUNCTION municipality_provinces(as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, code text, name text, valid_from date, valid_to date)
LANGUAGE sql STABLE
AS $body$
    SELECT m.municipality_code, r.id, n.name, greatest(m.valid_from, n.valid_from), least(m.valid_to, n.valid_to)
    FROM region_as_of($1) r
    JOIN region_name_as_of($1) n ON n.region_id = r.id
    JOIN region_member_as_of($1) m ON m.region_id = r.id AND m.validity && n.validity
    WHERE r.type_id = 'provincie'
$body$;
COMMENT ON FUNCTION municipality_provinces(bigint) IS 'Provincie per gemeente, and when.';

CREATE FUNCTION municipality_lifetimes(as_of bigint DEFAULT NULL)
RETURNS TABLE (municipality_code text, lifetime daterange)
LANGUAGE sql STABLE
AS $body$
    SELECT municipality_code, unnest(range_agg(validity)) FROM municipality_name_as_of($1) GROUP BY municipality_code
$body$;
COMMENT ON FUNCTION municipality_lifetimes(bigint) IS 'Bestaan per gemeente: from beginning to end, over changes of name.';

CREATE FUNCTION newest_figure(municipality_code text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT i.count, i.reference_date, i.precision, i.status, i.source_id
    FROM inhabitants_as_of($3) i
    WHERE i.municipality_code = $1 AND i.reference_date <= $2
    ORDER BY i.reference_date DESC
    LIMIT 1
$body$;
COMMENT ON FUNCTION newest_figure(text, date, bigint) IS 'Nieuwste inwonertal van een gemeente: the figure with the latest reference date that is not after the day.';

CREATE FUNCTION municipalities_on(valid_on date, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION municipalities_on(date, bigint) IS
    'Gemeenten op een datum, with name, province, the period in which they exist, and the newest inhabitants by then.';

CREATE FUNCTION municipality_moments(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, moment date, lifetime daterange)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT ON (municipality_code) municipality_code, CASE
        WHEN lifetime @> $1 THEN $1
        WHEN upper(lifetime) <= $1 THEN upper(lifetime) - 1
        ELSE lower(lifetime) END, lifetime
    FROM municipality_lifetimes($2)
    -- The latest that has begun by the day; where none has, the first to come.
    ORDER BY municipality_code, coalesce(lower(lifetime) > $1, false), CASE WHEN lower(lifetime) > $1 THEN lower(lifetime) END, lifetime DESC
$body$;
COMMENT ON FUNCTION municipality_moments(date, bigint) IS
    'Peilmoment per gemeente: the given day, or the one nearest to it on which the municipality exists. On it one sees its latest version.';

CREATE FUNCTION municipalities_latest(day date, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION municipalities_latest(date, bigint) IS
    'Alle gemeenten, elk in haar laatste versie: as on the given day, or on the last day of those that ended before it.';

CREATE FUNCTION region_lifetimes(as_of bigint DEFAULT NULL)
RETURNS TABLE (region_id text, lifetime daterange)
LANGUAGE sql STABLE
AS $body$
    SELECT region_id, unnest(range_agg(validity)) FROM region_name_as_of($1) GROUP BY region_id
$body$;
COMMENT ON FUNCTION region_lifetimes(bigint) IS 'Geldigheid per regio: each period without a gap, over changes of name.';

CREATE FUNCTION regions_on(valid_on date, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION regions_on(date, bigint) IS 'Regio''s op een datum, with type, scale level, number of members and the period in which they are valid.';

CREATE FUNCTION region_moments(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, moment date)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT ON (region_id) region_id, CASE
        WHEN lifetime @> $1 THEN $1
        WHEN upper(lifetime) <= $1 THEN upper(lifetime) - 1
        ELSE lower(lifetime) END
    FROM region_lifetimes($2)
    -- The latest that has begun by the day; where none has, the first to come.
    ORDER BY region_id, coalesce(lower(lifetime) > $1, false), CASE WHEN lower(lifetime) > $1 THEN lower(lifetime) END, lifetime DESC
$body$;
COMMENT ON FUNCTION region_moments(date, bigint) IS
    'Peilmoment per regio: the given day, or the one nearest to it on which the region is valid. On it one sees its latest version.';

CREATE FUNCTION region_members_on(region_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, valid_from date, valid_to date, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT m.municipality_code, n.name, m.valid_from, m.valid_to, m.source_id
    FROM region_member_as_of($3) m
    JOIN municipality_name_as_of($3) n ON n.municipality_code = m.municipality_code AND holds_on(n.valid_from, n.valid_to, $2)
    WHERE m.region_id = $1 AND holds_on(m.valid_from, m.valid_to, $2)
$body$;
COMMENT ON FUNCTION region_members_on(text, date, bigint) IS 'Leden van een regio op een datum.';

CREATE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($2) n
    LEFT JOIN LATERAL newest_figure(n.municipality_code, $1, $2) f ON true
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;
COMMENT ON FUNCTION figures_on(date, bigint) IS
    'Inwonertallen op een datum: each municipality valid then, with its newest figure whose reference date is not later; NULL where there is none.';

CREATE FUNCTION inhabitants_of(codes text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, members bigint, missing text[], oldest date, newest date)
LANGUAGE sql STABLE
AS $body$
    WITH asked AS (SELECT DISTINCT unnest($1) AS code),
    figure AS (SELECT f.code, f.count, f.reference_date FROM figures_on($2, $3) f WHERE f.code = ANY ($1))
    SELECT sum(f.count), count(*) > 0 AND count(*) = count(f.count), count(*),
           coalesce(array_agg(a.code ORDER BY a.code) FILTER (WHERE f.count IS NULL), '{}'), min(f.reference_date), max(f.reference_date)
    FROM asked a LEFT JOIN figure f ON f.code = a.code
$body$;
COMMENT ON FUNCTION inhabitants_of(text[], date, bigint) IS
    'Inwonertal van een verzameling gemeenten: the sum of what is known, whether that is all, and the codes without any figure, also those that are no municipality on the day.';

CREATE FUNCTION meets_threshold(inhabitants bigint, complete boolean, threshold bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $body$ SELECT CASE WHEN $1 >= $3 THEN true WHEN $2 THEN false END $body$;
COMMENT ON FUNCTION meets_threshold(bigint, boolean, bigint) IS
    'Haalt de drempel: true as soon as the known sum reaches it, false only where the sum is complete, else undetermined (NULL).';

CREATE FUNCTION threshold_margin(inhabitants bigint, complete boolean, threshold bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $body$ SELECT CASE WHEN $2 THEN $1 - $3 END $body$;
COMMENT ON FUNCTION threshold_margin(bigint, boolean, bigint) IS 'Marge: how far a complete sum is above (or, negative, below) the threshold; NULL where it is not complete.';

CREATE FUNCTION scale_check_members(codes text[], valid_on date, threshold bigint, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text,
               inhabitants bigint, complete boolean, meets boolean, margin bigint)
LANGUAGE sql STABLE
AS $body$
    SELECT f.code, f.name, f.count, f.reference_date, f.precision, f.status, f.source_id,
           t.inhabitants, t.complete, meets_threshold(t.inhabitants, t.complete, $3), threshold_margin(t.inhabitants, t.complete, $3)
    FROM figures_on($2, $4) f CROSS JOIN inhabitants_of($1, $2, $4) t
    WHERE f.code = ANY ($1)
$body$;
COMMENT ON FUNCTION scale_check_members(text[], date, bigint, bigint) IS 'Schaaltoets per lid: each municipality of the set with its figure, and beside it the outcome for the whole set.';

CREATE FUNCTION scale_level_units_on(scale_level text, valid_on date, threshold bigint, region_type text DEFAULT NULL, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION scale_level_units_on(text, date, bigint, text, bigint) IS
    'Eenheden van een schaalniveau op een datum, each with its inhabitants, the members without a figure, and how many figures are of which reference date.';

CREATE FUNCTION region_inhabitants(region_id text, as_of bigint DEFAULT NULL)
RETURNS TABLE (reference_date date, count bigint, complete boolean, missing text[])
LANGUAGE sql STABLE
AS $body$
    SELECT d.reference_date, sum(i.count)::bigint, count(*) = count(i.count),
           coalesce(array_agg(m.municipality_code ORDER BY m.municipality_code) FILTER (WHERE i.count IS NULL), '{}')
    FROM (SELECT DISTINCT x.reference_date FROM inhabitants_as_of($2) x) d
    JOIN region_member_as_of($2) m ON m.region_id = $1 AND holds_on(m.valid_from, m.valid_to, d.reference_date)
    LEFT JOIN inhabitants_as_of($2) i ON i.municipality_code = m.municipality_code AND i.reference_date = d.reference_date
    GROUP BY d.reference_date
    HAVING count(i.count) > 0
$body$;
COMMENT ON FUNCTION region_inhabitants(text, bigint) IS
    'Inwonertal van een regio per peildatum: the members of that day, summed from figures of exactly that day; those without one are named.';
RESET ROLE;

-- The register's questions, as functions that the service and psql call alike. valid_on is the day in the world; as_of the revision, NULL for the newest.
-- Plain SQL, not strict, no SET: the planner inlines them, so a condition on a code reaches its index.
SET LOCAL ROLE register_owner;

CREATE FUNCTION municipalities_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, p.id, p.name, lower(lifetime.run), upper(lifetime.run), n.source_id
    FROM municipality_name_as_of($2) n
    CROSS JOIN LATERAL (
        SELECT run FROM (
            SELECT unnest(range_agg(x.validity)) AS run FROM municipality_name_as_of($2) x WHERE x.municipality_code = n.municipality_code
        ) runs WHERE run @> $1
    ) lifetime
    LEFT JOIN LATERAL (
        SELECT r.id, rn.name
        FROM region_member_as_of($2) m
        JOIN region_as_of($2) r ON r.id = m.region_id AND r.type_id = 'provincie'
        JOIN region_name_as_of($2) rn ON rn.region_id = r.id AND rn.validity @> $1
        WHERE m.municipality_code = n.municipality_code AND m.validity @> $1
    ) p ON true
    WHERE n.validity @> $1
$body$;
COMMENT ON FUNCTION municipalities_on(date, bigint) IS 'Gemeenten op een datum, with name, province and the period in which they exist.';

CREATE FUNCTION municipality_moments(valid_on date, day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, moment date)
LANGUAGE sql STABLE
AS $body$
    SELECT municipality_code, coalesce($1, CASE
        WHEN range_agg(validity) @> $2 THEN $2
        WHEN upper(range_agg(validity)) <= $2 THEN upper(range_agg(validity)) - 1
        ELSE lower(range_agg(validity)) END)
    FROM municipality_name_as_of($3)
    GROUP BY municipality_code
$body$;
COMMENT ON FUNCTION municipality_moments(date, date, bigint) IS
    'Peilmoment per gemeente: valid_on, or where that is NULL the day nearest to the given one on which the municipality exists (its latest version).';

CREATE FUNCTION regions_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, scale_level_id text, valid_from date, valid_to date, member_count bigint, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT r.id, n.name, r.type_id, t.scale_level_id, lower(lifetime.run), upper(lifetime.run),
           (SELECT count(*) FROM region_member_as_of($2) m WHERE m.region_id = r.id AND m.validity @> $1), n.source_id
    FROM region_name_as_of($2) n
    JOIN region_as_of($2) r ON r.id = n.region_id
    JOIN region_type_as_of($2) t ON t.id = r.type_id
    CROSS JOIN LATERAL (
        SELECT run FROM (
            SELECT unnest(range_agg(x.validity)) AS run FROM region_name_as_of($2) x WHERE x.region_id = n.region_id
        ) runs WHERE run @> $1
    ) lifetime
    WHERE n.validity @> $1
$body$;
COMMENT ON FUNCTION regions_on(date, bigint) IS 'Regio''s op een datum, with type, scale level, number of members and the period in which they are valid.';

CREATE FUNCTION region_moments(valid_on date, day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, moment date)
LANGUAGE sql STABLE
AS $body$
    SELECT region_id, coalesce($1, CASE
        WHEN range_agg(validity) @> $2 THEN $2
        -- Between two years that are known, the version before the day counts, as for a region that ended.
        WHEN upper(range_agg(validity) * datemultirange(daterange(NULL, $2))) IS NOT NULL THEN upper(range_agg(validity) * datemultirange(daterange(NULL, $2))) - 1
        ELSE lower(range_agg(validity)) END)
    FROM region_name_as_of($3)
    GROUP BY region_id
$body$;
COMMENT ON FUNCTION region_moments(date, date, bigint) IS
    'Peilmoment per regio: valid_on, or where that is NULL the day nearest to the given one on which the region is valid (its latest version).';

CREATE FUNCTION region_members_on(region_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, valid_from date, valid_to date, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT m.municipality_code, n.name, m.valid_from, m.valid_to, m.source_id
    FROM region_member_as_of($3) m
    JOIN municipality_name_as_of($3) n ON n.municipality_code = m.municipality_code AND n.validity @> $2
    WHERE m.region_id = $1 AND m.validity @> $2
$body$;
COMMENT ON FUNCTION region_members_on(text, date, bigint) IS 'Leden van een regio op een datum.';

CREATE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM municipality_name_as_of($2) n
    LEFT JOIN LATERAL (
        SELECT i.count, i.reference_date, i.precision, i.status, i.source_id
        FROM inhabitants_as_of($2) i
        WHERE i.municipality_code = n.municipality_code AND i.reference_date <= $1
        ORDER BY i.reference_date DESC
        LIMIT 1
    ) f ON true
    WHERE n.validity @> $1
$body$;
COMMENT ON FUNCTION figures_on(date, bigint) IS
    'Inwonertallen op een datum: each municipality valid then, with its newest figure whose reference date is not later; NULL where there is none.';

CREATE FUNCTION inhabitants_of(codes text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, members bigint, missing text[], oldest date, newest date)
LANGUAGE sql STABLE
AS $body$
    SELECT sum(count), count(*) > 0 AND count(*) = count(count), count(*), coalesce(array_agg(code ORDER BY code) FILTER (WHERE count IS NULL), '{}'),
           min(reference_date), max(reference_date)
    FROM figures_on($2, $3) WHERE code = ANY ($1)
$body$;
COMMENT ON FUNCTION inhabitants_of(text[], date, bigint) IS
    'Inwonertal van een verzameling gemeenten: the sum of what is known, whether that is all, and the members without any figure.';

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
        JOIN region_name_as_of($5) n ON n.region_id = r.id AND n.validity @> $2
        LEFT JOIN region_member_as_of($5) m ON m.region_id = r.id AND m.validity @> $2
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
    JOIN region_member_as_of($2) m ON m.region_id = $1 AND m.validity @> d.reference_date
    LEFT JOIN inhabitants_as_of($2) i ON i.municipality_code = m.municipality_code AND i.reference_date = d.reference_date
    GROUP BY d.reference_date
    HAVING count(i.count) > 0
$body$;
COMMENT ON FUNCTION region_inhabitants(text, bigint) IS
    'Inwonertal van een regio per peildatum: the members of that day, summed from figures of exactly that day; those without one are named.';
RESET ROLE;

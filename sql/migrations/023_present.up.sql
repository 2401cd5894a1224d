-- The present at its lowest price: indexes by which one municipality or region is found at once, and the questions that are asked most often so put that one
-- plan, made once, is good for all values. The past is asked by the same texts.
SET LOCAL ROLE register_owner;

-- The constraint that forbids two names at a time has an index that can find a municipality's names too, and takes 30 µs for it, where a B-tree takes 3. The
-- planner would go on taking it, whose first page is cheaper by its reckoning; than a hash index nothing is.
CREATE INDEX municipality_name_by_municipality ON municipality_name USING hash (municipality_code);
CREATE INDEX region_name_by_region ON region_name USING hash (region_id);
-- Of a municipality one looks for a certain region too.
DROP INDEX region_member_by_municipality;
CREATE INDEX region_member_by_municipality ON region_member (municipality_code, region_id);

-- What has no character beyond ASCII has no accent: most names, and that is known in a fiftieth of the time.
CREATE OR REPLACE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$
    SELECT CASE WHEN octet_length($1) = length($1) THEN lower($1 COLLATE "C")
                ELSE lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C") END
$body$;

-- Nearly all municipalities have their newest figure at one reference date, and there it is found by one index; only those that have none there are looked
-- for one by one. That date is asked of the tables themselves, since only there the planner sees that the end of an index says it.
CREATE OR REPLACE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name,
           coalesce(f.count, (SELECT x.count FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.reference_date, (SELECT x.reference_date FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.precision, (SELECT x.precision FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.status, (SELECT x.status FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.source_id, (SELECT x.source_id FROM newest_figure(n.municipality_code, $1, $2) x))
    FROM municipality_name_as_of($2) n
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = n.municipality_code AND f.reference_date = greatest(
        (SELECT max(x.reference_date) FROM public.inhabitants x WHERE x.reference_date <= $1 AND ($2 IS NULL OR x.revision <= $2)),
        (SELECT max(x.reference_date) FROM history.inhabitants x
         WHERE $2 IS NOT NULL AND x.reference_date <= $1 AND int8range(x.revision, x.revision_end) @> $2))
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;
DROP FUNCTION newest_figures(date, bigint);

-- OFFSET 0 keeps the members of a province apart from the join, so that they are found by its index.
CREATE OR REPLACE FUNCTION municipalities_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name, p.code, p.name, lower(l.lifetime), upper(l.lifetime), n.source_id,
           coalesce(f.count, (SELECT x.count FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.reference_date, (SELECT x.reference_date FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.precision, (SELECT x.precision FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.status, (SELECT x.status FROM newest_figure(n.municipality_code, $1, $2) x)),
           coalesce(f.source_id, (SELECT x.source_id FROM newest_figure(n.municipality_code, $1, $2) x))
    FROM municipality_name_as_of($2) n
    JOIN municipality_lifetimes($2) l ON l.municipality_code = n.municipality_code AND coalesce(l.lifetime @> $1, false)
    LEFT JOIN (
        SELECT w.municipality_code, r.id AS code, x.name
        FROM region_as_of($2) r
        CROSS JOIN LATERAL (SELECT y.name FROM region_name_as_of($2) y WHERE y.region_id = r.id AND holds_on(y.valid_from, y.valid_to, $1) LIMIT 1) x
        CROSS JOIN LATERAL (
            SELECT y.municipality_code FROM region_member_as_of($2) y
            WHERE y.region_id = r.id AND coalesce(holds_on(y.valid_from, y.valid_to, $1), false) OFFSET 0
        ) w
        WHERE r.type_id = 'provincie'
    ) p ON p.municipality_code = n.municipality_code
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = n.municipality_code AND f.reference_date = greatest(
        (SELECT max(x.reference_date) FROM public.inhabitants x WHERE x.reference_date <= $1 AND ($2 IS NULL OR x.revision <= $2)),
        (SELECT max(x.reference_date) FROM history.inhabitants x
         WHERE $2 IS NOT NULL AND x.reference_date <= $1 AND int8range(x.revision, x.revision_end) @> $2))
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

-- One municipality with all that is said of it, in one question. Its few names are read once.
CREATE FUNCTION municipality_seen(code text, valid_on date, day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text,
               step_dates date[], step_kinds text[], from_codes text[], from_names text[], to_codes text[], to_names text[])
LANGUAGE sql STABLE
AS $body$
    WITH version AS MATERIALIZED (
        SELECT x.name, x.valid_from, x.valid_to, x.validity, x.source_id FROM municipality_name_as_of($4) x WHERE x.municipality_code = $1
    ),
    life AS (
        SELECT l.lifetime, CASE
            WHEN $2 IS NOT NULL THEN $2
            WHEN l.lifetime @> $3 THEN $3
            WHEN upper(l.lifetime) <= $3 THEN upper(l.lifetime) - 1
            ELSE lower(l.lifetime) END AS moment
        FROM (SELECT unnest(range_agg(v.validity)) AS lifetime FROM version v) l
        WHERE $2 IS NULL OR l.lifetime @> $2
        -- As in municipality_moments.
        ORDER BY coalesce(lower(l.lifetime) > $3, false), CASE WHEN lower(l.lifetime) > $3 THEN lower(l.lifetime) END, l.lifetime DESC
        LIMIT 1
    )
    SELECT $1, n.name, p.id, p.name, lower(l.lifetime), upper(l.lifetime), n.source_id, f.count, f.reference_date, f.precision, f.status, f.source_id,
           s.dates, s.kinds, s.from_codes, s.from_names, s.to_codes, s.to_names
    FROM life l
    JOIN version n ON holds_on(n.valid_from, n.valid_to, l.moment)
    LEFT JOIN LATERAL (
        SELECT r.id, w.name
        FROM region_as_of($4) r
        CROSS JOIN LATERAL (
            SELECT FROM region_member_as_of($4) m
            WHERE m.municipality_code = $1 AND m.region_id = r.id AND holds_on(m.valid_from, m.valid_to, l.moment) LIMIT 1
        ) m
        CROSS JOIN LATERAL (
            SELECT x.name FROM region_name_as_of($4) x WHERE x.region_id = r.id AND holds_on(x.valid_from, x.valid_to, l.moment) LIMIT 1
        ) w
        WHERE r.type_id = 'provincie'
        LIMIT 1
    ) p ON true
    LEFT JOIN LATERAL newest_figure($1, l.moment, $4) f ON true
    CROSS JOIN LATERAL (
        SELECT array_agg(t.takes_effect_on) AS dates, array_agg(t.kind) AS kinds, array_agg(t.from_code) AS from_codes,
               array_agg(t.from_name) AS from_names, array_agg(t.to_code) AS to_codes, array_agg(t.to_name) AS to_names
        FROM (
            SELECT u.takes_effect_on, u.kind, u.from_code, a.name AS from_name, u.to_code, b.name AS to_name
            FROM municipality_succession_as_of($4) u
            CROSS JOIN LATERAL (
                SELECT x.name FROM municipality_name_as_of($4) x
                WHERE x.municipality_code = u.from_code AND holds_on(x.valid_from, x.valid_to, u.takes_effect_on - 1) LIMIT 1
            ) a
            CROSS JOIN LATERAL (
                SELECT x.name FROM municipality_name_as_of($4) x
                WHERE x.municipality_code = u.to_code AND holds_on(x.valid_from, x.valid_to, u.takes_effect_on) LIMIT 1
            ) b
            WHERE u.from_code = $1 OR u.to_code = $1
            ORDER BY u.takes_effect_on, u.from_code, u.to_code
        ) t
    ) s
$body$;
COMMENT ON FUNCTION municipality_seen(text, date, date, bigint) IS
    'Een gemeente op een datum, or, without one, in its latest version as seen from the day; with its successions as arrays of equal length.';

-- A municipality is a unit as it stands, and needs no adding up.
CREATE OR REPLACE FUNCTION scale_level_units_on(scale_level text, valid_on date, threshold bigint, region_type text DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, members bigint, inhabitants bigint, complete boolean, meets boolean, margin bigint,
               missing text[], reference_dates date[], reference_counts bigint[])
LANGUAGE sql STABLE
AS $body$
    WITH figure AS MATERIALIZED (SELECT * FROM figures_on($2, $5)),
    per_date AS (
        SELECT r.id, n.name, r.type_id, f.reference_date, sum(f.count) AS total, count(f.code) AS members,
               array_agg(f.code ORDER BY f.code) FILTER (WHERE f.code IS NOT NULL AND f.count IS NULL) AS missing
        FROM region_type_as_of($5) t
        JOIN region_as_of($5) r ON r.type_id = t.id
        JOIN region_name_as_of($5) n ON n.region_id = r.id AND coalesce(holds_on(n.valid_from, n.valid_to, $2), false)
        LEFT JOIN LATERAL (
            SELECT m.municipality_code FROM region_member_as_of($5) m
            WHERE m.region_id = r.id AND coalesce(holds_on(m.valid_from, m.valid_to, $2), false) OFFSET 0
        ) m ON true
        LEFT JOIN figure f ON f.code = m.municipality_code
        WHERE t.scale_level_id = $1 AND ($4 IS NULL OR t.id = $4)
        GROUP BY r.id, n.name, r.type_id, f.reference_date
    ),
    unit AS (
        SELECT f.code AS id, f.name, NULL::text AS type_id, 1::bigint AS members, f.count::bigint AS inhabitants, f.count IS NOT NULL AS complete,
               CASE WHEN f.count IS NULL THEN ARRAY[f.code] ELSE '{}' END AS missing,
               CASE WHEN f.count IS NULL THEN '{}' ELSE ARRAY[f.reference_date] END AS reference_dates,
               CASE WHEN f.count IS NULL THEN '{}' ELSE ARRAY[1::bigint] END AS reference_counts
        FROM figure f WHERE $1 = 'municipality' AND $4 IS NULL
        UNION ALL
        SELECT d.id, d.name, d.type_id, sum(d.members)::bigint, sum(d.total)::bigint,
               sum(d.members) > 0 AND bool_and(d.missing IS NULL),
               array(SELECT unnest(coalesce((array_agg(d.missing) FILTER (WHERE d.missing IS NOT NULL)), '{}'))),
               coalesce(array_agg(d.reference_date ORDER BY d.reference_date) FILTER (WHERE d.total IS NOT NULL), '{}'),
               coalesce(array_agg(d.members ORDER BY d.reference_date) FILTER (WHERE d.total IS NOT NULL), '{}')
        FROM per_date d GROUP BY d.id, d.name, d.type_id
    )
    SELECT u.id, u.name, u.type_id, u.members, u.inhabitants, u.complete, meets_threshold(u.inhabitants, u.complete, $3),
           threshold_margin(u.inhabitants, u.complete, $3), u.missing, u.reference_dates, u.reference_counts
    FROM unit u
$body$;

-- Who has to do with an arrangement, asked the other way round: not of each organisation whether it does.
CREATE FUNCTION organisations_involved(arrangement_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (organisation_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT i.organisation_id
    FROM (
        SELECT p.organisation_id FROM participant_as_of($3) p WHERE p.arrangement_id = $1 AND holds_on(p.valid_from, p.valid_to, $2)
        UNION ALL
        SELECT o.organisation_id FROM arrangement_organisation_as_of($3) o WHERE o.arrangement_id = $1 AND holds_on(o.valid_from, o.valid_to, $2)
        UNION ALL
        SELECT s.organisation_id FROM body_as_of($3) b JOIN seat_as_of($3) s ON s.body_id = b.id
        WHERE b.arrangement_id = $1 AND holds_on(s.valid_from, s.valid_to, $2)
        UNION ALL
        SELECT m.organisation_id FROM milestone_as_of($3) m WHERE m.arrangement_id = $1 AND coalesce(m.happened_on <= $2, true)
    ) i
    WHERE i.organisation_id IS NOT NULL
      AND EXISTS (SELECT FROM arrangement_version_as_of($3) v WHERE v.arrangement_id = $1 AND holds_on(v.valid_from, v.valid_to, $2))
$body$;
COMMENT ON FUNCTION organisations_involved(text, date, bigint) IS
    'Organisaties van een regeling op een datum: those that take part in it, work for it, or have a seat or a milestone in it; perhaps more than once.';

RESET ROLE;

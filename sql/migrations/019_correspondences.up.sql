-- Over reorganisations: which codes hold the territory of a municipality on another day, and what its figures add up to within the boundaries of one day.
--
-- A municipality holds its territory through one uninterrupted life. It passes it on as a whole at the end of that life, and may take in that of others at any
-- moment of it: so a walk forward follows only the steps at the end of a life, and a walk back those at its beginning and within it.
SET LOCAL ROLE register_owner;

CREATE FUNCTION coverage_start(as_of bigint DEFAULT NULL) RETURNS date
LANGUAGE sql STABLE
AS $body$
    SELECT min(n.valid_from)
    FROM region_type_as_of($1) t
    JOIN region_as_of($1) r ON r.type_id = t.id
    JOIN region_name_as_of($1) n ON n.region_id = r.id
    WHERE t.scale_level_id = 'country'
$body$;
COMMENT ON FUNCTION coverage_start(bigint) IS 'Begin van de dekking: the first day on which the register knows the whole country; NULL in an empty register.';

-- Each succession twice, once in each direction: from the life that is left to the one that is entered, and the day on which one arrives there.
CREATE FUNCTION territory_steps(as_of bigint DEFAULT NULL)
RETURNS TABLE (is_forward boolean, takes_effect_on date, from_code text, to_code text, kind text, code text, at_end boolean,
               next_code text, next_life daterange, next_day date)
LANGUAGE sql STABLE
AS $body$
    WITH life AS MATERIALIZED (SELECT l.municipality_code, l.lifetime FROM municipality_lifetimes($1) l)
    SELECT d.is_forward, s.takes_effect_on, s.from_code, s.to_code, s.kind,
           CASE WHEN d.is_forward THEN s.from_code ELSE s.to_code END,
           d.is_forward OR lower(t.lifetime) IS NOT DISTINCT FROM s.takes_effect_on,
           CASE WHEN d.is_forward THEN s.to_code ELSE s.from_code END,
           CASE WHEN d.is_forward THEN t.lifetime ELSE f.lifetime END,
           CASE WHEN d.is_forward THEN s.takes_effect_on ELSE s.takes_effect_on - 1 END
    FROM municipality_succession_as_of($1) s
    JOIN life f ON f.municipality_code = s.from_code AND f.lifetime @> s.takes_effect_on - 1
    JOIN life t ON t.municipality_code = s.to_code AND t.lifetime @> s.takes_effect_on
    CROSS JOIN (VALUES (true), (false)) d (is_forward)
$body$;
COMMENT ON FUNCTION territory_steps(bigint) IS
    'Stappen van grondgebied: each succession in both directions, with the life of the municipality that it leads to, the day of arrival, and whether it is at the end of the life that it leaves, seen in the direction.';

CREATE FUNCTION municipality_correspondences(from_day date, to_day date DEFAULT today(), codes text[] DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, taken_on date, lossless boolean, target_codes text[], target_names text[],
               step_dates date[], step_from text[], step_to text[], step_kinds text[])
LANGUAGE sql STABLE
AS $body$
    WITH RECURSIVE step AS MATERIALIZED (SELECT * FROM territory_steps($4)),
    origin AS MATERIALIZED (
        SELECT l.municipality_code AS code, $1 AS day, l.lifetime AS life
        FROM municipality_lifetimes($4) l
        WHERE l.lifetime @> $1 AND ($3 IS NULL OR l.municipality_code = ANY ($3))
        UNION ALL
        SELECT m.code, m.moment, m.lifetime
        FROM municipality_moments($2, $4) m
        WHERE $1 IS NULL AND ($3 IS NULL OR m.code = ANY ($3))
    ),
    -- Where the walk has been, and by which step it came there.
    visit (origin, is_forward, code, life, day, takes_effect_on, from_code, to_code, kind) AS (
        SELECT o.code, o.day <= $2, o.code, o.life, o.day, NULL::date, NULL::text, NULL::text, NULL::text FROM origin o
        UNION
        SELECT v.origin, v.is_forward, s.next_code, s.next_life, s.next_day, s.takes_effect_on, s.from_code, s.to_code, s.kind
        FROM visit v
        JOIN step s ON s.is_forward = v.is_forward AND s.code = v.code
                   AND CASE WHEN v.is_forward THEN s.takes_effect_on = upper(v.life) AND s.takes_effect_on <= $2
                            ELSE s.takes_effect_on > $2 AND s.takes_effect_on <= v.day AND v.life @> s.takes_effect_on END
    ),
    -- Where the walk ended before the day, since nothing is recorded of what came next.
    lost AS (
        SELECT DISTINCT v.origin FROM visit v
        WHERE NOT v.life @> $2 AND NOT EXISTS (
            SELECT FROM step s
            WHERE s.is_forward = v.is_forward AND s.code = v.code AND s.at_end
              AND s.takes_effect_on = CASE WHEN v.is_forward THEN upper(v.life) ELSE lower(v.life) END)
    ),
    target AS (
        SELECT x.origin, array_agg(x.code ORDER BY x.code COLLATE "C") AS codes, array_agg(n.name ORDER BY x.code COLLATE "C") AS names
        -- The planner takes a range that holds a day for rare, and here it is the rule; of a coalesce it expects a half.
        FROM (SELECT DISTINCT v.origin, v.code FROM visit v WHERE coalesce(v.life @> $2, false)) x
        JOIN municipality_name_as_of($4) n ON n.municipality_code = x.code AND holds_on(n.valid_from, n.valid_to, $2)
        GROUP BY x.origin
    ),
    path AS (
        SELECT x.origin, array_agg(x.takes_effect_on ORDER BY x.takes_effect_on, x.from_code COLLATE "C", x.to_code COLLATE "C") AS dates,
               array_agg(x.from_code ORDER BY x.takes_effect_on, x.from_code COLLATE "C", x.to_code COLLATE "C") AS from_codes,
               array_agg(x.to_code ORDER BY x.takes_effect_on, x.from_code COLLATE "C", x.to_code COLLATE "C") AS to_codes,
               array_agg(x.kind ORDER BY x.takes_effect_on, x.from_code COLLATE "C", x.to_code COLLATE "C") AS kinds
        FROM (SELECT DISTINCT v.origin, v.takes_effect_on, v.from_code, v.to_code, v.kind FROM visit v WHERE v.takes_effect_on IS NOT NULL) x
        GROUP BY x.origin
    )
    SELECT o.code, n.name, o.day, CASE WHEN least(o.day, $2) < k.since THEN NULL ELSE l.origin IS NULL AND coalesce(cardinality(t.codes), 0) = 1 END,
           coalesce(t.codes, '{}'), coalesce(t.names, '{}'),
           coalesce(p.dates, '{}'), coalesce(p.from_codes, '{}'), coalesce(p.to_codes, '{}'), coalesce(p.kinds, '{}')
    FROM origin o
    CROSS JOIN coverage_start($4) k (since)
    JOIN municipality_name_as_of($4) n ON n.municipality_code = o.code AND holds_on(n.valid_from, n.valid_to, o.day)
    LEFT JOIN lost l ON l.origin = o.code
    LEFT JOIN target t ON t.origin = o.code
    LEFT JOIN path p ON p.origin = o.code
    ORDER BY o.code COLLATE "C"
$body$;
COMMENT ON FUNCTION municipality_correspondences(date, date, text[], bigint) IS
    'Omzetting van gemeentecodes: for each code valid on the first day, which codes hold its territory on the second, over any number of successions and in either direction; lossless where all of it lies in one, and NULL where a day is before the coverage, since nothing can be said then. Codes NULL: all. First day NULL: each code on the day nearest to the second on which it exists.';

CREATE FUNCTION municipality_lineage(code text, as_of bigint DEFAULT NULL)
RETURNS TABLE (takes_effect_on date, from_code text, to_code text, kind text)
LANGUAGE sql STABLE
AS $body$
    WITH RECURSIVE step AS MATERIALIZED (SELECT * FROM territory_steps($2)),
    visit (is_forward, code, life, day, takes_effect_on, from_code, to_code, kind) AS (
        SELECT d.is_forward, l.municipality_code, l.lifetime, upper(l.lifetime), NULL::date, NULL::text, NULL::text, NULL::text
        FROM municipality_lifetimes($2) l CROSS JOIN (VALUES (true), (false)) d (is_forward)
        WHERE l.municipality_code = $1
        UNION
        SELECT v.is_forward, s.next_code, s.next_life, s.next_day, s.takes_effect_on, s.from_code, s.to_code, s.kind
        FROM visit v
        JOIN step s ON s.is_forward = v.is_forward AND s.code = v.code
                   AND CASE WHEN v.is_forward THEN s.takes_effect_on = upper(v.life)
                            ELSE v.life @> s.takes_effect_on AND (v.day IS NULL OR s.takes_effect_on <= v.day) END
    )
    SELECT DISTINCT v.takes_effect_on, v.from_code, v.to_code, v.kind
    FROM visit v WHERE v.takes_effect_on IS NOT NULL
    ORDER BY v.takes_effect_on, v.from_code, v.to_code
$body$;
COMMENT ON FUNCTION municipality_lineage(text, bigint) IS
    'Stamboom van een gemeente: every succession by which another came to be in it, or it in another, over any number of steps.';

-- A predecessor counts as a whole or not at all: what part of its people lived in the part that went over, no figure says.
CREATE FUNCTION inhabitants_within(codes text[], boundaries_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (reference_date date, count bigint, calculated boolean, from_codes text[], missing text[], divided text[], reason text,
               "precision" text, status text, sources text[])
LANGUAGE sql STABLE
AS $body$
    WITH RECURSIVE step AS MATERIALIZED (SELECT * FROM territory_steps($3)),
    -- Who held the territory: each from the beginning of its life until the day on which it passed it on.
    holder (code, life, last_day) AS (
        SELECT l.municipality_code, l.lifetime, $2 FROM municipality_lifetimes($3) l WHERE l.municipality_code = ANY ($1) AND l.lifetime @> $2
        UNION
        SELECT s.next_code, s.next_life, s.next_day
        FROM holder h JOIN step s ON NOT s.is_forward AND s.code = h.code AND s.takes_effect_on <= h.last_day AND h.life @> s.takes_effect_on
    ),
    -- Where all that each of them had went.
    visit (holder, first_life, code, life) AS (
        SELECT DISTINCT h.code, h.life, h.code, h.life FROM holder h
        UNION
        SELECT v.holder, v.first_life, s.next_code, s.next_life
        FROM visit v JOIN step s ON s.is_forward AND s.code = v.code AND s.takes_effect_on = upper(v.life) AND s.takes_effect_on <= $2
    ),
    -- The others have parts elsewhere on the day, or nobody knows where.
    whole AS MATERIALIZED (
        SELECT v.holder AS code, v.first_life AS life, bool_and(CASE
            WHEN v.life @> $2 THEN v.code = ANY ($1)
            ELSE EXISTS (SELECT FROM step s WHERE s.is_forward AND s.code = v.code AND s.takes_effect_on = upper(v.life)) END) AS is_whole
        FROM visit v GROUP BY v.holder, v.first_life
    ),
    -- Since when the walk back knows who held every part, and since when the register knows every succession.
    known AS MATERIALIZED (
        SELECT (SELECT max(lower(h.life)) FROM holder h
                WHERE NOT EXISTS (SELECT FROM step s WHERE NOT s.is_forward AND s.code = h.code AND s.at_end AND s.takes_effect_on = lower(h.life))) AS origins,
               coverage_start($3) AS coverage
        WHERE EXISTS (SELECT FROM holder)
    ),
    -- The figures are of each year. A year that the register has none of at all is a gap like any other.
    reference AS (
        SELECT DISTINCT x.reference_date FROM inhabitants_as_of($3) x WHERE x.reference_date <= $2
    ),
    year AS (
        SELECT r.reference_date FROM reference r
        UNION
        SELECT s::date FROM (SELECT min(reference_date) AS first, max(reference_date) AS last FROM reference) b,
                            generate_series(b.first::timestamp, b.last::timestamp, interval '1 year') s
    ),
    part AS (
        SELECT d.reference_date, h.code, w.is_whole, i.count, i.precision, i.status, i.source_id
        FROM year d
        LEFT JOIN LATERAL (
            SELECT DISTINCT y.code, y.life FROM holder y WHERE y.life @> d.reference_date AND d.reference_date <= y.last_day
        ) h ON true
        LEFT JOIN whole w ON w.code = h.code AND w.life = h.life
        LEFT JOIN inhabitants_as_of($3) i ON i.municipality_code = h.code AND i.reference_date = d.reference_date
    ),
    day AS (
        SELECT p.reference_date, sum(p.count) AS total,
               coalesce(array_agg(p.code ORDER BY p.code COLLATE "C") FILTER (WHERE p.code IS NOT NULL), '{}') AS codes,
               coalesce(array_agg(p.code ORDER BY p.code COLLATE "C") FILTER (WHERE p.code IS NOT NULL AND p.count IS NULL), '{}') AS missing,
               coalesce(array_agg(p.code ORDER BY p.code COLLATE "C") FILTER (WHERE NOT p.is_whole), '{}') AS divided,
               CASE WHEN bool_or(p.precision <> 'exact') THEN 'rounded-to-5' ELSE 'exact' END AS precision,
               CASE WHEN bool_or(p.status = 'provisional') THEN 'provisional' WHEN bool_or(p.status = 'derived') THEN 'derived' ELSE 'published' END AS status,
               array_agg(DISTINCT p.source_id) FILTER (WHERE p.source_id IS NOT NULL) AS sources
        FROM part p GROUP BY p.reference_date
    )
    SELECT d.reference_date, CASE WHEN r.reason IS NULL THEN d.total END, r.reason IS NULL AND NOT (d.codes <@ $1 AND d.codes @> $1), d.codes, d.missing,
           d.divided, r.reason, CASE WHEN r.reason IS NULL THEN d.precision END, CASE WHEN r.reason IS NULL THEN d.status END,
           CASE WHEN r.reason IS NULL THEN d.sources ELSE '{}' END
    FROM known k
    CROSS JOIN day d
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.reference_date < k.coverage THEN 'before-coverage' WHEN d.reference_date < k.origins THEN 'origin-unknown'
                    WHEN d.divided <> '{}' THEN 'divided' WHEN d.missing <> '{}' THEN 'no-figure' END
    ) r (reason)
    ORDER BY d.reference_date
$body$;
COMMENT ON FUNCTION inhabitants_within(text[], date, bigint) IS
    'Inwonertallen binnen de grenzen van een dag: for each reference date until then, and each year between them, the figures of those that held the territory of the given municipalities, added up; no count where one of them has no figure, was divided, or is not known, and the reason.';
RESET ROLE;

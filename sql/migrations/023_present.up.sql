-- The present at its lowest price: indexes by which one municipality or region is found at once, and the questions that are asked most often so put that one
-- plan, made once, is good for all values. The past is asked by the same texts.
SET LOCAL ROLE register_owner;

-- The constraint that forbids two names at a time has an index that can find a municipality's names too, and takes 30 µs for it, where a B-tree takes 3. The
-- planner would go on taking it, whose first page is cheaper by its reckoning; than a hash index nothing is.
CREATE INDEX municipality_name_by_municipality ON municipality_name USING hash (municipality_code);
CREATE INDEX region_name_by_region ON region_name USING hash (region_id);
-- Of a municipality one looks for a certain region too. To drop an index locks out whoever reads; so what is replaced goes at the very end.
ALTER INDEX region_member_by_municipality RENAME TO region_member_by_municipality_before_23;
CREATE INDEX region_member_by_municipality ON region_member (municipality_code, region_id);

ALTER INDEX history.inhabitants_by_revision RENAME TO inhabitants_by_revision_before_23;
CREATE INDEX inhabitants_by_revision ON history.inhabitants
    USING gist (int8range(revision, revision_end), reference_date extension.gist_date_ops);

-- What has no character beyond ASCII has no accent: most names, and that is known in a fiftieth of the time.
CREATE OR REPLACE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$
    SELECT CASE WHEN octet_length($1) = length($1) THEN lower($1 COLLATE "C")
                ELSE lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C") END
$body$;

-- Nearly all municipalities have their newest figure at one reference date, and there it is found by one index; only those that have none there are looked
-- for one by one. That date is asked of the tables themselves, since only there the planner sees that an index says it: of now its end; of the past the entry
-- of that revision whose date is nearest to the day, and, among what still stands, only what is later.
CREATE FUNCTION newest_reference_date(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (newest date)
LANGUAGE sql STABLE
AS $body$
    SELECT coalesce(
        (SELECT max(x.reference_date) FROM public.inhabitants x
         WHERE x.reference_date > coalesce(h.newest, '-infinity') AND x.reference_date <= $1 AND ($2 IS NULL OR x.revision <= $2)),
        h.newest)
    FROM (
        SELECT (
            SELECT x.reference_date FROM history.inhabitants x
            WHERE $2 IS NOT NULL AND x.reference_date <= $1 AND int8range(x.revision, x.revision_end) @> $2
            ORDER BY x.reference_date OPERATOR(extension.<->) $1 LIMIT 1) AS newest
        OFFSET 0
    ) h
$body$;
COMMENT ON FUNCTION newest_reference_date(date, bigint) IS 'Nieuwste peildatum: the latest reference date of any figure that is not after the day.';

-- OFFSET 0: the condition is seen before anything is looked for.
CREATE OR REPLACE FUNCTION figures_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, count integer, reference_date date, "precision" text, status text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT n.municipality_code, n.name,
           coalesce(f.count, o.count), coalesce(f.reference_date, o.reference_date), coalesce(f.precision, o.precision),
           coalesce(f.status, o.status), coalesce(f.source_id, o.source_id)
    FROM municipality_name_as_of($2) n
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = n.municipality_code AND f.reference_date = (SELECT d.newest FROM newest_reference_date($1, $2) d)
    LEFT JOIN LATERAL (SELECT x.* FROM newest_figure(n.municipality_code, $1, $2) x WHERE f.municipality_code IS NULL OFFSET 0) o ON true
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
           coalesce(f.count, o.count), coalesce(f.reference_date, o.reference_date), coalesce(f.precision, o.precision),
           coalesce(f.status, o.status), coalesce(f.source_id, o.source_id)
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
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = n.municipality_code AND f.reference_date = (SELECT d.newest FROM newest_reference_date($1, $2) d)
    LEFT JOIN LATERAL (SELECT x.* FROM newest_figure(n.municipality_code, $1, $2) x WHERE f.municipality_code IS NULL OFFSET 0) o ON true
    WHERE holds_on(n.valid_from, n.valid_to, $1)
$body$;

-- The moments are worked out once, and what is the rule stands in a coalesce: then one plan is good for all values.
CREATE OR REPLACE FUNCTION municipalities_latest(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, province_code text, province_name text, valid_from date, valid_to date, source_id text,
               inhabitants integer, reference_date date, "precision" text, status text, inhabitants_source_id text)
LANGUAGE sql STABLE
AS $body$
    WITH life AS MATERIALIZED (SELECT * FROM municipality_moments($1, $2))
    SELECT c.code, n.name, p.code, p.name, lower(c.lifetime), upper(c.lifetime), n.source_id,
           f.count, f.reference_date, f.precision, f.status, f.source_id
    FROM life c
    JOIN municipality_name_as_of($2) n ON n.municipality_code = c.code AND coalesce(holds_on(n.valid_from, n.valid_to, c.moment), false)
    LEFT JOIN municipality_provinces($2) p ON p.municipality_code = c.code AND coalesce(holds_on(p.valid_from, p.valid_to, c.moment), false)
    LEFT JOIN (
        SELECT m.code, max(x.reference_date) AS newest
        FROM life m JOIN inhabitants_as_of($2) x ON x.municipality_code = m.code AND coalesce(x.reference_date <= m.moment, false)
        GROUP BY m.code
    ) d ON d.code = c.code
    LEFT JOIN inhabitants_as_of($2) f ON f.municipality_code = c.code AND coalesce(f.reference_date = d.newest, false)
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
    -- The members of each region are found by its index; where there are many regions, in the past it is quicker to read all memberships of that revision.
    unit_member AS (
        SELECT r.id, n.name, r.type_id, m.municipality_code
        FROM region_type_as_of($5) t
        JOIN region_as_of($5) r ON r.type_id = t.id
        JOIN region_name_as_of($5) n ON n.region_id = r.id AND coalesce(holds_on(n.valid_from, n.valid_to, $2), false)
        LEFT JOIN LATERAL (
            SELECT m.municipality_code FROM region_member_as_of($5) m
            WHERE m.region_id = r.id AND coalesce(holds_on(m.valid_from, m.valid_to, $2), false) OFFSET 0
        ) m ON true
        WHERE ($5 IS NULL OR $1 NOT IN ('subregion', 'region')) AND t.scale_level_id = $1 AND ($4 IS NULL OR t.id = $4)
        UNION ALL
        SELECT r.id, n.name, r.type_id, m.municipality_code
        FROM region_type_as_of($5) t
        JOIN region_as_of($5) r ON r.type_id = t.id
        JOIN region_name_as_of($5) n ON n.region_id = r.id AND coalesce(holds_on(n.valid_from, n.valid_to, $2), false)
        LEFT JOIN region_member_as_of($5) m ON m.region_id = r.id AND coalesce(holds_on(m.valid_from, m.valid_to, $2), false)
        WHERE $5 IS NOT NULL AND $1 IN ('subregion', 'region') AND t.scale_level_id = $1 AND ($4 IS NULL OR t.id = $4)
    ),
    per_date AS (
        SELECT u.id, u.name, u.type_id, f.reference_date, sum(f.count) AS total, count(f.code) AS members,
               array_agg(f.code ORDER BY f.code) FILTER (WHERE f.code IS NOT NULL AND f.count IS NULL) AS missing
        FROM unit_member u LEFT JOIN figure f ON f.code = u.municipality_code
        GROUP BY u.id, u.name, u.type_id, f.reference_date
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

-- That a life and a name hold the day is the rule.
CREATE OR REPLACE FUNCTION regions_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, type_id text, scale_level_id text, valid_from date, valid_to date, member_count bigint, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT r.id, n.name, r.type_id, t.scale_level_id, lower(l.lifetime), upper(l.lifetime),
           coalesce(c.members, 0), n.source_id
    FROM region_name_as_of($2) n
    JOIN region_as_of($2) r ON r.id = n.region_id
    JOIN region_type_as_of($2) t ON t.id = r.type_id
    JOIN region_lifetimes($2) l ON l.region_id = n.region_id AND coalesce(l.lifetime @> $1, false)
    LEFT JOIN (
        SELECT m.region_id, count(*) AS members FROM region_member_as_of($2) m WHERE holds_on(m.valid_from, m.valid_to, $1) GROUP BY m.region_id
    ) c ON c.region_id = r.id
    WHERE coalesce(holds_on(n.valid_from, n.valid_to, $1), false)
$body$;

-- Mostly the version of the day is the first one.
CREATE OR REPLACE FUNCTION arrangements_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, legal_form_id text, legal_form_name text, gr_register_form text, policy_domains text[], purpose text, description text,
               binding boolean, term_kind text, term_from date, term_to date, region_id text, region_name text, instruments text[],
               centre_code text, centre_name text, principal_kind text, principal_id text, principal_name text, participant_count bigint, participants_complete boolean,
               valid_from date, valid_to date, date_precision text, sources text[])
LANGUAGE sql STABLE
AS $body$
    SELECT a.id, v.name, f.id, f.name, f.gr_register_form,
           ARRAY(SELECT d.policy_domain_id FROM arrangement_policy_domain_as_of($2) d
                 WHERE d.arrangement_id = a.id AND holds_on(d.valid_from, d.valid_to, $1) ORDER BY d.policy_domain_id COLLATE "C"),
           v.purpose, v.description, v.binding, v.term_kind, v.term_from, v.term_to, v.region_id, r.name, v.instruments,
           c.id, c.name, p.kind, p.id, p.name,
           (SELECT count(*) FROM participant_as_of($2) x
            WHERE x.arrangement_id = a.id AND x.municipality_code IS NOT NULL AND takes_part(x.role) AND holds_on(x.valid_from, x.valid_to, $1)), v.participants_complete,
           lower(l.lifetime), upper(l.lifetime),
           CASE WHEN v.valid_from = lower(l.lifetime) THEN v.date_precision
                ELSE (SELECT w.date_precision FROM arrangement_version_as_of($2) w WHERE w.arrangement_id = a.id AND w.valid_from = lower(l.lifetime)) END,
           ARRAY(SELECT DISTINCT s.id COLLATE "C" FROM (
                     SELECT a.source_id AS id UNION ALL SELECT v.source_id
                     UNION ALL SELECT x.source_id FROM participant_as_of($2) x WHERE x.arrangement_id = a.id AND holds_on(x.valid_from, x.valid_to, $1)
                     UNION ALL SELECT x.source_id FROM arrangement_policy_domain_as_of($2) x
                               WHERE x.arrangement_id = a.id AND holds_on(x.valid_from, x.valid_to, $1)
                     UNION ALL SELECT x.source_id FROM arrangement_organisation_as_of($2) x
                               WHERE x.arrangement_id = a.id AND holds_on(x.valid_from, x.valid_to, $1)
                     UNION ALL SELECT unnest(ARRAY[x.source_id, s.source_id]) FROM body_as_of($2) x
                               LEFT JOIN seat_as_of($2) s ON s.body_id = x.id AND holds_on(s.valid_from, s.valid_to, $1)
                               WHERE x.arrangement_id = a.id AND holds_on(x.valid_from, x.valid_to, $1)
                     UNION ALL SELECT r.source_id FROM body_as_of($2) x JOIN body_relation_as_of($2) r ON r.from_body_id = x.id
                               WHERE x.arrangement_id = a.id AND holds_on(r.valid_from, r.valid_to, $1)
                     UNION ALL SELECT r.source_id FROM body_as_of($2) x JOIN body_relation_as_of($2) r ON r.to_body_id = x.id
                               WHERE x.arrangement_id = a.id AND holds_on(r.valid_from, r.valid_to, $1)
                     UNION ALL SELECT x.source_id FROM procurement_as_of($2) x WHERE x.arrangement_id = a.id
                     UNION ALL SELECT x.source_id FROM milestone_as_of($2) x WHERE x.arrangement_id = a.id) s
                 WHERE s.id IS NOT NULL ORDER BY 1)
    FROM arrangement_version_as_of($2) v
    JOIN arrangement_as_of($2) a ON a.id = v.arrangement_id
    JOIN arrangement_lifetimes($2) l ON l.arrangement_id = a.id AND l.lifetime @> $1
    LEFT JOIN legal_form_as_of($2) f ON f.id = v.legal_form_id
    -- A region that is not valid on the day (a classification is, for one year) is named as it was when it was.
    LEFT JOIN LATERAL (SELECT x.name FROM region_name_as_of($2) x WHERE x.region_id = v.region_id
                       ORDER BY holds_on(x.valid_from, x.valid_to, $1) DESC, x.validity DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT x.id, x.name FROM participants_on(a.id, $1, $2) x WHERE x.role = 'centre-municipality' LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT x.kind, x.id, x.name FROM participants_on(a.id, $1, $2) x WHERE x.role = 'principal' LIMIT 1) p ON true
    WHERE holds_on(v.valid_from, v.valid_to, $1)
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

DROP INDEX region_member_by_municipality_before_23;
DROP INDEX history.inhabitants_by_revision_before_23;
RESET ROLE;

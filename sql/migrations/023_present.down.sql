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
COMMENT ON FUNCTION newest_figures(date, bigint) IS
    'Nieuwste inwonertallen: of each municipality the figure with the latest reference date that is not after the day.';

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

DROP FUNCTION newest_reference_date(date, bigint);

CREATE OR REPLACE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C") $body$;

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
           (SELECT w.date_precision FROM arrangement_version_as_of($2) w WHERE w.arrangement_id = a.id AND w.valid_from = lower(l.lifetime)),
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

ALTER INDEX history.inhabitants_by_revision RENAME TO inhabitants_by_revision_of_23;
CREATE INDEX inhabitants_by_revision ON history.inhabitants USING gist (int8range(revision, revision_end));
ALTER INDEX region_member_by_municipality RENAME TO region_member_by_municipality_of_23;
CREATE INDEX region_member_by_municipality ON region_member (municipality_code);
DROP INDEX region_name_by_region;
DROP INDEX municipality_name_by_municipality;
DROP INDEX region_member_by_municipality_of_23;
DROP INDEX history.inhabitants_by_revision_of_23;
RESET ROLE;

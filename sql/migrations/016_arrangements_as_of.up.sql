-- The questions about cooperation, as functions that the service and psql call alike. valid_on is the day in the world; as_of the revision, NULL for the newest.
-- Plain SQL, not strict, no SET: the planner inlines them, so a condition on an id reaches its index.
SET LOCAL ROLE register_owner;

CREATE FUNCTION takes_part(role text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT $1 IN ('participant', 'centre-municipality', 'principal', 'initiator') $body$;
COMMENT ON FUNCTION takes_part(text) IS 'Doet zelf mee: whether who has the role takes part himself, and does not stand beside it as a partner or adviser.';

CREATE FUNCTION organisation_lifetimes(as_of bigint DEFAULT NULL)
RETURNS TABLE (organisation_id text, lifetime daterange)
LANGUAGE sql STABLE
AS $body$
    SELECT organisation_id, unnest(range_agg(validity)) FROM organisation_version_as_of($1) GROUP BY organisation_id
$body$;
COMMENT ON FUNCTION organisation_lifetimes(bigint) IS 'Bestaan per organisatie: each period without a gap, over changes of version.';

CREATE FUNCTION organisations_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, kind text, name text, parent_id text, parent_name text, valid_from date, valid_to date, date_precision text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT o.id, o.kind, v.name, v.parent_id, p.name, lower(l.lifetime), upper(l.lifetime),
           (SELECT f.date_precision FROM organisation_version_as_of($2) f WHERE f.organisation_id = o.id AND f.valid_from = lower(l.lifetime)), v.source_id
    FROM organisation_version_as_of($2) v
    JOIN organisation_as_of($2) o ON o.id = v.organisation_id
    JOIN organisation_lifetimes($2) l ON l.organisation_id = o.id AND l.lifetime @> $1
    LEFT JOIN organisation_version_as_of($2) p ON p.organisation_id = v.parent_id AND holds_on(p.valid_from, p.valid_to, $1)
    WHERE holds_on(v.valid_from, v.valid_to, $1)
$body$;
COMMENT ON FUNCTION organisations_on(date, bigint) IS 'Organisaties op een datum, with parent and the period in which they exist.';

CREATE FUNCTION organisation_moments(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, moment date)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT ON (organisation_id) organisation_id, CASE
        WHEN lifetime @> $1 THEN $1
        WHEN upper(lifetime) <= $1 THEN upper(lifetime) - 1
        ELSE lower(lifetime) END
    FROM organisation_lifetimes($2)
    -- The latest that has begun by the day; where none has, the first to come.
    ORDER BY organisation_id, lower(lifetime) > $1, CASE WHEN lower(lifetime) > $1 THEN lower(lifetime) END, lifetime DESC
$body$;
COMMENT ON FUNCTION organisation_moments(date, bigint) IS
    'Peilmoment per organisatie: the given day, or the one nearest to it on which it exists. On it one sees its latest version.';

CREATE FUNCTION arrangement_lifetimes(as_of bigint DEFAULT NULL)
RETURNS TABLE (arrangement_id text, lifetime daterange)
LANGUAGE sql STABLE
AS $body$
    SELECT arrangement_id, unnest(range_agg(validity)) FROM arrangement_version_as_of($1) GROUP BY arrangement_id
$body$;
COMMENT ON FUNCTION arrangement_lifetimes(bigint) IS 'Geldigheid per regeling: each period without a gap, over changes of version.';

CREATE FUNCTION arrangement_moments(day date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, moment date)
LANGUAGE sql STABLE
AS $body$
    SELECT DISTINCT ON (arrangement_id) arrangement_id, CASE
        WHEN lifetime @> $1 THEN $1
        WHEN upper(lifetime) <= $1 THEN upper(lifetime) - 1
        ELSE lower(lifetime) END
    FROM arrangement_lifetimes($2)
    -- The latest that has begun by the day; where none has, the first to come.
    ORDER BY arrangement_id, lower(lifetime) > $1, CASE WHEN lower(lifetime) > $1 THEN lower(lifetime) END, lifetime DESC
$body$;
COMMENT ON FUNCTION arrangement_moments(date, bigint) IS
    'Peilmoment per regeling: the given day, or the one nearest to it on which it is valid. On it one sees its latest version.';

CREATE FUNCTION participants_on(arrangement_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (kind text, id text, name text, role text, valid_from date, valid_to date, date_precision text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT coalesce(o.kind, 'municipality'), coalesce(p.municipality_code, p.organisation_id), coalesce(n.name, v.name), p.role, p.valid_from, p.valid_to,
           p.date_precision, p.source_id
    FROM participant_as_of($3) p
    LEFT JOIN municipality_name_as_of($3) n ON n.municipality_code = p.municipality_code AND holds_on(n.valid_from, n.valid_to, $2)
    LEFT JOIN organisation_as_of($3) o ON o.id = p.organisation_id
    LEFT JOIN organisation_version_as_of($3) v ON v.organisation_id = p.organisation_id AND holds_on(v.valid_from, v.valid_to, $2)
    WHERE p.arrangement_id = $1 AND holds_on(p.valid_from, p.valid_to, $2)
$body$;
COMMENT ON FUNCTION participants_on(text, date, bigint) IS 'Deelnemers van een regeling op een datum.';

CREATE FUNCTION arrangements_on(valid_on date, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION arrangements_on(date, bigint) IS
    'Regelingen op een datum, with legal form, policy domains, term, region, leading participants, and how many municipalities take part.';

CREATE FUNCTION bodies_on(arrangement_id text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (id text, name text, kind text, tasks text[], arrangement_id text, arrangement_name text,
               valid_from date, valid_to date, date_precision text, source_id text)
LANGUAGE sql STABLE
AS $body$
    WITH RECURSIVE reached (body_id) AS (
        SELECT b.id FROM body_as_of($3) b WHERE b.arrangement_id = $1 AND holds_on(b.valid_from, b.valid_to, $2)
        UNION
        SELECT step.body_id
        FROM reached CROSS JOIN LATERAL (
            -- Each end by its own index.
            SELECT r.to_body_id AS body_id FROM body_relation_as_of($3) r WHERE r.from_body_id = reached.body_id AND holds_on(r.valid_from, r.valid_to, $2)
            UNION ALL
            SELECT r.from_body_id FROM body_relation_as_of($3) r WHERE r.to_body_id = reached.body_id AND holds_on(r.valid_from, r.valid_to, $2)
        ) step
    )
    SELECT b.id, b.name, b.kind, b.tasks, b.arrangement_id, v.name, b.valid_from, b.valid_to, b.date_precision, b.source_id
    FROM reached
    JOIN body_as_of($3) b ON b.id = reached.body_id
    JOIN arrangement_version_as_of($3) v ON v.arrangement_id = b.arrangement_id AND holds_on(v.valid_from, v.valid_to, $2)
$body$;
COMMENT ON FUNCTION bodies_on(text, date, bigint) IS
    'Overlegorganen van een regeling op een datum, and those of other arrangements that they stand in a relation to, over any number of steps.';

CREATE FUNCTION seats_on(body_ids text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (body_id text, role text, capacity text, count integer, party_kind text, party_id text, party_name text, note text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT s.body_id, s.role, s.capacity, s.count,
           CASE WHEN s.municipality_code IS NOT NULL THEN 'municipality' ELSE o.kind END, coalesce(s.municipality_code, s.organisation_id),
           coalesce(n.name, v.name), s.note, s.source_id
    FROM seat_as_of($3) s
    LEFT JOIN municipality_name_as_of($3) n ON n.municipality_code = s.municipality_code AND holds_on(n.valid_from, n.valid_to, $2)
    LEFT JOIN organisation_as_of($3) o ON o.id = s.organisation_id
    LEFT JOIN organisation_version_as_of($3) v ON v.organisation_id = s.organisation_id AND holds_on(v.valid_from, v.valid_to, $2)
    WHERE s.body_id = ANY ($1) AND holds_on(s.valid_from, s.valid_to, $2)
    ORDER BY s.body_id COLLATE "C", array_position(ARRAY['full', 'on-call', 'adviser'], s.capacity), s.id
$body$;
COMMENT ON FUNCTION seats_on(text[], date, bigint) IS 'Zetels van overlegorganen op een datum: full members first, in the order in which they were recorded.';

CREATE FUNCTION body_relations_on(body_ids text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (from_body_id text, to_body_id text, kind text, source_id text)
LANGUAGE sql STABLE
AS $body$
    SELECT r.from_body_id, r.to_body_id, r.kind, r.source_id
    FROM body_relation_as_of($3) r
    WHERE r.from_body_id = ANY ($1) AND r.to_body_id = ANY ($1) AND holds_on(r.valid_from, r.valid_to, $2)
$body$;
COMMENT ON FUNCTION body_relations_on(text[], date, bigint) IS 'Relaties tussen overlegorganen op een datum.';

CREATE FUNCTION organisation_arrangements(organisation_id text, valid_on date, as_of bigint DEFAULT NULL)
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
COMMENT ON FUNCTION organisation_arrangements(text, date, bigint) IS
    'Regelingen van een organisatie op een datum, and as what: a participant''s role, a task, a seat or a milestone.';

CREATE FUNCTION cooperation_on(valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (arrangement_id text, municipality_code text)
LANGUAGE sql STABLE
AS $body$
    SELECT p.arrangement_id, p.municipality_code
    FROM participant_as_of($2) p
    WHERE p.municipality_code IS NOT NULL AND takes_part(p.role) AND holds_on(p.valid_from, p.valid_to, $1)
$body$;
COMMENT ON FUNCTION cooperation_on(date, bigint) IS 'Wie doet waaraan mee op een datum: each municipality in each arrangement that it takes part in itself.';

CREATE FUNCTION cooperation_sets_on(policy_domains text[], valid_on date, codes text[] DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (criterion text, municipality_code text, groups text[], partners text[])
LANGUAGE sql STABLE
AS $body$
    WITH member AS MATERIALIZED (
        SELECT d.policy_domain_id, c.arrangement_id, c.municipality_code
        FROM cooperation_on($2, $4) c
        JOIN arrangement_policy_domain_as_of($4) d ON d.arrangement_id = c.arrangement_id AND holds_on(d.valid_from, d.valid_to, $2)
        WHERE d.policy_domain_id = ANY ($1)
    )
    SELECT m.policy_domain_id, m.municipality_code, array_agg(DISTINCT m.arrangement_id COLLATE "C"),
           coalesce(array_agg(DISTINCT o.municipality_code COLLATE "C") FILTER (WHERE o.municipality_code <> m.municipality_code), '{}')
    FROM member m JOIN member o ON o.policy_domain_id = m.policy_domain_id AND o.arrangement_id = m.arrangement_id
    WHERE $3 IS NULL OR m.municipality_code = ANY ($3)
    GROUP BY m.policy_domain_id, m.municipality_code
$body$;
COMMENT ON FUNCTION cooperation_sets_on(text[], date, text[], bigint) IS
    'Met wie werkt elke gemeente samen, per beleidsterrein, or each of those given: in which arrangements, and with which other municipalities.';

CREATE FUNCTION region_sets_on(region_types text[], valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (criterion text, municipality_code text, groups text[], partners text[])
LANGUAGE sql STABLE
AS $body$
    WITH member AS MATERIALIZED (
        SELECT r.type_id, m.region_id, m.municipality_code
        FROM region_as_of($3) r JOIN region_member_as_of($3) m ON m.region_id = r.id AND holds_on(m.valid_from, m.valid_to, $2)
        WHERE r.type_id = ANY ($1)
    )
    SELECT m.type_id, m.municipality_code, array_agg(DISTINCT m.region_id COLLATE "C"),
           coalesce(array_agg(DISTINCT o.municipality_code COLLATE "C") FILTER (WHERE o.municipality_code <> m.municipality_code), '{}')
    FROM member m JOIN member o ON o.region_id = m.region_id
    GROUP BY m.type_id, m.municipality_code
$body$;
COMMENT ON FUNCTION region_sets_on(text[], date, bigint) IS
    'Met wie zit elke gemeente in een regio, per indeling: in which regions, and with which other municipalities.';

CREATE FUNCTION municipality_partners(code text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (code text, name text, arrangements text[], regions text[], shared bigint)
LANGUAGE sql STABLE
AS $body$
    WITH met AS (
        SELECT o.municipality_code, 'arrangement' AS kind, o.arrangement_id AS id
        FROM cooperation_on($2, $3) m JOIN cooperation_on($2, $3) o ON o.arrangement_id = m.arrangement_id
        WHERE m.municipality_code = $1
        UNION ALL
        SELECT o.municipality_code, 'region', o.region_id
        FROM region_member_as_of($3) m JOIN region_member_as_of($3) o ON o.region_id = m.region_id AND holds_on(o.valid_from, o.valid_to, $2)
        WHERE m.municipality_code = $1 AND holds_on(m.valid_from, m.valid_to, $2)
    )
    SELECT met.municipality_code, n.name,
           coalesce(array_agg(met.id COLLATE "C" ORDER BY met.id COLLATE "C") FILTER (WHERE met.kind = 'arrangement'), '{}'),
           coalesce(array_agg(met.id COLLATE "C" ORDER BY met.id COLLATE "C") FILTER (WHERE met.kind = 'region'), '{}'), count(*)
    FROM met JOIN municipality_name_as_of($3) n ON n.municipality_code = met.municipality_code AND holds_on(n.valid_from, n.valid_to, $2)
    WHERE met.municipality_code <> $1
    GROUP BY met.municipality_code, n.name
$body$;
COMMENT ON FUNCTION municipality_partners(text, date, bigint) IS
    'Partners van een gemeente op een datum: every municipality with which it shares an arrangement or a region, and which.';

CREATE FUNCTION absence_of_arrangement(id text, valid_on date, as_of bigint DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE
AS $body$
    SELECT CASE
        WHEN range_agg(v.validity) IS NULL THEN format('No arrangement has the id %s.', $1)
        WHEN range_agg(v.validity) @> $2 THEN NULL
        ELSE format('%s (%s) was not valid on %s: the register holds it %s.', $1, (array_agg(v.name ORDER BY v.validity DESC))[1], $2,
            (SELECT string_agg(concat_ws(' ', 'from ' || lower(run), 'until ' || upper(run)), ', ' ORDER BY run) FROM unnest(range_agg(v.validity)) run))
        END
    FROM arrangement_version_as_of($3) v WHERE v.arrangement_id = $1
$body$;
COMMENT ON FUNCTION absence_of_arrangement(text, date, bigint) IS 'Waarom een regeling er op een datum niet was, in a sentence; NULL where it was there.';

CREATE FUNCTION absence_of_organisation(id text, valid_on date, as_of bigint DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE
AS $body$
    SELECT CASE
        WHEN range_agg(v.validity) IS NULL THEN format('No organisation has the id %s.', $1)
        WHEN range_agg(v.validity) @> $2 THEN NULL
        ELSE format('%s (%s) is not known on %s: the register holds it %s.', $1, (array_agg(v.name ORDER BY v.validity DESC))[1], $2,
            (SELECT string_agg(concat_ws(' ', 'from ' || lower(run), 'until ' || upper(run)), ', ' ORDER BY run) FROM unnest(range_agg(v.validity)) run))
        END
    FROM organisation_version_as_of($3) v WHERE v.organisation_id = $1
$body$;
COMMENT ON FUNCTION absence_of_organisation(text, date, bigint) IS 'Waarom een organisatie er op een datum niet was, in a sentence; NULL where it was there.';

CREATE FUNCTION arrangement_scale_check(arrangement_id text, valid_on date DEFAULT today(), at_least bigint DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, threshold bigint, meets boolean, margin bigint, oldest date, newest date, missing text[])
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    absent text := absence_of_arrangement(arrangement_scale_check.arrangement_id, arrangement_scale_check.valid_on, arrangement_scale_check.as_of);
BEGIN
    IF absent IS NOT NULL THEN
        RAISE EXCEPTION '%', absent USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Where the source does not name everybody, the sum of those it names is a part, however complete their figures are.
    RETURN QUERY SELECT c.inhabitants, c.complete AND k.all_named, c.threshold, meets_threshold(c.inhabitants, c.complete AND k.all_named, c.threshold),
                        threshold_margin(c.inhabitants, c.complete AND k.all_named, c.threshold), c.oldest, c.newest, c.missing
        FROM (SELECT a.participants_complete AS all_named FROM arrangements_on(arrangement_scale_check.valid_on, arrangement_scale_check.as_of) a
              WHERE a.id = arrangement_scale_check.arrangement_id) k
        CROSS JOIN scale_check(
        ARRAY(SELECT w.municipality_code FROM cooperation_on(arrangement_scale_check.valid_on, arrangement_scale_check.as_of) w
              WHERE w.arrangement_id = arrangement_scale_check.arrangement_id),
        arrangement_scale_check.valid_on, arrangement_scale_check.at_least, arrangement_scale_check.as_of) c;
END
$body$;
COMMENT ON FUNCTION arrangement_scale_check(text, date, bigint, bigint) IS 'Schaaltoets van een regeling, with the municipalities that take part on that day.';
RESET ROLE;

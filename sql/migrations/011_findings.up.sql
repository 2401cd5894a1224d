-- What constraints cannot say: whether the facts as a whole make sense. `register check` lists what this function finds; in a sound register, nothing.
SET LOCAL ROLE register_owner;

CREATE FUNCTION findings() RETURNS TABLE (code text, finding text)
LANGUAGE sql STABLE
AS $body$
    -- A type that partitions the country leaves nobody out: while any region of the type is valid, each municipality that exists is a member of one.
    SELECT 'region-type-incomplete', format('%s is in no %s in %s.', e.municipality_code, t.name, gap.periods)
    FROM region_type t
    CROSS JOIN LATERAL (
        SELECT range_agg(n.validity) AS periods FROM region r JOIN region_name n ON n.region_id = r.id WHERE r.type_id = t.id
    ) known
    CROSS JOIN (SELECT n.municipality_code, range_agg(n.validity) AS periods FROM municipality_name n GROUP BY n.municipality_code) e
    LEFT JOIN (
        SELECT r.type_id, m.municipality_code, range_agg(m.validity) AS periods
        FROM region_member m JOIN region r ON r.id = m.region_id GROUP BY r.type_id, m.municipality_code
    ) member ON member.type_id = t.id AND member.municipality_code = e.municipality_code
    CROSS JOIN LATERAL (SELECT e.periods * known.periods - coalesce(member.periods, '{}') AS periods) gap
    WHERE t.partitions AND NOT isempty(gap.periods)
    UNION ALL
    SELECT 'municipality-without-successor', format('%s ends on %s, and no succession says what comes after it.', e.code, e.ends_on)
    FROM (SELECT m.code, upper(municipality_existence(m.code)) AS ends_on FROM municipality m) e
    WHERE e.ends_on IS NOT NULL AND NOT EXISTS (SELECT FROM municipality_succession s WHERE s.from_code = e.code AND s.takes_effect_on = e.ends_on)
    UNION ALL
    SELECT 'municipality-without-name', format('%s has no name in any period.', m.code)
    FROM municipality m WHERE NOT EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = m.code)
    UNION ALL
    SELECT 'region-without-name', format('%s has no name in any period.', r.id)
    FROM region r WHERE NOT EXISTS (SELECT FROM region_name n WHERE n.region_id = r.id)
    UNION ALL
    SELECT 'nesting-not-contained', format('%s is within %s, but its member %s is not a member there in %s.', n.region_id, n.within_id, m.municipality_code, gap.periods)
    FROM region_nesting n
    JOIN region_member m ON m.region_id = n.region_id AND m.validity && n.validity
    CROSS JOIN LATERAL (
        SELECT datemultirange(m.validity * n.validity) - coalesce(range_agg(o.validity), '{}') AS periods
        FROM region_member o WHERE o.region_id = n.within_id AND o.municipality_code = m.municipality_code
    ) gap
    WHERE NOT isempty(gap.periods)
    UNION ALL
    SELECT 'revision-missing', format('Revision %s is missing: numbers must have no gaps.', g.number)
    FROM generate_series(1, (SELECT last FROM revision_counter)) g (number)
    WHERE NOT EXISTS (SELECT FROM revision r WHERE r.number = g.number)
    UNION ALL
    SELECT 'norm-absent', 'The norm decentralisation-2013 is absent: a scale check without a threshold needs it.'
    WHERE EXISTS (SELECT FROM municipality) AND NOT EXISTS (SELECT FROM norm WHERE norm.id = 'decentralisation-2013')
$body$;
COMMENT ON FUNCTION findings() IS 'Bevindingen: what is wrong with the facts as a whole, a row for each, none in a sound register.';
RESET ROLE;

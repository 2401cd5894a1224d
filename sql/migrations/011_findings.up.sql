-- What constraints cannot say: whether the facts as a whole make sense. `register check` lists what this function finds; in a sound register, nothing.
SET LOCAL ROLE register_owner;

CREATE FUNCTION findings() RETURNS TABLE (code text, finding text)
LANGUAGE sql STABLE
AS $body$
    -- A type that partitions the country leaves nobody out, on the first day of each of its periods.
    SELECT 'region-type-incomplete', format('%s on %s: %s is in no region of that type.', t.id, coalesce(d.day::text, 'any day'), n.municipality_code)
    FROM region_type t
    JOIN (SELECT DISTINCT r.type_id, coalesce(rn.valid_from, today()) AS day FROM region r JOIN region_name rn ON rn.region_id = r.id) d ON d.type_id = t.id
    JOIN municipality_name n ON n.validity @> d.day
    WHERE t.partitions AND NOT EXISTS (
        SELECT FROM region_member m JOIN region r ON r.id = m.region_id
        WHERE r.type_id = t.id AND m.municipality_code = n.municipality_code AND m.validity @> d.day)
    UNION ALL
    SELECT 'municipality-without-successor', format('%s ended on %s, and no succession says what came after it.', e.code, e.ended_on)
    FROM (SELECT m.code, upper(municipality_existence(m.code)) AS ended_on FROM municipality m) e
    WHERE e.ended_on <= today() AND NOT EXISTS (SELECT FROM municipality_succession s WHERE s.from_code = e.code AND s.takes_effect_on = e.ended_on)
    UNION ALL
    SELECT 'municipality-without-name', format('%s has no name in any period.', m.code)
    FROM municipality m WHERE NOT EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = m.code)
    UNION ALL
    SELECT 'region-without-name', format('%s has no name in any period.', r.id)
    FROM region r WHERE NOT EXISTS (SELECT FROM region_name n WHERE n.region_id = r.id)
    UNION ALL
    SELECT 'nesting-not-contained', format('%s is within %s, but its member %s is not a member there on %s.', n.region_id, n.within_id, m.municipality_code, d.day)
    FROM region_nesting n
    CROSS JOIN LATERAL (SELECT coalesce(n.valid_from, today()) AS day) d
    JOIN region_member m ON m.region_id = n.region_id AND m.validity @> d.day
    WHERE NOT EXISTS (SELECT FROM region_member o WHERE o.region_id = n.within_id AND o.municipality_code = m.municipality_code AND o.validity @> d.day)
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

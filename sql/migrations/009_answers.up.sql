-- Answers in sentences: why something was not there on a day, and the scale check for somebody in psql.
SET LOCAL ROLE register_owner;

-- What a municipality had become by a later day, or had come from on an earlier one: over any number of reorganisations.
CREATE FUNCTION municipality_relatives(code text, valid_on date, as_of bigint DEFAULT NULL)
RETURNS TABLE (relative_code text, relative_name text)
LANGUAGE sql STABLE
AS $body$
    WITH RECURSIVE later (code) AS (
        SELECT $1
        UNION
        SELECT s.to_code FROM later l JOIN municipality_succession_as_of($3) s ON s.from_code = l.code AND s.takes_effect_on <= $2
    ), earlier (code) AS (
        SELECT $1
        UNION
        SELECT s.from_code FROM earlier e JOIN municipality_succession_as_of($3) s ON s.to_code = e.code AND s.takes_effect_on > $2
    )
    SELECT n.municipality_code, n.name
    FROM municipality_name_as_of($3) n
    WHERE holds_on(n.valid_from, n.valid_to, $2) AND n.municipality_code <> $1 AND n.municipality_code IN (SELECT later.code FROM later UNION SELECT earlier.code FROM earlier)
$body$;
COMMENT ON FUNCTION municipality_relatives(text, date, bigint) IS 'Opvolgers of voorgangers van een gemeente that exist on the given day.';

CREATE FUNCTION absence_of_municipality(code text, valid_on date, as_of bigint DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    known     datemultirange;
    last_name text;
    relatives text;
BEGIN
    SELECT range_agg(n.validity), (array_agg(n.name ORDER BY n.validity DESC))[1] INTO known, last_name
    FROM municipality_name_as_of(as_of) n WHERE n.municipality_code = absence_of_municipality.code;
    IF known IS NULL THEN
        RETURN format('No municipality has the code %s. Codes near it: %s.', code,
            coalesce((SELECT string_agg(format('%s (%s)', n.code, n.name), ', ') FROM near_municipalities(absence_of_municipality.code) n), 'none'));
    END IF;
    IF known @> valid_on THEN
        RETURN NULL;
    END IF;
    SELECT string_agg(format('%s (%s)', r.relative_code, r.relative_name), ', ' ORDER BY r.relative_code) INTO relatives
    FROM municipality_relatives(absence_of_municipality.code, valid_on, as_of) r;
    IF upper(known) <= valid_on THEN
        RETURN format('%s (%s) did not exist on %s: it ended on %s. What came after it: %s.', code, last_name, valid_on, upper(known), coalesce(relatives, 'not recorded'));
    END IF;
    RETURN format('%s (%s) did not exist on %s: it exists since %s. What came before it: %s.', code, last_name, valid_on, lower(known), coalesce(relatives, 'not recorded'));
END
$body$;
COMMENT ON FUNCTION absence_of_municipality(text, date, bigint) IS 'Waarom een gemeente er op een datum niet was, in a sentence; NULL where it was there.';

CREATE FUNCTION absence_of_region(id text, valid_on date, as_of bigint DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE
AS $body$
    SELECT CASE
        WHEN range_agg(n.validity) IS NULL THEN format('No region has the id %s.', $1)
        WHEN range_agg(n.validity) @> $2 THEN NULL
        ELSE format('%s (%s) is not known to be valid on %s: the register holds it %s.', $1, (array_agg(n.name ORDER BY n.validity DESC))[1], $2,
            (SELECT string_agg(concat_ws(' ', 'from ' || lower(run), 'until ' || upper(run)), ', ' ORDER BY run) FROM unnest(range_agg(n.validity)) run))
        END
    FROM region_name_as_of($3) n WHERE n.region_id = $1
$body$;
COMMENT ON FUNCTION absence_of_region(text, date, bigint) IS 'Waarom een regio er op een datum niet was, in a sentence; NULL where it was there.';

CREATE FUNCTION scale_check(codes text[], valid_on date DEFAULT today(), at_least bigint DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, threshold bigint, meets boolean, margin bigint, oldest date, newest date, missing text[])
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    least bigint := coalesce(scale_check.at_least, (SELECT n.threshold FROM norm_as_of(scale_check.as_of) n WHERE n.id = 'decentralisation-2013'));
    absent text;
BEGIN
    IF least IS NULL OR least < 1 THEN
        RAISE EXCEPTION 'the threshold must be a number above 0, not %', coalesce(least::text, 'NULL') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF codes IS NULL OR valid_on IS NULL OR array_position(codes, NULL) IS NOT NULL THEN
        RAISE EXCEPTION 'the codes and the date must be given, and not be NULL' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF cardinality(codes) > (SELECT count(DISTINCT c) FROM unnest(codes) c) THEN
        RAISE EXCEPTION 'a code is given twice: %', array_to_string(codes, ', ') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT string_agg(absence_of_municipality(c, scale_check.valid_on, scale_check.as_of), ' ') INTO absent FROM unnest(codes) c;
    IF absent IS NOT NULL THEN
        RAISE EXCEPTION '%', absent USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY
        SELECT t.inhabitants, t.complete, least, meets_threshold(t.inhabitants, t.complete, least), threshold_margin(t.inhabitants, t.complete, least),
               t.oldest, t.newest, t.missing
        FROM inhabitants_of(codes, scale_check.valid_on, scale_check.as_of) t;
END
$body$;
COMMENT ON FUNCTION scale_check(text[], date, bigint, bigint) IS
    'Schaaltoets van een verzameling gemeenten: have they together enough inhabitants? Without a threshold the norm decentralisation-2013 is taken.';

CREATE FUNCTION region_scale_check(region_id text, valid_on date DEFAULT today(), at_least bigint DEFAULT NULL, as_of bigint DEFAULT NULL)
RETURNS TABLE (inhabitants bigint, complete boolean, threshold bigint, meets boolean, margin bigint, oldest date, newest date, missing text[])
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    absent text := absence_of_region(region_scale_check.region_id, region_scale_check.valid_on, region_scale_check.as_of);
BEGIN
    IF absent IS NOT NULL THEN
        RAISE EXCEPTION '%', absent USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY SELECT c.* FROM scale_check(
        ARRAY(SELECT m.code FROM region_members_on(region_scale_check.region_id, region_scale_check.valid_on, region_scale_check.as_of) m),
        region_scale_check.valid_on, region_scale_check.at_least, region_scale_check.as_of) c;
END
$body$;
COMMENT ON FUNCTION region_scale_check(text, date, bigint, bigint) IS 'Schaaltoets van een regio, with its members of that day.';
RESET ROLE;

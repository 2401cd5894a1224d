SET LOCAL ROLE register_owner;
CREATE OR REPLACE FUNCTION absence_of_municipality(code text, valid_on date, as_of bigint DEFAULT NULL) RETURNS text
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
DROP FUNCTION near_municipalities(text, bigint);
DROP FUNCTION last_moment_of(bigint);
DROP FUNCTION moment_of(bigint, date);
DROP FUNCTION recorded_day(timestamptz);
DROP FUNCTION is_settled(timestamptz);
CREATE OR REPLACE FUNCTION announce_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE revision SET login = login WHERE number = NEW.number;
    ELSE
        UPDATE revision SET recorded_at = next_recorded_at(number) WHERE number = NEW.number;
        PERFORM pg_notify('register_revision', NEW.number::text);
    END IF;
    RETURN NULL;
END
$body$;
DROP FUNCTION minute_of(timestamptz);
RESET ROLE;

SET LOCAL ROLE register_owner;
DO $redefine$
BEGIN
    EXECUTE replace(pg_get_functiondef('absence_of_municipality(text, date, bigint)'::regprocedure),
        'near_municipalities(absence_of_municipality.code, as_of)', 'near_municipalities(absence_of_municipality.code)');
END
$redefine$;
DROP FUNCTION near_municipalities(text, bigint);
DROP FUNCTION last_moment_of(bigint);
DROP FUNCTION moment_of(bigint, date);
DROP FUNCTION recorded_day(timestamptz);
DROP FUNCTION is_settled();
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
RESET ROLE;

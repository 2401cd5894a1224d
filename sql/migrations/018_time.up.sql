-- Two times in every answer: what was so on a day, as the register said it at a moment.
SET LOCAL ROLE register_owner;

-- A revision gets its moment shortly before its commit, so whoever asks for a moment in between would get another answer a little later. The lock says that
-- a commit is under way; it is held until its end. It is tried and never waited for: anybody may take an advisory lock, and nobody shall keep a writer waiting.
CREATE OR REPLACE FUNCTION announce_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE revision SET login = login WHERE number = NEW.number;
    ELSE
        PERFORM pg_try_advisory_xact_lock(1919248233, 1919251317);
        UPDATE revision SET recorded_at = next_recorded_at(number) WHERE number = NEW.number;
        PERFORM pg_notify('register_revision', NEW.number::text);
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION is_settled() RETURNS boolean
LANGUAGE sql VOLATILE
AS $body$
    SELECT NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND classid = 1919248233 AND objid = 1919251317 AND objsubid = 2 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
$body$;
COMMENT ON FUNCTION is_settled() IS 'Tot rust gekomen: no commit is under way that has stamped its revision already, so every moment until now keeps its revision.';

CREATE FUNCTION recorded_day(moment timestamptz) RETURNS date
LANGUAGE sql STABLE
AS $body$ SELECT ($1 AT TIME ZONE 'Europe/Amsterdam')::date $body$;
COMMENT ON FUNCTION recorded_day(timestamptz) IS 'Dag van een tijdstip, in the Netherlands.';

-- What an answer depends on beside the request: the revision, and today. One moment stands for both, and it is the same for every answer of that revision and
-- day: the beginning of the later of the two.
CREATE FUNCTION moment_of(number bigint, day date) RETURNS timestamptz
LANGUAGE sql STABLE
AS $body$
    SELECT greatest($2::timestamp AT TIME ZONE 'Europe/Amsterdam', (SELECT r.recorded_at FROM revision r WHERE r.number = $1))
$body$;
COMMENT ON FUNCTION moment_of(bigint, date) IS 'Tijdstip van een stand: availableOn with it gives this revision, and this day as today.';

-- A revision asked for by its number is read as in the last moment in which it was the newest.
CREATE FUNCTION last_moment_of(number bigint) RETURNS timestamptz
LANGUAGE sql STABLE
AS $body$ SELECT coalesce((SELECT r.recorded_at - interval '1 microsecond' FROM revision r WHERE r.number = $1 + 1), statement_timestamp()) $body$;
COMMENT ON FUNCTION last_moment_of(bigint) IS 'Laatste tijdstip waarop een revisie de nieuwste was; now for the one that still is.';
RESET ROLE;

-- Two times in every answer: what was so on a day, as the register said it at a moment.
SET LOCAL ROLE register_owner;

-- A revision gets its moment shortly before its commit, so whoever asks for a moment in between would get another answer a little later. The lock says that
-- a commit is under way, and the minute in which it was stamped or before; it is held until its end. It is shared, since the next commit may begin before the
-- lock of this one is gone, and tried and never waited for: anybody may take an advisory lock, and nobody shall keep a writer waiting.
CREATE FUNCTION minute_of(moment timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE
AS $body$ SELECT greatest(0, least(floor(extract(epoch FROM $1) / 60), 2147483647))::integer $body$;
COMMENT ON FUNCTION minute_of(timestamptz) IS 'Minuut van een tijdstip, since 1970.';

CREATE OR REPLACE FUNCTION announce_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE revision SET login = login WHERE number = NEW.number;
    ELSE
        PERFORM pg_try_advisory_xact_lock_shared(1919248233, minute_of(clock_timestamp()));
        UPDATE revision SET recorded_at = next_recorded_at(number) WHERE number = NEW.number;
        PERFORM pg_notify('register_revision', NEW.number::text);
    END IF;
    RETURN NULL;
END
$body$;

-- Each revision gets a later moment than the one before it, so what is not after the newest is settled whatever is under way.
CREATE FUNCTION is_settled(moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE
AS $body$
    SELECT coalesce($1 <= (SELECT r.recorded_at FROM revision r WHERE r.number = latest_revision()), false)
        OR NOT EXISTS (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND classid = 1919248233 AND objid::bigint <= minute_of($1) AND objsubid = 2 AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
$body$;
COMMENT ON FUNCTION is_settled(timestamptz) IS
    'Tot rust gekomen: no commit is under way that may have stamped its revision with this moment or one before it, so it keeps the revision that it has.';

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

-- The codes near one, of those that the register had by then.
CREATE FUNCTION near_municipalities(code text, as_of bigint) RETURNS TABLE (code text, name text)
LANGUAGE sql STABLE
AS $body$
    SELECT municipality_code, (array_agg(name ORDER BY validity DESC))[1]
    FROM municipality_name_as_of($2)
    GROUP BY municipality_code
    ORDER BY -- as a typing slip would have it: the same digits in another order first, then the nearest number
        (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(municipality_code, '') c)
        <> (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(upper($1), '') c),
        abs(substr(municipality_code, 3)::int - coalesce(substring($1 FROM '[0-9]{1,8}')::int, 0)), municipality_code
    LIMIT 3
$body$;
COMMENT ON FUNCTION near_municipalities(text, bigint) IS 'Gemeentecodes that look like the given one, as the register had them in a revision; NULL: the newest.';
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
        RETURN concat_ws(' ', format('No municipality has the code %s.', code),
            (SELECT format('Codes near it: %s.', string_agg(format('%s (%s)', n.code, n.name), ', '))
             FROM near_municipalities(absence_of_municipality.code, as_of) n HAVING count(*) > 0));
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
RESET ROLE;

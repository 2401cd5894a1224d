-- Sources, and municipalities with their names and successions over time.
SET LOCAL ROLE register_owner;

CREATE TABLE source (
    id           text CONSTRAINT source_pk PRIMARY KEY CONSTRAINT source_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title        text NOT NULL CONSTRAINT source_title_given CHECK (title <> ''),
    publisher    text NOT NULL CONSTRAINT source_publisher_given CHECK (publisher <> ''),
    published_on date CONSTRAINT source_published_on_of_four_digits CHECK (published_on BETWEEN '0001-01-01' AND '9999-12-31'),
    licence      text,
    url          text CONSTRAINT source_url_is_http CHECK (url ~ '^https?://'),
    note         text
);
COMMENT ON TABLE source IS 'Bron: where a fact comes from. Every fact points at one.';
COMMENT ON COLUMN source.id IS 'Bron-id: a slug.';
COMMENT ON COLUMN source.title IS 'Titel.';
COMMENT ON COLUMN source.publisher IS 'Uitgever.';
COMMENT ON COLUMN source.published_on IS 'Publicatiedatum; NULL where it is not stated.';
COMMENT ON COLUMN source.licence IS 'Licentie; NULL where it is not stated.';
COMMENT ON COLUMN source.url IS 'Vindplaats.';
COMMENT ON COLUMN source.note IS 'Toelichting.';
SELECT keep_history('source', 'id');

-- The period of a fact in the world is a pair of dates to write and a range to reason with. Both ends NULL: as far as is known, always.
CREATE TABLE municipality (
    code      text CONSTRAINT municipality_pk PRIMARY KEY CONSTRAINT municipality_code_is_cbs CHECK (code ~ '^GM[0-9]{4}$'),
    source_id text NOT NULL CONSTRAINT municipality_source_known REFERENCES source (id)
);
COMMENT ON TABLE municipality IS 'Gemeente: the identity of a municipality. It exists in the periods in which it has a name.';
COMMENT ON COLUMN municipality.code IS 'Gemeentecode of the CBS, such as GM0988. Never changed, never used again.';
COMMENT ON COLUMN municipality.source_id IS 'Bron.';
SELECT keep_history('municipality', 'code');

CREATE TABLE municipality_name (
    id                bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT municipality_name_pk PRIMARY KEY,
    municipality_code text NOT NULL CONSTRAINT municipality_name_municipality_known REFERENCES municipality (code),
    name              text NOT NULL CONSTRAINT municipality_name_given CHECK (name <> '' AND name = btrim(name)),
    valid_from        date,
    valid_to          date,
    validity          daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
    source_id         text NOT NULL CONSTRAINT municipality_name_source_known REFERENCES source (id),
    CONSTRAINT municipality_name_period_not_empty CHECK (valid_from < valid_to),
    CONSTRAINT municipality_name_dates_of_four_digits CHECK
        (coalesce(valid_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT municipality_name_once_at_a_time EXCLUDE USING gist (municipality_code extension.gist_text_ops WITH =, validity WITH &&)
);
COMMENT ON TABLE municipality_name IS 'Gemeentenaam: what a municipality was called, and so when it existed.';
COMMENT ON COLUMN municipality_name.id IS 'Rijnummer.';
COMMENT ON COLUMN municipality_name.municipality_code IS 'Gemeentecode.';
COMMENT ON COLUMN municipality_name.name IS 'Naam.';
COMMENT ON COLUMN municipality_name.valid_from IS 'Geldig vanaf; NULL: before what the source covers.';
COMMENT ON COLUMN municipality_name.valid_to IS 'Geldig tot: the first day on which it is no longer so; NULL: still so.';
COMMENT ON COLUMN municipality_name.validity IS 'Geldigheid: [valid_from, valid_to).';
COMMENT ON COLUMN municipality_name.source_id IS 'Bron.';
SELECT keep_history('municipality_name', 'municipality_code', 'valid_from');

CREATE TABLE municipality_succession (
    takes_effect_on date NOT NULL
                    CONSTRAINT municipality_succession_date_of_four_digits CHECK (takes_effect_on BETWEEN '0001-01-01' AND '9999-12-31'),
    from_code       text NOT NULL CONSTRAINT municipality_succession_from_known REFERENCES municipality (code),
    to_code         text NOT NULL CONSTRAINT municipality_succession_to_known REFERENCES municipality (code),
    kind            text NOT NULL CONSTRAINT municipality_succession_kind_known CHECK (kind IN ('merger', 'split', 'rename')),
    source_id       text NOT NULL CONSTRAINT municipality_succession_source_known REFERENCES source (id),
    CONSTRAINT municipality_succession_pk PRIMARY KEY (from_code, to_code, takes_effect_on),
    CONSTRAINT municipality_succession_not_to_itself CHECK (from_code <> to_code)
);
CREATE INDEX municipality_succession_by_successor ON municipality_succession (to_code);
COMMENT ON TABLE municipality_succession IS 'Herindeling: on a day, from one code to another.';
COMMENT ON COLUMN municipality_succession.takes_effect_on IS 'Ingangsdatum: the first day of the new situation.';
COMMENT ON COLUMN municipality_succession.from_code IS 'Van gemeentecode: it ends on that day.';
COMMENT ON COLUMN municipality_succession.to_code IS 'Naar gemeentecode: it exists on that day.';
COMMENT ON COLUMN municipality_succession.kind IS 'Soort: merger (samenvoeging), split (splitsing over several) or rename (naamswijziging with a new code).';
COMMENT ON COLUMN municipality_succession.source_id IS 'Bron.';
SELECT keep_history('municipality_succession', 'takes_effect_on', 'from_code', 'to_code');

-- Without accents, and the letters A to Z in lower case, whatever the locale of the database: how names are compared, and ordered with COLLATE "C".
CREATE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C") $body$;
COMMENT ON FUNCTION search_key(text) IS 'Zoeksleutel: the name in lower case without accents.';

-- The sentence behind a reference to something that is not there. Foreign keys guarantee the same; they only say it worse.
CREATE FUNCTION refuse_unknown_municipality() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    column_name text;
    given       text;
BEGIN
    FOREACH column_name IN ARRAY TG_ARGV LOOP
        given := to_jsonb(NEW) ->> column_name;
        IF given IS NOT NULL AND NOT EXISTS (SELECT FROM municipality m WHERE m.code = given) THEN
            RAISE EXCEPTION '%: no municipality has the code %', TG_TABLE_NAME, quote_literal(given)
                USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME, COLUMN = column_name, CONSTRAINT = TG_TABLE_NAME || '_municipality_known',
                      HINT = 'Codes near it: ' || (SELECT string_agg(near.code || ' ' || near.name, ', ') FROM near_municipalities(given) near) || '.';
        END IF;
    END LOOP;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_unknown_municipality() IS 'Onbekende gemeente weigeren, with the codes that come near.';

CREATE FUNCTION near_municipalities(code text) RETURNS TABLE (code text, name text)
LANGUAGE sql STABLE
AS $body$
    SELECT municipality_code, (array_agg(name ORDER BY validity DESC))[1]
    FROM municipality_name
    GROUP BY municipality_code
    ORDER BY -- as a typing slip would have it: the same digits in another order first, then the nearest number
        (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(municipality_code, '') c)
        <> (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(upper($1), '') c),
        abs(substr(municipality_code, 3)::int - coalesce(substring($1 FROM '[0-9]{1,8}')::int, 0)), municipality_code
    LIMIT 3
$body$;
COMMENT ON FUNCTION near_municipalities(text) IS 'Gemeentecodes that look like the given one.';

-- As a condition of the trigger it costs a third of what the trigger's own search would, row after row of a file.
CREATE FUNCTION is_unknown_municipality(code text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $body$
BEGIN
    RETURN NOT EXISTS (SELECT FROM public.municipality m WHERE m.code = $1);
END
$body$;
COMMENT ON FUNCTION is_unknown_municipality(text) IS 'Is de gemeente onbekend?';

CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON municipality_name
    FOR EACH ROW WHEN (is_unknown_municipality(NEW.municipality_code)) EXECUTE FUNCTION refuse_unknown_municipality('municipality_code');
CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON municipality_succession
    FOR EACH ROW WHEN (is_unknown_municipality(NEW.from_code) OR is_unknown_municipality(NEW.to_code))
    EXECUTE FUNCTION refuse_unknown_municipality('from_code', 'to_code');

CREATE FUNCTION municipality_existence(code text) RETURNS datemultirange
LANGUAGE sql STABLE
AS $body$ SELECT coalesce(range_agg(validity), '{}') FROM municipality_name WHERE municipality_code = $1 $body$;
COMMENT ON FUNCTION municipality_existence(text) IS 'Bestaan van een gemeente: the periods in which it has a name.';

CREATE FUNCTION name_matches(name text, part text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT search_key($2) <> '' AND strpos(search_key($1), search_key($2)) > 0 $body$;
COMMENT ON FUNCTION name_matches(text, text) IS 'Naam bevat: whether the part is in the name, without regard to case and accents.';

-- The rule for every succession that the municipality takes part in, as the old code or as the new one.
CREATE FUNCTION check_successions(code text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    step municipality_succession;
BEGIN
    FOR step IN SELECT s.* FROM municipality_succession s WHERE check_successions.code IN (s.from_code, s.to_code) LOOP
        IF municipality_existence(step.from_code) @> step.takes_effect_on OR NOT municipality_existence(step.from_code) @> step.takes_effect_on - 1 THEN
            RAISE EXCEPTION 'municipality_succession: % does not end on %, but exists in %',
                step.from_code, step.takes_effect_on, municipality_existence(step.from_code)
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'municipality_succession_from_ends',
                      HINT = format('Change or delete the succession, or end the municipality in the same transaction: SELECT end_municipality(%L, %L).',
                                    step.from_code, step.takes_effect_on);
        END IF;
        IF NOT municipality_existence(step.to_code) @> step.takes_effect_on THEN
            RAISE EXCEPTION 'municipality_succession: the successor % does not exist on %, but in %',
                step.to_code, step.takes_effect_on, municipality_existence(step.to_code)
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'municipality_succession_to_exists',
                      HINT = 'Change or delete the succession, or add the municipality in the same transaction: INSERT INTO load.municipality …';
        END IF;
    END LOOP;
END
$body$;
COMMENT ON FUNCTION check_successions(text) IS 'Herindelingen van een gemeente controleren: the old code ends on the day, the new one exists on it.';

CREATE FUNCTION check_succession() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_TABLE_NAME = 'municipality_succession' THEN
        PERFORM check_successions(NEW.from_code);
    ELSE
        IF TG_OP <> 'INSERT' THEN
            PERFORM check_successions(OLD.municipality_code);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM check_successions(NEW.municipality_code);
        END IF;
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_succession() IS 'Herindelingen controleren, after a change of them or of the municipalities'' existence.';
-- At commit, so that the rows of one reorganisation may come in any order.
CREATE CONSTRAINT TRIGGER succession_fits AFTER INSERT OR UPDATE ON municipality_succession
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_succession();
CREATE CONSTRAINT TRIGGER succession_fits AFTER INSERT OR UPDATE OR DELETE ON municipality_name
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_succession();

-- An id never changes and is never used for something else: whoever kept it elsewhere would be led astray.
CREATE FUNCTION refuse_new_id() RETURNS trigger
LANGUAGE plpgsql
AS $body$
BEGIN
    RAISE EXCEPTION '%: % cannot become %: an id never changes', TG_TABLE_NAME, to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]
        USING ERRCODE = 'restrict_violation', HINT = 'Add the right one, and delete the wrong one where nothing refers to it.';
END
$body$;
COMMENT ON FUNCTION refuse_new_id() IS 'Ander id weigeren.';
CREATE TRIGGER id_stays BEFORE UPDATE ON source FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');
CREATE TRIGGER id_stays BEFORE UPDATE ON municipality FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION refuse_new_id('code');

SELECT close_trigger_functions();
RESET ROLE;

-- Sources, and municipalities with their names and successions over time.
SET LOCAL ROLE register_owner;

CREATE TABLE source (
    id           text CONSTRAINT source_pk PRIMARY KEY CONSTRAINT source_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title        text NOT NULL CONSTRAINT source_title_given CHECK (title <> ''),
    publisher    text NOT NULL CONSTRAINT source_publisher_given CHECK (publisher <> ''),
    published_on date,
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
    CONSTRAINT municipality_name_dates_finite CHECK (isfinite(coalesce(valid_from, 'epoch')) AND isfinite(coalesce(valid_to, 'epoch'))),
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
    takes_effect_on date NOT NULL,
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

-- Lower-cased, without accents: how names are compared and ordered, the same under every collation of the database.
CREATE FUNCTION search_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g')) COLLATE "C" $body$;
COMMENT ON FUNCTION search_key(text) IS 'Zoeksleutel: the name in lower case without accents.';

-- The sentence behind a reference to something that is not there. Foreign keys guarantee the same; they only say it worse.
CREATE FUNCTION refuse_unknown_municipality() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public
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

-- At commit, so that the rows of one reorganisation may come in any order.
CREATE FUNCTION check_succession() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
AS $body$
DECLARE
    wrong record;
BEGIN
    SELECT s.* INTO wrong FROM municipality_succession s
    WHERE (s.from_code, s.to_code, s.takes_effect_on) = (NEW.from_code, NEW.to_code, NEW.takes_effect_on)
      AND (municipality_existence(s.from_code) @> s.takes_effect_on OR NOT municipality_existence(s.from_code) @> s.takes_effect_on - 1);
    IF FOUND THEN
        RAISE EXCEPTION 'municipality_succession: % does not end on %, but exists in %', wrong.from_code, wrong.takes_effect_on, municipality_existence(wrong.from_code)
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'municipality_succession_from_ends',
                  HINT = format('End it in the same transaction: SELECT end_municipality(%L, %L).', wrong.from_code, wrong.takes_effect_on);
    END IF;
    SELECT s.* INTO wrong FROM municipality_succession s
    WHERE (s.from_code, s.to_code, s.takes_effect_on) = (NEW.from_code, NEW.to_code, NEW.takes_effect_on)
      AND NOT municipality_existence(s.to_code) @> s.takes_effect_on;
    IF FOUND THEN
        RAISE EXCEPTION 'municipality_succession: the successor % does not exist on %', wrong.to_code, wrong.takes_effect_on
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'municipality_succession_to_exists',
                  HINT = 'Add it in the same transaction: INSERT INTO load.municipality …';
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_succession() IS 'Herindeling controleren: the old code ends on the day, the new one exists on it.';
CREATE CONSTRAINT TRIGGER succession_fits AFTER INSERT OR UPDATE ON municipality_succession
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_succession();
RESET ROLE;

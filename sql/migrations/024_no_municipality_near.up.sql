-- Where there is no municipality at all, no code is near, and a hint that is NULL is an error of its own, in place of the sentence that was meant.
SET LOCAL ROLE register_owner;

CREATE OR REPLACE FUNCTION refuse_unknown_municipality() RETURNS trigger
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
                      HINT = coalesce('Codes near it: ' || (SELECT string_agg(near.code || ' ' || near.name, ', ') FROM near_municipalities(given) near) || '.',
                                      'There are none yet. Add it first: INSERT INTO load.municipality (code, name, valid_from, source_id) VALUES (…).');
        END IF;
    END LOOP;
    RETURN NEW;
END
$body$;

RESET ROLE;

-- Inhabitants per municipality and reference date, and the norms that a scale is held against.
SET LOCAL ROLE register_owner;

CREATE TABLE inhabitants (
    municipality_code text    NOT NULL CONSTRAINT inhabitants_municipality_known REFERENCES municipality (code),
    reference_date    date    NOT NULL CONSTRAINT inhabitants_reference_date_of_four_digits
                               CHECK (reference_date BETWEEN '0001-01-01' AND '9999-12-31'),
    count             integer NOT NULL CONSTRAINT inhabitants_count_not_negative CHECK (count >= 0),
    precision         text    NOT NULL DEFAULT 'exact' CONSTRAINT inhabitants_precision_known CHECK (precision IN ('exact', 'rounded-to-5')),
    status            text    NOT NULL DEFAULT 'published' CONSTRAINT inhabitants_status_known CHECK (status IN ('published', 'provisional', 'derived')),
    source_id         text    NOT NULL CONSTRAINT inhabitants_source_known REFERENCES source (id),
    CONSTRAINT inhabitants_pk PRIMARY KEY (municipality_code, reference_date)
);
CREATE INDEX inhabitants_by_reference_date ON inhabitants (reference_date);
COMMENT ON TABLE inhabitants IS 'Inwonertal: how many people lived in a municipality on a reference date.';
COMMENT ON COLUMN inhabitants.municipality_code IS 'Gemeentecode.';
COMMENT ON COLUMN inhabitants.reference_date IS 'Peildatum.';
COMMENT ON COLUMN inhabitants.count IS 'Aantal inwoners.';
COMMENT ON COLUMN inhabitants.precision IS 'Nauwkeurigheid: exact, or rounded-to-5 (afgerond op vijftallen) by the publisher.';
COMMENT ON COLUMN inhabitants.status IS 'Status: published (gepubliceerd), provisional (voorlopig) or derived (afgeleid from other figures).';
COMMENT ON COLUMN inhabitants.source_id IS 'Bron.';
SELECT keep_history('inhabitants', 'municipality_code', 'reference_date');

CREATE FUNCTION check_figure() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF NEW.count < 0 THEN
        RAISE EXCEPTION 'inhabitants: the count of % on % is %, and cannot be negative', NEW.municipality_code, NEW.reference_date, NEW.count
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inhabitants_count_not_negative';
    END IF;
    -- Where a part is missing, NOT NULL says so better.
    IF NEW.municipality_code IS NOT NULL AND NOT municipality_existence(NEW.municipality_code) @> NEW.reference_date THEN
        RAISE EXCEPTION 'inhabitants: % does not exist on %, but in %', NEW.municipality_code, NEW.reference_date, municipality_existence(NEW.municipality_code)
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'inhabitants_within_municipality';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_figure() IS 'Inwonertal controleren: not negative, on a day on which the municipality exists.';
CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON inhabitants
    FOR EACH ROW WHEN (is_unknown_municipality(NEW.municipality_code)) EXECUTE FUNCTION refuse_unknown_municipality('municipality_code');
CREATE TRIGGER sensible BEFORE INSERT OR UPDATE ON inhabitants FOR EACH ROW EXECUTE FUNCTION check_figure();

CREATE FUNCTION check_figures_of() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    stray record;
BEGIN
    SELECT i.municipality_code, i.reference_date INTO stray FROM inhabitants i
    WHERE i.municipality_code = OLD.municipality_code AND NOT municipality_existence(i.municipality_code) @> i.reference_date
    ORDER BY i.reference_date LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'municipality_name: % has inhabitants on %, a day on which it would no longer exist', stray.municipality_code, stray.reference_date
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'inhabitants_within_municipality',
                  HINT = 'Delete that figure in the same transaction, or choose another day.';
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_figures_of() IS 'Cijfers controleren after a change of a municipality''s existence.';
CREATE CONSTRAINT TRIGGER figures_fit AFTER UPDATE OR DELETE ON municipality_name
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_figures_of();

CREATE TABLE norm (
    id         text    CONSTRAINT norm_pk PRIMARY KEY CONSTRAINT norm_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name       text    NOT NULL CONSTRAINT norm_name_given CHECK (name <> ''),
    threshold  integer NOT NULL CONSTRAINT norm_threshold_positive CHECK (threshold > 0),
    valid_from date,
    valid_to   date,
    validity   daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
    source_id  text    NOT NULL CONSTRAINT norm_source_known REFERENCES source (id),
    CONSTRAINT norm_period_not_empty CHECK (valid_from < valid_to),
    CONSTRAINT norm_dates_of_four_digits CHECK
        (coalesce(valid_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31')
);
COMMENT ON TABLE norm IS 'Norm: a minimum scale that somebody set.';
COMMENT ON COLUMN norm.id IS 'Norm-id.';
COMMENT ON COLUMN norm.name IS 'Naam.';
COMMENT ON COLUMN norm.threshold IS 'Drempel: the least number of inhabitants that meets it.';
COMMENT ON COLUMN norm.valid_from IS 'Geldig vanaf: when it was set.';
COMMENT ON COLUMN norm.valid_to IS 'Geldig tot: the first day on which it no longer holds; NULL: not withdrawn as far as the source says.';
COMMENT ON COLUMN norm.validity IS 'Geldigheid: [valid_from, valid_to).';
COMMENT ON COLUMN norm.source_id IS 'Bron.';
SELECT keep_history('norm', 'id');
CREATE TRIGGER id_stays BEFORE UPDATE ON norm FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');

SELECT close_trigger_functions();
RESET ROLE;

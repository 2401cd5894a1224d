-- Scale levels, region types, regions with their names, members and nesting over time.
SET LOCAL ROLE register_owner;

CREATE TABLE scale_level (
    id         text     CONSTRAINT scale_level_pk PRIMARY KEY CONSTRAINT scale_level_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    rank       smallint NOT NULL CONSTRAINT scale_level_rank_once UNIQUE,
    name       text     NOT NULL,
    dutch_name text     NOT NULL
);
COMMENT ON TABLE scale_level IS 'Schaalniveau: a rung of the ladder from municipality to country.';
COMMENT ON COLUMN scale_level.id IS 'Schaalniveau-id.';
COMMENT ON COLUMN scale_level.rank IS 'Rang: 1 is the smallest.';
COMMENT ON COLUMN scale_level.name IS 'Naam, in English.';
COMMENT ON COLUMN scale_level.dutch_name IS 'Naam, in Dutch.';
GRANT SELECT ON scale_level TO register_editor, register_reader;
INSERT INTO scale_level (id, rank, name, dutch_name) VALUES
    ('municipality', 1, 'Municipality', 'gemeente'),
    ('subregion', 2, 'Subregion', 'subregio'),
    ('region', 3, 'Region', 'regio'),
    ('province', 4, 'Province', 'provincie'),
    ('national-part', 5, 'National part', 'landsdeel'),
    ('country', 6, 'Country', 'land');

CREATE TABLE region_type (
    id             text    CONSTRAINT region_type_pk PRIMARY KEY CONSTRAINT region_type_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name           text    NOT NULL CONSTRAINT region_type_name_given CHECK (name <> ''),
    description    text    NOT NULL,
    scale_level_id text    NOT NULL CONSTRAINT region_type_scale_level_known REFERENCES scale_level (id),
    partitions     boolean NOT NULL,
    source_id      text    NOT NULL CONSTRAINT region_type_source_known REFERENCES source (id),
    CONSTRAINT region_type_above_municipality CHECK (scale_level_id <> 'municipality')
);
COMMENT ON TABLE region_type IS 'Regio-indeling: a kind of region, at one scale level.';
COMMENT ON COLUMN region_type.id IS 'Indeling-id.';
COMMENT ON COLUMN region_type.name IS 'Naam, in Dutch.';
COMMENT ON COLUMN region_type.description IS 'Omschrijving, in English.';
COMMENT ON COLUMN region_type.scale_level_id IS 'Schaalniveau.';
COMMENT ON COLUMN region_type.partitions IS 'Landsdekkend zonder overlap: whether each municipality is in exactly one region of the type.';
COMMENT ON COLUMN region_type.source_id IS 'Bron.';
SELECT keep_history('region_type', 'id');

CREATE TABLE region (
    id        text CONSTRAINT region_pk PRIMARY KEY CONSTRAINT region_id_is_code_or_slug CHECK (id ~ '^([A-Z]{2}[0-9]+|[a-z0-9]+(-[a-z0-9]+)*)$'),
    type_id   text NOT NULL CONSTRAINT region_type_known REFERENCES region_type (id),
    source_id text NOT NULL CONSTRAINT region_source_known REFERENCES source (id)
);
CREATE INDEX region_by_type ON region (type_id);
COMMENT ON TABLE region IS 'Regio: the identity of a region. It is valid in the periods in which it has a name.';
COMMENT ON COLUMN region.id IS 'Regio-id: its CBS code, else type and name as a slug. Never changed, never used again.';
COMMENT ON COLUMN region.type_id IS 'Regio-indeling.';
COMMENT ON COLUMN region.source_id IS 'Bron.';
SELECT keep_history('region', 'id');

CREATE TABLE region_name (
    id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT region_name_pk PRIMARY KEY,
    region_id  text NOT NULL CONSTRAINT region_name_region_known REFERENCES region (id),
    name       text NOT NULL CONSTRAINT region_name_given CHECK (name <> '' AND name = btrim(name)),
    valid_from date,
    valid_to   date,
    validity   daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
    source_id  text NOT NULL CONSTRAINT region_name_source_known REFERENCES source (id),
    CONSTRAINT region_name_period_not_empty CHECK (valid_from < valid_to),
    CONSTRAINT region_name_dates_of_four_digits CHECK
        (coalesce(valid_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT region_name_once_at_a_time EXCLUDE USING gist (region_id extension.gist_text_ops WITH =, validity WITH &&)
);
COMMENT ON TABLE region_name IS 'Regionaam: what a region was called, and so when it was valid. The classification of one year is valid in that year only.';
COMMENT ON COLUMN region_name.id IS 'Rijnummer.';
COMMENT ON COLUMN region_name.region_id IS 'Regio.';
COMMENT ON COLUMN region_name.name IS 'Naam.';
COMMENT ON COLUMN region_name.valid_from IS 'Geldig vanaf.';
COMMENT ON COLUMN region_name.valid_to IS 'Geldig tot: the first day on which it is no longer so; NULL: still so.';
COMMENT ON COLUMN region_name.validity IS 'Geldigheid: [valid_from, valid_to).';
COMMENT ON COLUMN region_name.source_id IS 'Bron.';
SELECT keep_history('region_name', 'region_id', 'valid_from');

CREATE TABLE region_member (
    id                bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT region_member_pk PRIMARY KEY,
    region_id         text NOT NULL CONSTRAINT region_member_region_known REFERENCES region (id),
    municipality_code text NOT NULL CONSTRAINT region_member_municipality_known REFERENCES municipality (code),
    valid_from        date,
    valid_to          date,
    validity          daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
    source_id         text NOT NULL CONSTRAINT region_member_source_known REFERENCES source (id),
    CONSTRAINT region_member_period_not_empty CHECK (valid_from < valid_to),
    CONSTRAINT region_member_dates_of_four_digits CHECK
        (coalesce(valid_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31'),
    -- The pair as one expression: as two columns the planner takes this index for a search on the second one alone, a walk through all of it.
    CONSTRAINT region_member_once_at_a_time EXCLUDE USING gist
        ((region_id || ' ' || municipality_code) extension.gist_text_ops WITH =, validity WITH &&)
);
CREATE INDEX region_member_by_municipality ON region_member (municipality_code);
CREATE INDEX region_member_by_region ON region_member (region_id);
COMMENT ON TABLE region_member IS 'Regiolid: which municipality belonged to which region, and when.';
COMMENT ON COLUMN region_member.id IS 'Rijnummer.';
COMMENT ON COLUMN region_member.region_id IS 'Regio.';
COMMENT ON COLUMN region_member.municipality_code IS 'Gemeentecode.';
COMMENT ON COLUMN region_member.valid_from IS 'Geldig vanaf.';
COMMENT ON COLUMN region_member.valid_to IS 'Geldig tot: the first day on which it is no longer so; NULL: still so.';
COMMENT ON COLUMN region_member.validity IS 'Geldigheid: [valid_from, valid_to).';
COMMENT ON COLUMN region_member.source_id IS 'Bron.';
SELECT keep_history('region_member', 'region_id', 'municipality_code', 'valid_from');

CREATE TABLE region_nesting (
    id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT region_nesting_pk PRIMARY KEY,
    region_id  text NOT NULL CONSTRAINT region_nesting_region_known REFERENCES region (id),
    within_id  text NOT NULL CONSTRAINT region_nesting_within_known REFERENCES region (id),
    valid_from date,
    valid_to   date,
    validity   daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
    source_id  text NOT NULL CONSTRAINT region_nesting_source_known REFERENCES source (id),
    CONSTRAINT region_nesting_period_not_empty CHECK (valid_from < valid_to),
    CONSTRAINT region_nesting_dates_of_four_digits CHECK
        (coalesce(valid_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT region_nesting_not_in_itself CHECK (region_id <> within_id),
    CONSTRAINT region_nesting_once_at_a_time EXCLUDE USING gist
        ((region_id || ' ' || within_id) extension.gist_text_ops WITH =, validity WITH &&)
);
CREATE INDEX region_nesting_by_within ON region_nesting (within_id);
COMMENT ON TABLE region_nesting IS 'Regio binnen regio: as in the dumb-bell model (haltermodel), two subregions within one region.';
COMMENT ON COLUMN region_nesting.id IS 'Rijnummer.';
COMMENT ON COLUMN region_nesting.region_id IS 'Regio: the inner one.';
COMMENT ON COLUMN region_nesting.within_id IS 'Omvattende regio, of a higher scale level.';
COMMENT ON COLUMN region_nesting.valid_from IS 'Geldig vanaf.';
COMMENT ON COLUMN region_nesting.valid_to IS 'Geldig tot: the first day on which it is no longer so; NULL: still so.';
COMMENT ON COLUMN region_nesting.validity IS 'Geldigheid: [valid_from, valid_to).';
COMMENT ON COLUMN region_nesting.source_id IS 'Bron.';
SELECT keep_history('region_nesting', 'region_id', 'within_id', 'valid_from');

CREATE TRIGGER id_stays BEFORE UPDATE ON region_type FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');
CREATE TRIGGER id_stays BEFORE UPDATE ON region FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');

CREATE FUNCTION refuse_used_id() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF EXISTS (SELECT FROM history.region h WHERE h.id = NEW.id AND h.type_id <> NEW.type_id) THEN
        RAISE EXCEPTION 'region: the id % was that of a %, and is never used for something else', NEW.id,
            (SELECT h.type_id FROM history.region h WHERE h.id = NEW.id ORDER BY h.revision_end DESC LIMIT 1)
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'region_id_never_reused', HINT = 'Choose another id.';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_used_id() IS 'Gebruikt id weigeren.';
CREATE TRIGGER id_unused BEFORE INSERT ON region FOR EACH ROW EXECUTE FUNCTION refuse_used_id();

CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON region_member
    FOR EACH ROW WHEN (is_unknown_municipality(NEW.municipality_code)) EXECUTE FUNCTION refuse_unknown_municipality('municipality_code');

SELECT close_trigger_functions();
RESET ROLE;

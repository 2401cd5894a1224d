-- Policy domains, legal forms, organisations, arrangements and who takes part in them.
SET LOCAL ROLE register_owner;

-- One call gives a table valid time. The sources on cooperation often give a year or no date at all: date_precision says how far the dates may be trusted.
CREATE FUNCTION hold_over_time(target regclass, once_at_a_time text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    table_name text := (SELECT relname FROM pg_class WHERE oid = target);
BEGIN
    EXECUTE format($ddl$
        ALTER TABLE %1$I
            ADD COLUMN valid_from     date NOT NULL,
            ADD COLUMN valid_to       date,
            ADD COLUMN date_precision text NOT NULL DEFAULT 'day'
                CONSTRAINT %2$I CHECK (date_precision IN ('day', 'month', 'year', 'not-stated')),
            ADD COLUMN validity       daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED,
            ADD COLUMN source_id      text NOT NULL CONSTRAINT %3$I REFERENCES source (id),
            ADD CONSTRAINT %4$I CHECK (valid_from < valid_to),
            ADD CONSTRAINT %5$I CHECK
                (valid_from BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(valid_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31')
        $ddl$, table_name, table_name || '_date_precision_known', table_name || '_source_known', table_name || '_period_not_empty',
        table_name || '_dates_of_four_digits');
    IF once_at_a_time IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I EXCLUDE USING gist ((%s) extension.gist_text_ops WITH =, validity WITH &&)',
                       table_name, table_name || '_once_at_a_time', once_at_a_time);
    END IF;
    EXECUTE format('COMMENT ON COLUMN %I.valid_from IS %L', table_name, 'Geldig vanaf: the first day on which the register holds it to be so.');
    EXECUTE format('COMMENT ON COLUMN %I.valid_to IS %L', table_name, 'Geldig tot: the first day on which it is no longer so; NULL: no end is known.');
    EXECUTE format('COMMENT ON COLUMN %I.date_precision IS %L', table_name,
        'Nauwkeurigheid van de data: day, month or year (the first day stands for it), or not-stated: the source gives no date.');
    EXECUTE format('COMMENT ON COLUMN %I.validity IS %L', table_name, 'Geldigheid: [valid_from, valid_to).');
    EXECUTE format('COMMENT ON COLUMN %I.source_id IS %L', table_name, 'Bron.');
END
$body$;
COMMENT ON FUNCTION hold_over_time(regclass, text) IS 'Geldigheid bijhouden: gives a table its period, the precision of it and its source. The text: what may be so once at a time.';
REVOKE EXECUTE ON FUNCTION hold_over_time(regclass, text) FROM PUBLIC;

CREATE FUNCTION is_plain_list(texts text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$ SELECT CASE WHEN coalesce(array_ndims($1), 1) = 1 THEN array_position($1, NULL) IS NULL ELSE false END $body$;
COMMENT ON FUNCTION is_plain_list(text[]) IS 'Gewone lijst: of one dimension, and without NULL in it.';

CREATE TABLE policy_domain (
    id         text CONSTRAINT policy_domain_pk PRIMARY KEY CONSTRAINT policy_domain_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name       text NOT NULL CONSTRAINT policy_domain_name_given CHECK (name <> '' AND name = btrim(name)),
    dutch_name text NOT NULL CONSTRAINT policy_domain_dutch_name_given CHECK (dutch_name <> '' AND dutch_name = btrim(dutch_name)),
    source_id  text NOT NULL CONSTRAINT policy_domain_source_known REFERENCES source (id)
);
COMMENT ON TABLE policy_domain IS 'Beleidsterrein: what a cooperation is about.';
COMMENT ON COLUMN policy_domain.id IS 'Beleidsterrein-id.';
COMMENT ON COLUMN policy_domain.name IS 'Naam, in English.';
COMMENT ON COLUMN policy_domain.dutch_name IS 'Naam, in Dutch.';
COMMENT ON COLUMN policy_domain.source_id IS 'Bron.';
SELECT keep_history('policy_domain', 'id');

CREATE TABLE legal_form (
    id               text CONSTRAINT legal_form_pk PRIMARY KEY CONSTRAINT legal_form_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name             text NOT NULL CONSTRAINT legal_form_name_given CHECK (name <> '' AND name = btrim(name)),
    description      text NOT NULL CONSTRAINT legal_form_description_given CHECK (btrim(description) <> ''),
    gr_register_form text CONSTRAINT legal_form_gr_register_form_known CHECK
                     (gr_register_form IN ('openbaar lichaam', 'bedrijfsvoeringsorganisatie', 'gemeenschappelijk orgaan', 'regeling zonder meer')),
    source_id        text NOT NULL CONSTRAINT legal_form_source_known REFERENCES source (id)
);
COMMENT ON TABLE legal_form IS 'Rechtsvorm of a cooperation.';
COMMENT ON COLUMN legal_form.id IS 'Rechtsvorm-id.';
COMMENT ON COLUMN legal_form.name IS 'Naam, in Dutch.';
COMMENT ON COLUMN legal_form.description IS 'Omschrijving, in English.';
COMMENT ON COLUMN legal_form.gr_register_form IS 'Vorm in het Register gemeenschappelijke regelingen, which knows four; NULL: such a form is not registered there.';
COMMENT ON COLUMN legal_form.source_id IS 'Bron.';
SELECT keep_history('legal_form', 'id');

CREATE TABLE organisation (
    id        text CONSTRAINT organisation_pk PRIMARY KEY CONSTRAINT organisation_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    kind      text NOT NULL DEFAULT 'organisation' CONSTRAINT organisation_kind_known CHECK (kind IN ('organisation', 'partner-group')),
    source_id text NOT NULL CONSTRAINT organisation_source_known REFERENCES source (id)
);
COMMENT ON TABLE organisation IS 'Organisatie: the identity of one that takes part, carries out, supports or advises. It exists in the periods of its versions.';
COMMENT ON COLUMN organisation.id IS 'Organisatie-id: a slug. Never changed, never used again.';
COMMENT ON COLUMN organisation.kind IS 'Soort: an organisation, or a partner-group (partnergroep): partners that the source names together and not one by one.';
COMMENT ON COLUMN organisation.source_id IS 'Bron.';
SELECT keep_history('organisation', 'id');

CREATE TABLE organisation_version (
    id              bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT organisation_version_pk PRIMARY KEY,
    organisation_id text NOT NULL CONSTRAINT organisation_version_organisation_known REFERENCES organisation (id),
    name            text NOT NULL CONSTRAINT organisation_version_name_given CHECK (name <> '' AND name = btrim(name)),
    parent_id       text CONSTRAINT organisation_version_parent_known REFERENCES organisation (id)
);
SELECT hold_over_time('organisation_version', 'organisation_id');
CREATE INDEX organisation_version_by_parent ON organisation_version (parent_id);
COMMENT ON TABLE organisation_version IS 'Organisatieversie: what an organisation was called and whose subsidiary it was, and when.';
COMMENT ON COLUMN organisation_version.id IS 'Rijnummer.';
COMMENT ON COLUMN organisation_version.organisation_id IS 'Organisatie.';
COMMENT ON COLUMN organisation_version.name IS 'Naam.';
COMMENT ON COLUMN organisation_version.parent_id IS 'Moederorganisatie; NULL: none is known.';
SELECT keep_history('organisation_version', 'organisation_id', 'valid_from');

CREATE TABLE arrangement (
    id        text CONSTRAINT arrangement_pk PRIMARY KEY CONSTRAINT arrangement_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    source_id text NOT NULL CONSTRAINT arrangement_source_known REFERENCES source (id)
);
COMMENT ON TABLE arrangement IS 'Samenwerkingsregeling: the identity of what was agreed. It is valid in the periods of its versions.';
COMMENT ON COLUMN arrangement.id IS 'Regeling-id: a slug. Never changed, never used again.';
COMMENT ON COLUMN arrangement.source_id IS 'Bron.';
SELECT keep_history('arrangement', 'id');

CREATE TABLE arrangement_version (
    id             bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT arrangement_version_pk PRIMARY KEY,
    arrangement_id text NOT NULL CONSTRAINT arrangement_version_arrangement_known REFERENCES arrangement (id),
    name           text NOT NULL CONSTRAINT arrangement_version_name_given CHECK (name <> '' AND name = btrim(name)),
    legal_form_id  text CONSTRAINT arrangement_version_legal_form_known REFERENCES legal_form (id),
    purpose        text CONSTRAINT arrangement_version_purpose_not_blank CHECK (btrim(purpose) <> ''),
    description    text CONSTRAINT arrangement_version_description_not_blank CHECK (btrim(description) <> ''),
    binding        boolean,
    term_kind      text NOT NULL DEFAULT 'unknown' CONSTRAINT arrangement_version_term_kind_known CHECK (term_kind IN ('indefinite', 'fixed', 'unknown')),
    term_from      date,
    term_to        date,
    region_id      text CONSTRAINT arrangement_version_region_known REFERENCES region (id),
    instruments    text[] NOT NULL DEFAULT '{}' CONSTRAINT arrangement_version_instruments_are_a_list CHECK (is_plain_list(instruments)),
    participants_complete boolean NOT NULL DEFAULT true,
    CONSTRAINT arrangement_version_term_fits_its_kind CHECK ((term_kind = 'fixed') = (term_to IS NOT NULL) AND (term_kind <> 'unknown' OR term_from IS NULL)),
    CONSTRAINT arrangement_version_term_not_empty CHECK (term_from < term_to),
    CONSTRAINT arrangement_version_term_of_four_digits CHECK
        (coalesce(term_from, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31' AND coalesce(term_to, 'epoch') BETWEEN '0001-01-01' AND '9999-12-31')
);
SELECT hold_over_time('arrangement_version', 'arrangement_id');
CREATE INDEX arrangement_version_by_region ON arrangement_version (region_id);
COMMENT ON TABLE arrangement_version IS 'Regelingversie: what was agreed, and when it held.';
COMMENT ON COLUMN arrangement_version.id IS 'Rijnummer.';
COMMENT ON COLUMN arrangement_version.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN arrangement_version.name IS 'Naam.';
COMMENT ON COLUMN arrangement_version.legal_form_id IS 'Rechtsvorm; NULL: the source does not state it.';
COMMENT ON COLUMN arrangement_version.purpose IS 'Doel, as the source states it.';
COMMENT ON COLUMN arrangement_version.description IS 'Omschrijving: what else the source says of it, such as the occasion.';
COMMENT ON COLUMN arrangement_version.binding IS 'Verplichtend: true where it is not free of obligation (niet-vrijblijvend); NULL: not stated.';
COMMENT ON COLUMN arrangement_version.term_kind IS 'Looptijd: indefinite (onbepaalde tijd), fixed (bepaalde tijd) or unknown (niet vermeld).';
COMMENT ON COLUMN arrangement_version.term_from IS 'Looptijd vanaf, as agreed; NULL: not stated.';
COMMENT ON COLUMN arrangement_version.term_to IS 'Looptijd tot, as agreed: the first day after it; only of a fixed term.';
COMMENT ON COLUMN arrangement_version.region_id IS 'Regio that it serves; NULL: not stated.';
COMMENT ON COLUMN arrangement_version.instruments IS 'Instrumenten: the documents by which it works.';
COMMENT ON COLUMN arrangement_version.participants_complete IS 'Deelnemers volledig: false where the source does not name all municipalities that take part, so that a sum over them is partial.';
SELECT keep_history('arrangement_version', 'arrangement_id', 'valid_from');

CREATE TABLE arrangement_policy_domain (
    id               bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT arrangement_policy_domain_pk PRIMARY KEY,
    arrangement_id   text NOT NULL CONSTRAINT arrangement_policy_domain_arrangement_known REFERENCES arrangement (id),
    policy_domain_id text NOT NULL CONSTRAINT arrangement_policy_domain_policy_domain_known REFERENCES policy_domain (id)
);
SELECT hold_over_time('arrangement_policy_domain', $$arrangement_id || ' ' || policy_domain_id$$);
CREATE INDEX arrangement_policy_domain_by_arrangement ON arrangement_policy_domain (arrangement_id);
CREATE INDEX arrangement_policy_domain_by_policy_domain ON arrangement_policy_domain (policy_domain_id);
COMMENT ON TABLE arrangement_policy_domain IS 'Beleidsterrein van een regeling: on what is cooperated, and when.';
COMMENT ON COLUMN arrangement_policy_domain.id IS 'Rijnummer.';
COMMENT ON COLUMN arrangement_policy_domain.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN arrangement_policy_domain.policy_domain_id IS 'Beleidsterrein.';
SELECT keep_history('arrangement_policy_domain', 'arrangement_id', 'policy_domain_id', 'valid_from');

CREATE TABLE participant (
    id                bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT participant_pk PRIMARY KEY,
    arrangement_id    text NOT NULL CONSTRAINT participant_arrangement_known REFERENCES arrangement (id),
    municipality_code text CONSTRAINT participant_municipality_known REFERENCES municipality (code),
    organisation_id   text CONSTRAINT participant_organisation_known REFERENCES organisation (id),
    role              text NOT NULL DEFAULT 'participant' CONSTRAINT participant_role_known CHECK
                      (role IN ('participant', 'centre-municipality', 'principal', 'initiator', 'development-partner', 'cooperation-partner', 'core-partner', 'adviser')),
    CONSTRAINT participant_is_one_party CHECK (num_nonnulls(municipality_code, organisation_id) = 1),
    CONSTRAINT participant_centre_is_municipality CHECK (role <> 'centre-municipality' OR municipality_code IS NOT NULL)
);
SELECT hold_over_time('participant', $$arrangement_id || ' ' || coalesce(municipality_code, organisation_id)$$);
CREATE INDEX participant_by_arrangement ON participant (arrangement_id);
CREATE INDEX participant_by_municipality ON participant (municipality_code);
CREATE INDEX participant_by_organisation ON participant (organisation_id);
COMMENT ON TABLE participant IS 'Deelnemer: which municipality or organisation took part in an arrangement, in which role, and when.';
COMMENT ON COLUMN participant.id IS 'Rijnummer.';
COMMENT ON COLUMN participant.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN participant.municipality_code IS 'Gemeentecode; NULL where an organisation takes part.';
COMMENT ON COLUMN participant.organisation_id IS 'Organisatie; NULL where a municipality takes part.';
COMMENT ON COLUMN participant.role IS 'Rol: participant (deelnemer), centre-municipality (centrumgemeente), principal (opdrachtgever), initiator (initiatiefnemer), development-partner (ontwikkelpartner), cooperation-partner (samenwerkingspartner), core-partner (kernpartner), adviser (adviseur). The first four take part themselves.';
SELECT keep_history('participant', 'arrangement_id', 'municipality_code', 'organisation_id', 'valid_from');

CREATE TABLE arrangement_organisation (
    id              bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT arrangement_organisation_pk PRIMARY KEY,
    arrangement_id  text NOT NULL CONSTRAINT arrangement_organisation_arrangement_known REFERENCES arrangement (id),
    organisation_id text NOT NULL CONSTRAINT arrangement_organisation_organisation_known REFERENCES organisation (id),
    task            text NOT NULL CONSTRAINT arrangement_organisation_task_known CHECK (task IN ('carries-out', 'supports', 'advises'))
);
SELECT hold_over_time('arrangement_organisation', $$arrangement_id || ' ' || organisation_id || ' ' || task$$);
CREATE INDEX arrangement_organisation_by_arrangement ON arrangement_organisation (arrangement_id);
CREATE INDEX arrangement_organisation_by_organisation ON arrangement_organisation (organisation_id);
COMMENT ON TABLE arrangement_organisation IS 'Organisatie bij een regeling: which one works for it without taking part in it, and when.';
COMMENT ON COLUMN arrangement_organisation.id IS 'Rijnummer.';
COMMENT ON COLUMN arrangement_organisation.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN arrangement_organisation.organisation_id IS 'Organisatie.';
COMMENT ON COLUMN arrangement_organisation.task IS 'Taak: carries-out (uitvoeren), supports (ondersteunen) or advises (adviseren).';
SELECT keep_history('arrangement_organisation', 'arrangement_id', 'organisation_id', 'task', 'valid_from');

-- An id is never used for something else: what TG_ARGV names stays the same for it, also after it was deleted.
CREATE FUNCTION refuse_other_use() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    known text := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ->> TG_ARGV[0] END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format('SELECT h.%I FROM history.%I h WHERE h.id = $1 ORDER BY h.revision_end DESC LIMIT 1', TG_ARGV[0], TG_TABLE_NAME) INTO known USING NEW.id;
    END IF;
    IF known IS DISTINCT FROM to_jsonb(NEW) ->> TG_ARGV[0] AND known IS NOT NULL THEN
        RAISE EXCEPTION '%: % has the % %, and an id is never used for something else', TG_TABLE_NAME, NEW.id, replace(TG_ARGV[0], '_id', ''), known
            USING ERRCODE = 'unique_violation', CONSTRAINT = TG_TABLE_NAME || '_id_never_reused', HINT = 'Choose another id.';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_other_use() IS 'Ander gebruik van een id weigeren.';
CREATE TRIGGER id_unused BEFORE INSERT OR UPDATE ON organisation FOR EACH ROW EXECUTE FUNCTION refuse_other_use('kind');
CREATE TRIGGER id_stays BEFORE UPDATE ON policy_domain FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');
CREATE TRIGGER id_stays BEFORE UPDATE ON legal_form FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');
CREATE TRIGGER id_stays BEFORE UPDATE ON organisation FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');
CREATE TRIGGER id_stays BEFORE UPDATE ON arrangement FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');

SELECT close_trigger_functions();
RESET ROLE;

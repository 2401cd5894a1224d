-- How an arrangement is steered and what it does: bodies with their seats, the relations between bodies, procurements, milestones.
SET LOCAL ROLE register_owner;

CREATE TABLE body (
    id             text CONSTRAINT body_pk PRIMARY KEY CONSTRAINT body_id_is_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    arrangement_id text NOT NULL CONSTRAINT body_arrangement_known REFERENCES arrangement (id),
    name           text NOT NULL CONSTRAINT body_name_given CHECK (name <> '' AND name = btrim(name)),
    kind           text NOT NULL CONSTRAINT body_kind_given CHECK (kind ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    tasks          text[] NOT NULL DEFAULT '{}' CONSTRAINT body_tasks_are_a_list CHECK (is_plain_list(tasks))
);
SELECT hold_over_time('body');
CREATE INDEX body_by_arrangement ON body (arrangement_id);
COMMENT ON TABLE body IS 'Overlegorgaan of an arrangement.';
COMMENT ON COLUMN body.id IS 'Orgaan-id: a slug. Never changed, never used again.';
COMMENT ON COLUMN body.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN body.name IS 'Naam.';
COMMENT ON COLUMN body.kind IS 'Soort, in Dutch as a slug: regiegroep, stuurgroep, projectgroep, klankbordgroep …';
COMMENT ON COLUMN body.tasks IS 'Taken: what the source says it does.';
SELECT keep_history('body', 'id');

CREATE TABLE seat (
    id                bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT seat_pk PRIMARY KEY,
    body_id           text NOT NULL CONSTRAINT seat_body_known REFERENCES body (id),
    role              text NOT NULL CONSTRAINT seat_role_given CHECK (role <> '' AND role = btrim(role)),
    capacity          text NOT NULL DEFAULT 'full' CONSTRAINT seat_capacity_known CHECK (capacity IN ('full', 'adviser', 'on-call')),
    municipality_code text CONSTRAINT seat_municipality_known REFERENCES municipality (code),
    organisation_id   text CONSTRAINT seat_organisation_known REFERENCES organisation (id),
    count             integer CONSTRAINT seat_count_positive CHECK (count > 0),
    note              text CONSTRAINT seat_note_not_blank CHECK (btrim(note) <> ''),
    CONSTRAINT seat_represents_one_party CHECK (num_nonnulls(municipality_code, organisation_id) <= 1)
);
SELECT hold_over_time('seat', $$body_id || ' ' || coalesce(municipality_code, organisation_id, '') || ' ' || capacity || ' ' || role$$);
CREATE INDEX seat_by_body ON seat (body_id);
CREATE INDEX seat_by_organisation ON seat (organisation_id);
CREATE INDEX seat_by_municipality ON seat (municipality_code);
COMMENT ON TABLE seat IS 'Zetel: a role in a body and how many people hold it. Never a person.';
COMMENT ON COLUMN seat.id IS 'Rijnummer.';
COMMENT ON COLUMN seat.body_id IS 'Overlegorgaan.';
COMMENT ON COLUMN seat.role IS 'Functie, in the singular.';
COMMENT ON COLUMN seat.capacity IS 'Hoedanigheid: full (lid), adviser (adviseur) or on-call (op afroep).';
COMMENT ON COLUMN seat.municipality_code IS 'Vertegenwoordigt de gemeente; NULL: another, or not stated.';
COMMENT ON COLUMN seat.organisation_id IS 'Vertegenwoordigt de organisatie; NULL: another, or not stated.';
COMMENT ON COLUMN seat.count IS 'Aantal mensen; NULL: not stated.';
COMMENT ON COLUMN seat.note IS 'Toelichting.';
SELECT keep_history('seat', 'body_id', 'role', 'capacity', 'municipality_code', 'organisation_id', 'valid_from');

CREATE TABLE body_relation (
    id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT body_relation_pk PRIMARY KEY,
    from_body_id text NOT NULL CONSTRAINT body_relation_from_known REFERENCES body (id),
    to_body_id   text NOT NULL CONSTRAINT body_relation_to_known REFERENCES body (id),
    kind         text NOT NULL CONSTRAINT body_relation_kind_known CHECK (kind IN ('steers', 'coordinates', 'belongs-to'))
);
-- Coordination has no direction, so the pair the other way round would say it twice.
SELECT hold_over_time('body_relation', $$kind || ' ' || CASE WHEN kind = 'coordinates' AND to_body_id < from_body_id
    THEN to_body_id || ' ' || from_body_id ELSE from_body_id || ' ' || to_body_id END$$);
CREATE INDEX body_relation_by_from ON body_relation (from_body_id);
CREATE INDEX body_relation_by_to ON body_relation (to_body_id);
COMMENT ON TABLE body_relation IS 'Relatie tussen overlegorganen.';
COMMENT ON COLUMN body_relation.id IS 'Rijnummer.';
COMMENT ON COLUMN body_relation.from_body_id IS 'Van orgaan: the one that steers, coordinates, or belongs to the other.';
COMMENT ON COLUMN body_relation.to_body_id IS 'Naar orgaan.';
COMMENT ON COLUMN body_relation.kind IS 'Soort: steers (stuurt aan), coordinates (stemt af, a dotted line) or belongs-to (hoort bij).';
SELECT keep_history('body_relation', 'from_body_id', 'kind', 'to_body_id', 'valid_from');

CREATE TABLE procurement (
    id                    bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT procurement_pk PRIMARY KEY,
    arrangement_id        text NOT NULL CONSTRAINT procurement_arrangement_known REFERENCES arrangement (id),
    policy_domain_id      text CONSTRAINT procurement_policy_domain_known REFERENCES policy_domain (id),
    provider_count        integer CONSTRAINT procurement_provider_count_positive CHECK (provider_count > 0),
    providers_approximate boolean NOT NULL DEFAULT false,
    amount                bigint CONSTRAINT procurement_amount_positive CHECK (amount > 0),
    amount_approximate    boolean NOT NULL DEFAULT false
);
SELECT hold_over_time('procurement');
-- Not once at a time: the next procurement may begin before the last one ends.
CREATE UNIQUE INDEX procurement_once ON procurement (arrangement_id, coalesce(policy_domain_id, ''), valid_from);
CREATE INDEX procurement_by_arrangement ON procurement (arrangement_id);
COMMENT ON TABLE procurement IS 'Inkoop: what an arrangement bought together, per policy domain and period.';
COMMENT ON COLUMN procurement.id IS 'Rijnummer.';
COMMENT ON COLUMN procurement.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN procurement.policy_domain_id IS 'Beleidsterrein; NULL: all of it together.';
COMMENT ON COLUMN procurement.provider_count IS 'Aantal aanbieders; NULL: not stated.';
COMMENT ON COLUMN procurement.providers_approximate IS 'Aantal bij benadering (circa).';
COMMENT ON COLUMN procurement.amount IS 'Bedrag in whole euros; NULL: not stated.';
COMMENT ON COLUMN procurement.amount_approximate IS 'Bedrag bij benadering (circa).';
SELECT keep_history('procurement', 'arrangement_id', 'policy_domain_id', 'valid_from');

CREATE TABLE milestone (
    id              bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT milestone_pk PRIMARY KEY,
    arrangement_id  text NOT NULL CONSTRAINT milestone_arrangement_known REFERENCES arrangement (id),
    happened_on     date CONSTRAINT milestone_date_of_four_digits CHECK (happened_on BETWEEN '0001-01-01' AND '9999-12-31'),
    date_precision  text NOT NULL DEFAULT 'day' CONSTRAINT milestone_date_precision_known CHECK (date_precision IN ('day', 'month', 'year', 'not-stated')),
    kind            text NOT NULL CONSTRAINT milestone_kind_known CHECK
                    (kind IN ('decision', 'letter', 'agreement', 'evaluation', 'study', 'notice', 'target', 'start', 'end')),
    title           text NOT NULL CONSTRAINT milestone_title_given CHECK (btrim(title) <> ''),
    description     text CONSTRAINT milestone_description_not_blank CHECK (btrim(description) <> ''),
    organisation_id text CONSTRAINT milestone_organisation_known REFERENCES organisation (id),
    source_id       text NOT NULL CONSTRAINT milestone_source_known REFERENCES source (id),
    CONSTRAINT milestone_date_or_not_stated CHECK ((happened_on IS NULL) = (date_precision = 'not-stated'))
);
CREATE UNIQUE INDEX milestone_once ON milestone (arrangement_id, title, coalesce(happened_on, '0001-01-01'));
CREATE INDEX milestone_by_organisation ON milestone (organisation_id);
COMMENT ON TABLE milestone IS 'Mijlpaal: an event of an arrangement.';
COMMENT ON COLUMN milestone.id IS 'Rijnummer.';
COMMENT ON COLUMN milestone.arrangement_id IS 'Regeling.';
COMMENT ON COLUMN milestone.happened_on IS 'Datum; NULL: not stated.';
COMMENT ON COLUMN milestone.date_precision IS 'Nauwkeurigheid van de datum: day, month or year (the first day stands for it), or not-stated.';
COMMENT ON COLUMN milestone.kind IS 'Soort: decision (besluit), letter (brief), agreement (overeenkomst), evaluation (evaluatie), study (onderzoek), notice (mededeling), target (streefdatum), start or end (einde).';
COMMENT ON COLUMN milestone.title IS 'Titel.';
COMMENT ON COLUMN milestone.description IS 'Omschrijving.';
COMMENT ON COLUMN milestone.organisation_id IS 'Door organisatie; NULL: by the participants, or not stated.';
COMMENT ON COLUMN milestone.source_id IS 'Bron.';
SELECT keep_history('milestone', 'arrangement_id', 'title', 'happened_on');

CREATE TRIGGER id_unused BEFORE INSERT OR UPDATE ON body FOR EACH ROW EXECUTE FUNCTION refuse_other_use('arrangement_id');
CREATE TRIGGER id_stays BEFORE UPDATE ON body FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_new_id('id');

SELECT close_trigger_functions();
RESET ROLE;

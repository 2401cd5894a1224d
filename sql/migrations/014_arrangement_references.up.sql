-- What a row about cooperation must have by itself: what it refers to is there, and the same thing is there once at a time. Constraints guarantee the same;
-- the triggers say it in sentences.
SET LOCAL ROLE register_owner;

-- The sentence behind a reference to something that is not there. TG_ARGV: pairs of a column and the table whose id it must be.
CREATE FUNCTION refuse_unknown_reference() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    given     text;
    is_known  boolean;
    known_ids text;
BEGIN
    FOR pair IN 0 .. TG_NARGS / 2 - 1 LOOP
        given := to_jsonb(NEW) ->> TG_ARGV[2 * pair];
        CONTINUE WHEN given IS NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.id = $1)', TG_ARGV[2 * pair + 1]) INTO is_known USING given;
        CONTINUE WHEN is_known;
        EXECUTE format('SELECT CASE WHEN count(*) BETWEEN 1 AND 30 THEN string_agg(t.id, '', '' ORDER BY t.id COLLATE "C") END FROM %I t', TG_ARGV[2 * pair + 1])
            INTO known_ids;
        RAISE EXCEPTION '%: no % has the id %', TG_TABLE_NAME, replace(TG_ARGV[2 * pair + 1], '_', ' '), quote_literal(given)
            USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[2 * pair],
                  CONSTRAINT = TG_TABLE_NAME || '_' || TG_ARGV[2 * pair + 1] || '_known',
                  HINT = coalesce('There are ' || known_ids || '.', format('SELECT id FROM %I lists those there are.', TG_ARGV[2 * pair + 1]));
    END LOOP;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_unknown_reference() IS 'Onbekende verwijzing weigeren.';

CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON organisation_version
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('organisation_id', 'organisation', 'parent_id', 'organisation');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON arrangement_version
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'legal_form_id', 'legal_form');
CREATE TRIGGER region_known BEFORE INSERT OR UPDATE ON arrangement_version
    FOR EACH ROW WHEN (NEW.region_id IS NOT NULL AND is_unknown_region(NEW.region_id)) EXECUTE FUNCTION refuse_unknown_region('region_id');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON arrangement_policy_domain
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'policy_domain_id', 'policy_domain');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON arrangement_organisation
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'organisation_id', 'organisation');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON participant
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'organisation_id', 'organisation');
CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON participant
    FOR EACH ROW WHEN (NEW.municipality_code IS NOT NULL AND is_unknown_municipality(NEW.municipality_code))
    EXECUTE FUNCTION refuse_unknown_municipality('municipality_code');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON body
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON seat
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('body_id', 'body', 'organisation_id', 'organisation');
CREATE TRIGGER municipality_known BEFORE INSERT OR UPDATE ON seat
    FOR EACH ROW WHEN (NEW.municipality_code IS NOT NULL AND is_unknown_municipality(NEW.municipality_code))
    EXECUTE FUNCTION refuse_unknown_municipality('municipality_code');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON body_relation
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('from_body_id', 'body', 'to_body_id', 'body');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON procurement
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'policy_domain_id', 'policy_domain');
CREATE TRIGGER reference_known BEFORE INSERT OR UPDATE ON milestone
    FOR EACH ROW EXECUTE FUNCTION refuse_unknown_reference('arrangement_id', 'arrangement', 'organisation_id', 'organisation');

-- The sentence behind an exclusion constraint. TG_ARGV: the columns that say what may be there once at a time.
CREATE FUNCTION refuse_overlap() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    given jsonb := to_jsonb(NEW);
    who   text := (SELECT string_agg(given ->> c, ', ' ORDER BY n) FROM unnest(TG_ARGV) WITH ORDINALITY u (c, n));
    other daterange;
BEGIN
    IF NEW.valid_from >= NEW.valid_to THEN
        RAISE EXCEPTION '%: % would begin on % and end on %', TG_TABLE_NAME, who, NEW.valid_from, NEW.valid_to
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_period_not_empty', HINT = 'valid_to is the first day on which it is no longer so.';
    END IF;
    -- "=" where there is a value: IS NOT DISTINCT FROM finds no index.
    EXECUTE format('SELECT t.validity FROM %I t WHERE %s AND t.id <> ($1).id AND t.validity && daterange(($1).valid_from, ($1).valid_to) ORDER BY t.validity LIMIT 1',
            TG_TABLE_NAME, (SELECT string_agg(format(CASE WHEN given ->> c IS NULL THEN 't.%1$I IS NULL' ELSE 't.%1$I = ($1).%1$I' END, c), ' AND ') FROM unnest(TG_ARGV) c))
        INTO other USING NEW;
    IF other IS NOT NULL THEN
        RAISE EXCEPTION '%: % would be there in %, but is there already in %', TG_TABLE_NAME, who, daterange(NEW.valid_from, NEW.valid_to), other
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = TG_TABLE_NAME || '_once_at_a_time', HINT = 'Change, end or delete the other row first.';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_overlap() IS 'Overlap weigeren: the same thing twice at a time.';
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON organisation_version FOR EACH ROW EXECUTE FUNCTION refuse_overlap('organisation_id');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON arrangement_version FOR EACH ROW EXECUTE FUNCTION refuse_overlap('arrangement_id');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON arrangement_policy_domain
    FOR EACH ROW EXECUTE FUNCTION refuse_overlap('arrangement_id', 'policy_domain_id');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON participant
    FOR EACH ROW EXECUTE FUNCTION refuse_overlap('arrangement_id', 'municipality_code', 'organisation_id');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON arrangement_organisation
    FOR EACH ROW EXECUTE FUNCTION refuse_overlap('arrangement_id', 'organisation_id', 'task');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON seat
    FOR EACH ROW EXECUTE FUNCTION refuse_overlap('body_id', 'role', 'capacity', 'municipality_code', 'organisation_id');
CREATE TRIGGER once_at_a_time BEFORE INSERT OR UPDATE ON body_relation
    FOR EACH ROW EXECUTE FUNCTION refuse_overlap('from_body_id', 'kind', 'to_body_id');

-- Coordination has no direction, so the pair the other way round would say it twice.
CREATE FUNCTION refuse_reversed_coordination() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF EXISTS (SELECT FROM body_relation r WHERE r.kind = 'coordinates' AND r.from_body_id = NEW.to_body_id AND r.to_body_id = NEW.from_body_id
                   AND r.id <> NEW.id AND r.from_body_id <> r.to_body_id AND r.validity && daterange(NEW.valid_from, NEW.valid_to)) THEN
        RAISE EXCEPTION 'body_relation: % and % coordinate already, recorded the other way round', NEW.from_body_id, NEW.to_body_id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'body_relation_once_at_a_time', HINT = 'Coordination has no direction: one row is enough.';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_reversed_coordination() IS 'Omgekeerde afstemming weigeren.';
CREATE TRIGGER once_at_a_time_reversed BEFORE INSERT OR UPDATE ON body_relation
    FOR EACH ROW WHEN (NEW.kind = 'coordinates') EXECUTE FUNCTION refuse_reversed_coordination();

CREATE FUNCTION check_party() RETURNS trigger
LANGUAGE plpgsql
AS $body$
BEGIN
    IF num_nonnulls(NEW.municipality_code, NEW.organisation_id) <> 1 THEN
        RAISE EXCEPTION 'participant: in % either a municipality or an organisation takes part, so exactly one of municipality_code and organisation_id is given',
            NEW.arrangement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_is_one_party';
    END IF;
    IF NEW.role = 'centre-municipality' AND NEW.municipality_code IS NULL THEN
        RAISE EXCEPTION 'participant: % cannot be the centre municipality of %: only a municipality that takes part can', NEW.organisation_id, NEW.arrangement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_centre_is_municipality';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_party() IS 'Partij controleren: one, and a municipality where it is the centre.';
CREATE TRIGGER sensible BEFORE INSERT OR UPDATE ON participant FOR EACH ROW EXECUTE FUNCTION check_party();

SELECT close_trigger_functions();
RESET ROLE;

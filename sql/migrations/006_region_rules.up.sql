-- What must hold between regions, their members and the municipalities themselves. Checked at commit, so that one transaction may pass through
-- states that do not fit. Writers stand in line behind the revision counter, so what is checked here cannot change before the commit.
SET LOCAL ROLE register_owner;

CREATE FUNCTION region_validity(region_id text) RETURNS datemultirange
LANGUAGE sql STABLE
AS $body$ SELECT coalesce(range_agg(validity), '{}') FROM region_name WHERE region_name.region_id = $1 $body$;
COMMENT ON FUNCTION region_validity(text) IS 'Geldigheid van een regio: the periods in which it has a name.';

CREATE FUNCTION check_member(member region_member) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    type  region_type;
    other record;
BEGIN
    -- EXISTS first: a file of thousands of members is checked row by row, and one period nearly always covers.
    IF NOT EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = member.municipality_code AND n.validity @> member.validity)
        AND NOT member.validity <@ municipality_existence(member.municipality_code)
    THEN
        RAISE EXCEPTION 'region_member: % would be a member of % in %, but exists in %',
            member.municipality_code, member.region_id, member.validity, municipality_existence(member.municipality_code)
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'region_member_within_municipality',
                  HINT = 'End its memberships with it: SELECT end_municipality(code, date) does both.';
    END IF;
    IF NOT EXISTS (SELECT FROM region_name n WHERE n.region_id = member.region_id AND n.validity @> member.validity)
        AND NOT member.validity <@ region_validity(member.region_id)
    THEN
        RAISE EXCEPTION 'region_member: % would be a member of % in %, but that region is valid in %',
            member.municipality_code, member.region_id, member.validity, region_validity(member.region_id)
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'region_member_within_region';
    END IF;
    SELECT t.* INTO type FROM region r JOIN region_type t ON t.id = r.type_id WHERE r.id = member.region_id;
    IF type.partitions THEN
        -- Written so that the few rows of one municipality are found by the plain index on its code, not by a walk through the one on periods.
        SELECT m.region_id, m.validity INTO other
        FROM region_member m
        WHERE m.municipality_code = member.municipality_code AND m.id <> member.id AND NOT isempty(m.validity * member.validity)
          AND (SELECT r.type_id FROM region r WHERE r.id = m.region_id) = type.id
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'region_member: % cannot be in % in %: it is in % in %, and a municipality is in one % at a time',
                member.municipality_code, member.region_id, member.validity, other.region_id, other.validity, type.name
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'region_member_one_region_per_type';
        END IF;
    END IF;
END
$body$;
COMMENT ON FUNCTION check_member(region_member) IS 'Lidmaatschap controleren: within the municipality''s and the region''s own time, and once where the type partitions the country.';

CREATE FUNCTION check_nesting(nesting region_nesting) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    inner_level scale_level;
    outer_level scale_level;
BEGIN
    IF NOT nesting.validity <@ region_validity(nesting.region_id) * region_validity(nesting.within_id) THEN
        RAISE EXCEPTION 'region_nesting: % would be within % in %, but the two are valid together in %',
            nesting.region_id, nesting.within_id, nesting.validity, region_validity(nesting.region_id) * region_validity(nesting.within_id)
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'region_nesting_within_both_regions';
    END IF;
    SELECT l.* INTO inner_level FROM region r JOIN region_type t ON t.id = r.type_id JOIN scale_level l ON l.id = t.scale_level_id WHERE r.id = nesting.region_id;
    SELECT l.* INTO outer_level FROM region r JOIN region_type t ON t.id = r.type_id JOIN scale_level l ON l.id = t.scale_level_id WHERE r.id = nesting.within_id;
    -- Ranks that only rise leave no room for a circle.
    IF inner_level.rank >= outer_level.rank THEN
        RAISE EXCEPTION 'region_nesting: % (%) cannot be within % (%): a region lies within one of a higher scale level',
            nesting.region_id, inner_level.name, nesting.within_id, outer_level.name
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'region_nesting_rises';
    END IF;
END
$body$;
COMMENT ON FUNCTION check_nesting(region_nesting) IS 'Nesting controleren: within both regions'' own time, and up the ladder of scale levels.';

CREATE FUNCTION check_region_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'region_member' THEN
        PERFORM check_member(m) FROM region_member m WHERE m.id = NEW.id;
    WHEN 'region_nesting' THEN
        PERFORM check_nesting(n) FROM region_nesting n WHERE n.id = NEW.id;
    WHEN 'municipality_name' THEN
        PERFORM check_member(m) FROM region_member m WHERE m.municipality_code = OLD.municipality_code;
    WHEN 'region_name' THEN
        PERFORM check_member(m) FROM region_member m WHERE m.region_id = OLD.region_id;
        PERFORM check_nesting(n) FROM region_nesting n WHERE OLD.region_id IN (n.region_id, n.within_id);
    WHEN 'region_type' THEN
        PERFORM check_member(m) FROM region_member m JOIN region r ON r.id = m.region_id WHERE r.type_id = NEW.id;
        PERFORM check_nesting(n) FROM region_nesting n JOIN region r ON r.id IN (n.region_id, n.within_id) WHERE r.type_id = NEW.id;
    WHEN 'region' THEN
        PERFORM check_member(m) FROM region_member m WHERE m.region_id = NEW.id;
        PERFORM check_nesting(n) FROM region_nesting n WHERE NEW.id IN (n.region_id, n.within_id);
    END CASE;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_region_facts() IS 'Regiofeiten controleren after a change on either side.';

CREATE CONSTRAINT TRIGGER member_fits AFTER INSERT OR UPDATE ON region_member
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();
CREATE CONSTRAINT TRIGGER nesting_fits AFTER INSERT OR UPDATE ON region_nesting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();
CREATE CONSTRAINT TRIGGER members_fit AFTER UPDATE OR DELETE ON municipality_name
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();
CREATE CONSTRAINT TRIGGER members_fit AFTER UPDATE OR DELETE ON region_name
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();
CREATE CONSTRAINT TRIGGER members_fit AFTER UPDATE ON region_type
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();
CREATE CONSTRAINT TRIGGER members_fit AFTER UPDATE ON region
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_region_facts();

CREATE FUNCTION refuse_unknown_region() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    column_name text;
    given       text;
BEGIN
    FOREACH column_name IN ARRAY TG_ARGV LOOP
        given := to_jsonb(NEW) ->> column_name;
        IF given IS NOT NULL AND NOT EXISTS (SELECT FROM region r WHERE r.id = given) THEN
            RAISE EXCEPTION '%: no region has the id %', TG_TABLE_NAME, quote_literal(given)
                USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME, COLUMN = column_name, CONSTRAINT = TG_TABLE_NAME || '_region_known',
                      HINT = 'SELECT * FROM regions_on(today()) lists those that are valid today.';
        END IF;
    END LOOP;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION refuse_unknown_region() IS 'Onbekende regio weigeren.';

CREATE FUNCTION is_unknown_region(id text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $body$
BEGIN
    RETURN NOT EXISTS (SELECT FROM public.region r WHERE r.id = $1);
END
$body$;
COMMENT ON FUNCTION is_unknown_region(text) IS 'Is de regio onbekend?';

CREATE TRIGGER region_known BEFORE INSERT OR UPDATE ON region_name
    FOR EACH ROW WHEN (is_unknown_region(NEW.region_id)) EXECUTE FUNCTION refuse_unknown_region('region_id');
CREATE TRIGGER region_known BEFORE INSERT OR UPDATE ON region_member
    FOR EACH ROW WHEN (is_unknown_region(NEW.region_id)) EXECUTE FUNCTION refuse_unknown_region('region_id');
CREATE TRIGGER region_known BEFORE INSERT OR UPDATE ON region_nesting
    FOR EACH ROW WHEN (is_unknown_region(NEW.region_id) OR is_unknown_region(NEW.within_id))
    EXECUTE FUNCTION refuse_unknown_region('region_id', 'within_id');

-- A municipality ends: its name and all its memberships, on one day. Facts that began later would be left hanging, so they are refused at commit.
CREATE FUNCTION end_municipality(code text, ends_on date) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    memberships integer;
BEGIN
    IF EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = end_municipality.code AND n.valid_from >= ends_on) THEN
        RAISE EXCEPTION '% has a name that begins on or after %', code, ends_on
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Delete that row of municipality_name first, or choose a later day.';
    END IF;
    UPDATE municipality_name n SET valid_to = ends_on
    WHERE n.municipality_code = end_municipality.code AND n.validity @> ends_on AND n.valid_from IS DISTINCT FROM ends_on;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no municipality % exists on % that could end then', quote_literal(code), ends_on
            USING ERRCODE = 'no_data_found', HINT = 'It exists in ' || municipality_existence(code)::text || '.';
    END IF;
    UPDATE region_member m SET valid_to = ends_on
    WHERE m.municipality_code = end_municipality.code AND m.validity @> ends_on AND m.valid_from IS DISTINCT FROM ends_on;
    GET DIAGNOSTICS memberships = ROW_COUNT;
    RETURN format('%s ends on %s, and with it %s memberships', code, ends_on, memberships);
END
$body$;
COMMENT ON FUNCTION end_municipality(text, date) IS 'Gemeente opheffen: ends the name and every membership on that day.';
REVOKE EXECUTE ON FUNCTION end_municipality(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_municipality(text, date) TO register_editor;

SELECT close_trigger_functions();
RESET ROLE;

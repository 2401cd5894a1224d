DROP FUNCTION findings();
DROP FUNCTION mergers_not_carried();
DROP FUNCTION cooperation_findings();
ALTER FUNCTION territory_findings() RENAME TO findings;
COMMENT ON FUNCTION findings() IS 'Bevindingen: what is wrong with the facts as a whole, a row for each, none in a sound register.';
DROP FUNCTION carry_mergers(date, text);
DROP FUNCTION role_rank(text);
DROP FUNCTION planned_end(regclass, bigint, text, date);
CREATE OR REPLACE FUNCTION end_municipality(code text, ends_on date) RETURNS text
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
DROP FUNCTION end_arrangement(text, date);
DROP FUNCTION end_facts(regclass, text, text, date);
DROP VIEW load.policy_domain, load.legal_form, load.organisation, load.arrangement, load.arrangement_policy_domain, load.participant,
    load.arrangement_organisation, load.body, load.seat, load.body_relation, load.procurement, load.milestone;
DROP FUNCTION load.put_policy_domain(), load.put_legal_form(), load.put_organisation(), load.put_arrangement(), load.put_arrangement_policy_domain(),
    load.put_participant(), load.put_arrangement_organisation(), load.put_body(), load.put_seat(), load.put_body_relation(), load.put_procurement(),
    load.put_milestone();
DROP FUNCTION load.complete_views(text[]);
DROP FUNCTION load.offer_versions(regclass, text[], text[]);

-- What must hold of arrangements as a whole. Checked at commit, so that one transaction may pass through states that do not fit.
-- Writers stand in line behind the revision counter, so what is checked here cannot change before the commit.
SET LOCAL ROLE register_owner;

CREATE FUNCTION arrangement_validity(arrangement_id text) RETURNS datemultirange
LANGUAGE sql STABLE
AS $body$ SELECT coalesce(range_agg(validity), '{}') FROM arrangement_version v WHERE v.arrangement_id = $1 $body$;
COMMENT ON FUNCTION arrangement_validity(text) IS 'Geldigheid van een regeling: the periods of its versions.';

CREATE FUNCTION organisation_validity(organisation_id text) RETURNS datemultirange
LANGUAGE sql STABLE
AS $body$ SELECT coalesce(range_agg(validity), '{}') FROM organisation_version v WHERE v.organisation_id = $1 $body$;
COMMENT ON FUNCTION organisation_validity(text) IS 'Bestaan van een organisatie: the periods of its versions.';

CREATE FUNCTION party_existence(municipality_code text, organisation_id text) RETURNS datemultirange
LANGUAGE sql STABLE
AS $body$ SELECT CASE WHEN $1 IS NULL THEN organisation_validity($2) ELSE municipality_existence($1) END $body$;
COMMENT ON FUNCTION party_existence(text, text) IS 'Bestaan van een partij, a municipality or an organisation.';

CREATE FUNCTION check_arrangement_periods(arrangement_id text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    held  datemultirange := arrangement_validity(check_arrangement_periods.arrangement_id);
    stray record;
BEGIN
    SELECT * INTO stray FROM (
        SELECT 'participant' AS entity, coalesce(p.municipality_code, p.organisation_id) AS who, p.validity
        FROM participant p WHERE p.arrangement_id = $1
        UNION ALL SELECT 'arrangement_policy_domain', d.policy_domain_id, d.validity FROM arrangement_policy_domain d WHERE d.arrangement_id = $1
        UNION ALL SELECT 'arrangement_organisation', o.organisation_id, o.validity FROM arrangement_organisation o WHERE o.arrangement_id = $1
        UNION ALL SELECT 'body', b.id, b.validity FROM body b WHERE b.arrangement_id = $1
    ) fact WHERE NOT fact.validity <@ held ORDER BY entity, who, validity LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: % would belong to % in %, but that arrangement is valid in %', stray.entity, stray.who, $1, stray.validity, held
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = stray.entity || '_within_arrangement',
                  HINT = format('Keep it within that time. To end an arrangement with all that belongs to it: SELECT end_arrangement(%L, date).', $1);
    END IF;
    SELECT * INTO stray FROM (
        SELECT 'participant' AS entity, 'take part in ' || $1 AS what, coalesce(p.municipality_code, p.organisation_id) AS who, p.validity,
               party_existence(p.municipality_code, p.organisation_id) AS existence
        FROM participant p WHERE p.arrangement_id = $1
        UNION ALL
        SELECT 'arrangement_organisation', 'work for ' || $1, o.organisation_id, o.validity, organisation_validity(o.organisation_id)
        FROM arrangement_organisation o WHERE o.arrangement_id = $1
        UNION ALL
        SELECT 'seat', format('have the seat of %s in %s', s.role, b.id), coalesce(s.municipality_code, s.organisation_id), s.validity,
               party_existence(s.municipality_code, s.organisation_id)
        FROM body b JOIN seat s ON s.body_id = b.id
        WHERE b.arrangement_id = $1 AND num_nonnulls(s.municipality_code, s.organisation_id) = 1
    ) fact WHERE NOT fact.validity <@ fact.existence ORDER BY entity, who, validity LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: % would % in %, but exists in %', stray.entity, stray.who, stray.what, stray.validity, stray.existence
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = stray.entity || '_within_party',
                  HINT = CASE WHEN stray.who ~ '^GM' THEN
                      'After a merger: SELECT end_municipality(code, date) ends it everywhere, and SELECT * FROM carry_mergers(date, source) lets its successor join.'
                      ELSE 'Change or end this row too, or the organisation''s own period.' END;
    END IF;
    SELECT s.role, s.body_id, s.validity, b.validity AS held INTO stray
    FROM body b JOIN seat s ON s.body_id = b.id WHERE b.arrangement_id = $1 AND NOT s.validity <@ b.validity ORDER BY s.id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'seat: the seat of % in % would be there in %, but that body exists in %', stray.role, stray.body_id, stray.validity, stray.held
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_within_body';
    END IF;
END
$body$;
COMMENT ON FUNCTION check_arrangement_periods(text) IS 'Perioden van een regeling controleren: nothing belongs to it outside its own validity, and nobody outside his own existence.';

CREATE FUNCTION check_leading_role(arrangement_id text, role text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    described text := replace(check_leading_role.role, '-', ' ');
    pair      record;
    gap       record;
BEGIN
    SELECT coalesce(a.municipality_code, a.organisation_id) AS one, coalesce(b.municipality_code, b.organisation_id) AS other, a.validity * b.validity AS period
    INTO pair
    FROM participant a JOIN participant b ON b.arrangement_id = a.arrangement_id AND b.id > a.id AND b.role = a.role AND b.validity && a.validity
    WHERE a.arrangement_id = $1 AND a.role = $2 ORDER BY a.id, b.id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'participant: % has two in the role of % in %, % and %, and can have one at a time', $1, described, pair.period, pair.one, pair.other
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'arrangement_one_' || replace(check_leading_role.role, '-', '_');
    END IF;
    IF check_leading_role.role = 'centre-municipality' THEN
        SELECT v.validity, datemultirange(v.validity) - coalesce(
                   (SELECT range_agg(p.validity) FROM participant p WHERE p.arrangement_id = $1 AND p.role = $2), '{}') AS periods
        INTO gap
        FROM arrangement_version v WHERE v.arrangement_id = $1 AND v.legal_form_id = 'centrumregeling'
        ORDER BY isempty(datemultirange(v.validity) - coalesce(
                   (SELECT range_agg(p.validity) FROM participant p WHERE p.arrangement_id = $1 AND p.role = $2), '{}')), v.validity LIMIT 1;
        IF FOUND AND NOT isempty(gap.periods) THEN
            RAISE EXCEPTION 'arrangement_version: % is a centrumregeling in %, but has no centre municipality in %', $1, gap.validity, gap.periods
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'arrangement_one_centre_municipality',
                      HINT = 'A centrumregeling has exactly one at any time: give one participant the role centre-municipality in the same transaction.';
        END IF;
    END IF;
END
$body$;
COMMENT ON FUNCTION check_leading_role(text, text) IS
    'Leidende rol controleren: at most one centre municipality and one principal at a time, and in a centrumregeling exactly one centre municipality.';

CREATE VIEW body_step AS
    SELECT r.from_body_id AS upper_id, r.to_body_id AS lower_id, r.validity FROM body_relation r WHERE r.kind = 'steers'
    UNION ALL
    SELECT r.to_body_id, r.from_body_id, r.validity FROM body_relation r WHERE r.kind = 'belongs-to';
COMMENT ON VIEW body_step IS 'Trede: from a body to one below it, which it steers or which belongs to it.';
COMMENT ON COLUMN body_step.upper_id IS 'Bovenliggend orgaan.';
COMMENT ON COLUMN body_step.lower_id IS 'Onderliggend orgaan.';
COMMENT ON COLUMN body_step.validity IS 'Geldigheid.';
GRANT SELECT ON body_step TO register_editor, register_reader;

CREATE FUNCTION check_body_relation(relation body_relation) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    from_body body;
    to_body   body;
    shared    datemultirange;
    upper_body  text := CASE relation.kind WHEN 'belongs-to' THEN relation.to_body_id ELSE relation.from_body_id END;
    lower_body  text := CASE relation.kind WHEN 'belongs-to' THEN relation.from_body_id ELSE relation.to_body_id END;
    circle    record;
BEGIN
    IF relation.from_body_id = relation.to_body_id THEN
        RAISE EXCEPTION 'body_relation: % cannot stand in a relation to itself', relation.from_body_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'body_relation_not_to_itself';
    END IF;
    SELECT * INTO from_body FROM body b WHERE b.id = relation.from_body_id;
    SELECT * INTO to_body FROM body b WHERE b.id = relation.to_body_id;
    IF NOT relation.validity <@ from_body.validity * to_body.validity THEN
        RAISE EXCEPTION 'body_relation: % and % would be related in %, but exist together in %', from_body.id, to_body.id, relation.validity,
            from_body.validity * to_body.validity
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'body_relation_within_both_bodies';
    END IF;
    IF from_body.arrangement_id <> to_body.arrangement_id THEN
        SELECT coalesce(range_agg(a.validity * b.validity), '{}') INTO shared
        FROM participant a JOIN participant b ON b.validity && a.validity
             AND coalesce(b.municipality_code, b.organisation_id) = coalesce(a.municipality_code, a.organisation_id)
        WHERE a.arrangement_id = from_body.arrangement_id AND b.arrangement_id = to_body.arrangement_id AND takes_part(a.role) AND takes_part(b.role);
        IF NOT relation.validity <@ shared THEN
            RAISE EXCEPTION 'body_relation: % (of %) and % (of %) cannot be related in %: their arrangements have no participant in common in %',
                from_body.id, from_body.arrangement_id, to_body.id, to_body.arrangement_id, relation.validity, datemultirange(relation.validity) - shared
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'body_relation_shares_participant',
                      HINT = 'A relation stays within one arrangement, or between two in which somebody takes part in both.';
        END IF;
    END IF;
    IF relation.kind <> 'coordinates' THEN
        -- Downwards from the lower body, in the time in which every step holds: whoever comes back to the upper one has gone in a circle. First without the
        -- paths, of which there may be very many; one of them is looked for only where there is a circle.
        IF EXISTS (
            WITH RECURSIVE walk (body_id, period) AS (
                SELECT lower_body, relation.validity
                UNION
                SELECT s.lower_id, walk.period * s.validity FROM walk JOIN body_step s ON s.upper_id = walk.body_id AND s.validity && walk.period
                WHERE walk.body_id <> upper_body
            ) SELECT FROM walk WHERE walk.body_id = upper_body
        ) THEN
            WITH RECURSIVE walk (body_id, period, path) AS (
                SELECT lower_body, relation.validity, ARRAY[upper_body, lower_body]
                UNION ALL
                SELECT s.lower_id, walk.period * s.validity, walk.path || s.lower_id
                FROM walk JOIN body_step s ON s.upper_id = walk.body_id AND s.validity && walk.period
                WHERE walk.body_id <> upper_body AND NOT s.lower_id = ANY (walk.path[2:])
            )
            SELECT w.path, w.period INTO circle FROM walk w WHERE w.body_id = upper_body LIMIT 1;
            RAISE EXCEPTION 'body_relation: % would be a circle in %: no body steers itself or belongs to itself, not by way of others either',
                array_to_string(circle.path, ' above '), circle.period
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'body_relation_no_circle';
        END IF;
    END IF;
END
$body$;
COMMENT ON FUNCTION check_body_relation(body_relation) IS
    'Relatie controleren: in the time of both bodies, within one arrangement or between two that share a participant, and without a circle.';

CREATE FUNCTION check_arrangement(arrangement_id text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    PERFORM check_arrangement_periods(check_arrangement.arrangement_id);
    PERFORM check_leading_role(check_arrangement.arrangement_id, 'centre-municipality');
    PERFORM check_leading_role(check_arrangement.arrangement_id, 'principal');
    -- Two look-ups by index, where one condition on either body would read all relations.
    PERFORM check_body_relation(r) FROM body_relation r WHERE r.from_body_id IN (SELECT b.id FROM body b WHERE b.arrangement_id = $1);
    PERFORM check_body_relation(r) FROM body_relation r
    WHERE r.to_body_id IN (SELECT b.id FROM body b WHERE b.arrangement_id = $1) AND r.from_body_id NOT IN (SELECT b.id FROM body b WHERE b.arrangement_id = $1);
END
$body$;
COMMENT ON FUNCTION check_arrangement(text) IS 'Regeling controleren, with all that belongs to it.';

CREATE FUNCTION check_parents(organisation_id text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    stray  record;
    circle record;
BEGIN
    SELECT v.organisation_id AS child, v.parent_id, v.validity, organisation_validity(v.parent_id) AS existence INTO stray
    FROM organisation_version v
    WHERE $1 IN (v.organisation_id, v.parent_id) AND v.parent_id IS NOT NULL AND NOT v.validity <@ organisation_validity(v.parent_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'organisation_version: % would be a subsidiary of % in %, but that exists in %', stray.child, stray.parent_id, stray.validity, stray.existence
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organisation_version_within_parent';
    END IF;
    IF EXISTS (
        WITH RECURSIVE walk (id, period) AS (
            SELECT v.parent_id, v.validity FROM organisation_version v WHERE v.organisation_id = $1 AND v.parent_id IS NOT NULL
            UNION
            SELECT v.parent_id, walk.period * v.validity
            FROM walk JOIN organisation_version v ON v.organisation_id = walk.id AND v.validity && walk.period
            WHERE v.parent_id IS NOT NULL AND walk.id <> $1
        ) SELECT FROM walk WHERE walk.id = $1
    ) THEN
        WITH RECURSIVE walk (id, period, path) AS (
            SELECT v.parent_id, v.validity, ARRAY[v.organisation_id, v.parent_id]
            FROM organisation_version v WHERE v.organisation_id = $1 AND v.parent_id IS NOT NULL
            UNION ALL
            SELECT v.parent_id, walk.period * v.validity, walk.path || v.parent_id
            FROM walk JOIN organisation_version v ON v.organisation_id = walk.id AND v.validity && walk.period
            WHERE v.parent_id IS NOT NULL AND walk.id <> $1 AND NOT v.parent_id = ANY (walk.path[2:])
        )
        SELECT w.path, w.period INTO circle FROM walk w WHERE w.id = $1 LIMIT 1;
        RAISE EXCEPTION 'organisation_version: % would be a circle in %: no organisation is a subsidiary of itself, not by way of others either',
            array_to_string(circle.path, ' under '), circle.period
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organisation_version_no_circle';
    END IF;
END
$body$;
COMMENT ON FUNCTION check_parents(text) IS 'Moederorganisaties controleren: in the time of the parent, and without a circle.';

CREATE FUNCTION check_arrangement_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    states jsonb[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[to_jsonb(NEW)] WHEN 'DELETE' THEN ARRAY[to_jsonb(OLD)] ELSE ARRAY[to_jsonb(OLD), to_jsonb(NEW)] END;
    state  jsonb;
BEGIN
    FOREACH state IN ARRAY states LOOP
        CASE TG_TABLE_NAME
        WHEN 'seat' THEN
            PERFORM check_arrangement_periods(b.arrangement_id) FROM body b WHERE b.id = state ->> 'body_id';
        WHEN 'body_relation' THEN
            PERFORM check_body_relation(r) FROM body_relation r WHERE r.id = (state ->> 'id')::bigint;
        WHEN 'municipality_name' THEN
            PERFORM check_arrangement_periods(a.arrangement_id) FROM (
                SELECT p.arrangement_id FROM participant p WHERE p.municipality_code = state ->> 'municipality_code'
                UNION SELECT b.arrangement_id FROM seat s JOIN body b ON b.id = s.body_id WHERE s.municipality_code = state ->> 'municipality_code') a;
        WHEN 'organisation_version' THEN
            PERFORM check_parents(state ->> 'organisation_id');
            PERFORM check_arrangement_periods(a.arrangement_id) FROM (
                SELECT p.arrangement_id FROM participant p WHERE p.organisation_id = state ->> 'organisation_id'
                UNION SELECT o.arrangement_id FROM arrangement_organisation o WHERE o.organisation_id = state ->> 'organisation_id'
                UNION SELECT b.arrangement_id FROM seat s JOIN body b ON b.id = s.body_id WHERE s.organisation_id = state ->> 'organisation_id') a;
        ELSE
            PERFORM check_arrangement(state ->> 'arrangement_id');
        END CASE;
    END LOOP;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_arrangement_facts() IS 'Regelingfeiten controleren after a change on any side.';

CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE OR DELETE ON arrangement_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE OR DELETE ON participant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE ON arrangement_policy_domain
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE ON arrangement_organisation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE ON body
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangement_fits AFTER INSERT OR UPDATE ON seat
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER relation_fits AFTER INSERT OR UPDATE ON body_relation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER arrangements_fit AFTER UPDATE OR DELETE ON municipality_name
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();
CREATE CONSTRAINT TRIGGER organisation_fits AFTER INSERT OR UPDATE OR DELETE ON organisation_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_arrangement_facts();

SELECT close_trigger_functions();
RESET ROLE;

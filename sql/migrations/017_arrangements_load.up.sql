-- Views to COPY or INSERT cooperation into, what an admin does with an arrangement as a whole, and what does not fit.
SET LOCAL ROLE register_owner;

-- Like load.offer, for an identity with its versions: a row of the view is one version, and makes the identity where it is new.
CREATE FUNCTION load.offer_versions(identity regclass, identity_columns text[], version_columns text[]) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    identity_name text := (SELECT relname FROM pg_class WHERE oid = identity);
    version_name  text := identity_name || '_version';
    facts         text[] := version_columns || ARRAY['valid_to', 'date_precision', 'source_id'];
BEGIN
    EXECUTE format('CREATE VIEW load.%1$I AS SELECT i.id, %2$s FROM public.%3$I v JOIN public.%1$I i ON i.id = v.%4$I', identity_name,
        (SELECT string_agg(c, ', ') FROM (
            SELECT format('i.%I', c) FROM unnest(identity_columns) c
            UNION ALL SELECT format('v.%I', c) FROM unnest(version_columns || ARRAY['valid_from', 'valid_to', 'date_precision', 'source_id']) c) x (c)),
        version_name, identity_name || '_id');
    EXECUTE format($ddl$
        CREATE FUNCTION load.%1$I() RETURNS trigger LANGUAGE plpgsql AS $put$
        BEGIN
            INSERT INTO load.seen VALUES (pg_current_xact_id(), TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from)) ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                PERFORM load.refuse_key(TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from));
            END IF;
            IF NOT EXISTS (SELECT FROM public.source s WHERE s.id = NEW.source_id) THEN
                PERFORM load.refuse_source(TG_TABLE_NAME, concat_ws(' ', NEW.id, NEW.valid_from), NEW.source_id);
            END IF;
            IF NOT EXISTS (SELECT FROM public.%2$I i WHERE i.id = NEW.id) THEN
                INSERT INTO public.%2$I (%3$s) VALUES (%4$s);
            END IF;
            %5$s
            IF EXISTS (SELECT FROM public.%6$I v WHERE v.%7$I = NEW.id AND v.valid_from = NEW.valid_from) THEN
                UPDATE public.%6$I v SET %8$s WHERE v.%7$I = NEW.id AND v.valid_from = NEW.valid_from;
            ELSE
                INSERT INTO public.%6$I (%7$I, valid_from, %9$s) VALUES (NEW.id, NEW.valid_from, %10$s);
            END IF;
            RETURN NEW;
        END
        $put$
        $ddl$,
        'put_' || identity_name, identity_name,
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(ARRAY['id'] || identity_columns || ARRAY['source_id']) c),
        (SELECT string_agg(format('NEW.%I', c), ', ') FROM unnest(ARRAY['id'] || identity_columns || ARRAY['source_id']) c),
        (SELECT string_agg(format($check$
            IF EXISTS (SELECT FROM public.%1$I i WHERE i.id = NEW.id AND i.%2$I IS DISTINCT FROM NEW.%2$I) THEN
                RAISE EXCEPTION '%1$s: the %2$s of %% is not %%', NEW.id, NEW.%2$I
                    USING ERRCODE = 'unique_violation', HINT = 'An id is never used for something else. Choose another.';
            END IF;$check$, identity_name, c), '') FROM unnest(identity_columns) c),
        version_name, identity_name || '_id',
        (SELECT string_agg(format('%1$I = NEW.%1$I', c), ', ') FROM unnest(facts) c),
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(facts) c),
        (SELECT string_agg(format('NEW.%I', c), ', ') FROM unnest(facts) c));
    EXECUTE format('COMMENT ON FUNCTION load.%I() IS %L', 'put_' || identity_name, 'Laden van ' || identity_name || ': its identity, and a version of it.');
    EXECUTE format('CREATE TRIGGER put INSTEAD OF INSERT ON load.%I FOR EACH ROW EXECUTE FUNCTION load.%I()', identity_name, 'put_' || identity_name);
END
$body$;
COMMENT ON FUNCTION load.offer_versions(regclass, text[], text[]) IS 'Laadview maken of an identity with its versions.';

-- What every load view has: its place in line, an end to the keys it has seen, grants, comments, and the defaults of the columns.
CREATE FUNCTION load.complete_views(VARIADIC views text[]) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    view_name text;
    item      record;
BEGIN
    FOREACH view_name IN ARRAY views LOOP
        EXECUTE format('CREATE TRIGGER stand_in_line BEFORE INSERT ON load.%I FOR EACH STATEMENT EXECUTE FUNCTION stand_in_line()', view_name);
        EXECUTE format('CREATE TRIGGER forget_keys AFTER INSERT ON load.%I FOR EACH STATEMENT EXECUTE FUNCTION load.forget_keys()', view_name);
        EXECUTE format('GRANT SELECT, INSERT ON load.%I TO register_editor', view_name);
        EXECUTE format('COMMENT ON VIEW load.%1$I IS %2$L', view_name, 'Laadview: COPY or INSERT ' || view_name || ' here.');
        FOR item IN
            SELECT DISTINCT ON (a.attname) a.attname, col_description(t.oid, b.attnum) AS description, pg_get_expr(d.adbin, d.adrelid) AS default_value
            FROM pg_attribute a
            JOIN pg_class t ON t.relnamespace = 'public'::regnamespace AND t.relname IN (view_name, view_name || '_version')
            JOIN pg_attribute b ON b.attrelid = t.oid AND b.attname = a.attname
            LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = b.attnum
            WHERE a.attrelid = format('load.%I', view_name)::regclass AND a.attnum > 0
            ORDER BY a.attname, t.relname
        LOOP
            EXECUTE format('COMMENT ON COLUMN load.%I.%I IS %L', view_name, item.attname, item.description);
            IF item.default_value IS NOT NULL THEN
                EXECUTE format('ALTER VIEW load.%I ALTER COLUMN %I SET DEFAULT %s', view_name, item.attname, item.default_value);
            END IF;
        END LOOP;
    END LOOP;
END
$body$;
COMMENT ON FUNCTION load.complete_views(text[]) IS 'Laadviews afmaken.';
REVOKE EXECUTE ON FUNCTION load.offer_versions(regclass, text[], text[]), load.complete_views(text[]) FROM PUBLIC;

SELECT load.offer('policy_domain', '{id}', '{name,dutch_name,source_id}');
SELECT load.offer('legal_form', '{id}', '{name,description,gr_register_form,source_id}');
SELECT load.offer_versions('organisation', '{kind}', '{name,parent_id}');
SELECT load.offer_versions('arrangement', '{}',
    '{name,legal_form_id,purpose,description,binding,term_kind,term_from,term_to,region_id,instruments,participants_complete}');
SELECT load.offer('arrangement_policy_domain', '{arrangement_id,policy_domain_id,valid_from}', '{valid_to,date_precision,source_id}');
SELECT load.offer('participant', '{arrangement_id,municipality_code,organisation_id,valid_from}', '{role,valid_to,date_precision,source_id}');
SELECT load.offer('arrangement_organisation', '{arrangement_id,organisation_id,task,valid_from}', '{valid_to,date_precision,source_id}');
SELECT load.offer('body', '{id}', '{arrangement_id,name,kind,tasks,valid_from,valid_to,date_precision,source_id}');
SELECT load.offer('seat', '{body_id,role,capacity,municipality_code,organisation_id,valid_from}', '{count,note,valid_to,date_precision,source_id}');
SELECT load.offer('body_relation', '{from_body_id,kind,to_body_id,valid_from}', '{valid_to,date_precision,source_id}');
SELECT load.offer('procurement', '{arrangement_id,policy_domain_id,valid_from}',
    '{provider_count,providers_approximate,amount,amount_approximate,valid_to,date_precision,source_id}');
SELECT load.offer('milestone', '{arrangement_id,title,happened_on}', '{date_precision,kind,description,organisation_id,source_id}');
SELECT load.complete_views('policy_domain', 'legal_form', 'organisation', 'arrangement', 'arrangement_policy_domain', 'participant',
    'arrangement_organisation', 'body', 'seat', 'body_relation', 'procurement', 'milestone');

-- With the rights of whoever calls it: the condition is SQL, and nobody can do more by it than by writing the statement himself.
-- Ends what runs on the day in one table; what begins on it or later would be left hanging, so it is refused.
CREATE FUNCTION end_facts(facts regclass, condition text, key text, ends_on date) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    later date;
    ended integer;
BEGIN
    EXECUTE format('SELECT min(valid_from) FROM %s WHERE %s AND valid_from >= $2', facts, condition) INTO later USING key, ends_on;
    IF later IS NOT NULL THEN
        RAISE EXCEPTION '%: % cannot end on %: it has a row that begins on %', facts, key, ends_on, later
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Delete that row first, or choose a later day.';
    END IF;
    EXECUTE format('UPDATE %s SET valid_to = $2 WHERE %s AND validity @> $2', facts, condition) USING key, ends_on;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$body$;
COMMENT ON FUNCTION end_facts(regclass, text, text, date) IS 'Feiten beëindigen: the rows of a table under a condition on $1.';

CREATE FUNCTION end_arrangement(id text, ends_on date) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    ended integer[];
BEGIN
    IF NOT EXISTS (SELECT FROM arrangement a WHERE a.id = end_arrangement.id) THEN
        RAISE EXCEPTION 'no arrangement has the id %', quote_literal(id) USING ERRCODE = 'no_data_found', HINT = 'SELECT id, name FROM arrangements_on(today()) lists those of today.';
    END IF;
    IF NOT arrangement_validity(end_arrangement.id) @> ends_on THEN
        RAISE EXCEPTION 'no arrangement % is valid on % that could end then', quote_literal(id), ends_on
            USING ERRCODE = 'no_data_found', HINT = 'It is valid in ' || arrangement_validity(end_arrangement.id)::text || '.';
    END IF;
    ended := ARRAY[
        end_facts('arrangement_version', 'arrangement_id = $1', id, ends_on), end_facts('participant', 'arrangement_id = $1', id, ends_on),
        end_facts('arrangement_policy_domain', 'arrangement_id = $1', id, ends_on), end_facts('arrangement_organisation', 'arrangement_id = $1', id, ends_on),
        end_facts('seat', 'body_id IN (SELECT b.id FROM body b WHERE b.arrangement_id = $1)', id, ends_on),
        end_facts('body_relation', 'EXISTS (SELECT FROM body b WHERE b.arrangement_id = $1 AND b.id IN (from_body_id, to_body_id))', id, ends_on),
        end_facts('body', 'arrangement_id = $1', id, ends_on)];
    RETURN format('%s ends on %s, and with it %s participants and %s bodies', id, ends_on, ended[2], ended[7]);
END
$body$;
COMMENT ON FUNCTION end_arrangement(text, date) IS 'Regeling beëindigen: ends it and all that belongs to it on that day.';

-- The same as before, and the municipality leaves the arrangements too.
CREATE OR REPLACE FUNCTION end_municipality(code text, ends_on date) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    memberships    integer;
    participations integer;
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
    participations := end_facts('participant', 'municipality_code = $1', code, ends_on);
    PERFORM end_facts('seat', 'municipality_code = $1', code, ends_on);
    RETURN format('%s ends on %s, and with it its memberships of regions (%s) and its participations in arrangements (%s)', code, ends_on, memberships,
                  participations);
END
$body$;
COMMENT ON FUNCTION end_municipality(text, date) IS 'Gemeente opheffen: ends the name, every membership of a region, every participation and every seat on that day.';

-- Whoever ended in the same revision as the municipality was ended by the merger; what was meant before stands in history. Whoever ended in another left.
CREATE FUNCTION planned_end(facts regclass, row_id bigint, code text, day date, OUT carries boolean, OUT until date)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    EXECUTE format($query$
        SELECT t.valid_to IS DISTINCT FROM $3 OR EXISTS (
                   SELECT FROM municipality_name n WHERE n.municipality_code = $2 AND n.valid_to = $3 AND n.revision = t.revision),
               CASE WHEN t.valid_to IS DISTINCT FROM $3 THEN t.valid_to
                    ELSE (SELECT h.valid_to FROM history.%1$s h WHERE h.id = t.id AND h.valid_to IS DISTINCT FROM $3 ORDER BY h.revision_end DESC LIMIT 1) END
        FROM %1$s t WHERE t.id = $1
        $query$, facts) INTO carries, until USING row_id, code, day;
END
$body$;
COMMENT ON FUNCTION planned_end(regclass, bigint, text, date) IS
    'Bedoeld einde of a row, as if no merger had ended it on the day; not to be carried where it ended then for another reason.';

CREATE FUNCTION role_rank(role text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$
    SELECT array_position(ARRAY['centre-municipality', 'principal', 'initiator', 'participant', 'core-partner', 'development-partner', 'cooperation-partner',
                                'adviser'], $1)
$body$;
COMMENT ON FUNCTION role_rank(text) IS 'Rang van een rol: who leads comes first, then who takes part, then who stands beside it.';

CREATE FUNCTION carry_mergers(takes_effect_on date, source_id text)
RETURNS TABLE (arrangement_id text, left_code text, joined_code text, outcome text)
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    step    record;
    present participant;
BEGIN
    IF NOT EXISTS (SELECT FROM municipality_succession s WHERE s.takes_effect_on = carry_mergers.takes_effect_on) THEN
        RAISE EXCEPTION 'no succession takes effect on %', takes_effect_on
            USING ERRCODE = 'no_data_found', HINT = 'Register it first: INSERT INTO load.municipality_succession …';
    END IF;
    IF NOT EXISTS (SELECT FROM source s WHERE s.id = carry_mergers.source_id) THEN
        PERFORM load.refuse_source('participant', 'carry_mergers', carry_mergers.source_id);
    END IF;
    FOR step IN
        SELECT p.id, p.arrangement_id, p.role, s.from_code, s.to_code, s.kind, planned.carries,
               least(planned.until, (SELECT upper(run) FROM unnest(arrangement_validity(p.arrangement_id)) run WHERE run @> s.takes_effect_on),
                     -- where the successor has a time of its own later, up to that
                     (SELECT min(x.valid_from) FROM participant x
                      WHERE x.arrangement_id = p.arrangement_id AND x.municipality_code = s.to_code AND x.valid_from > s.takes_effect_on)) AS until
        FROM municipality_succession s
        JOIN participant p ON p.municipality_code = s.from_code
             AND (p.valid_to = s.takes_effect_on OR p.validity @> s.takes_effect_on) AND p.valid_from < s.takes_effect_on
        CROSS JOIN LATERAL planned_end('participant', p.id, s.from_code, s.takes_effect_on) planned
        WHERE s.takes_effect_on = carry_mergers.takes_effect_on AND arrangement_validity(p.arrangement_id) @> s.takes_effect_on
        -- Who leads comes first, so that the successor of several takes the leading role over.
        ORDER BY p.arrangement_id, s.to_code, role_rank(p.role), s.from_code
    LOOP
        UPDATE participant p SET valid_to = carry_mergers.takes_effect_on WHERE p.id = step.id AND p.validity @> carry_mergers.takes_effect_on;
        arrangement_id := step.arrangement_id;
        left_code := step.from_code;
        joined_code := step.to_code;
        SELECT p.* INTO present FROM participant p
        WHERE p.arrangement_id = step.arrangement_id AND p.municipality_code = step.to_code AND p.validity @> carry_mergers.takes_effect_on;
        IF step.kind = 'split' THEN
            outcome := 'not carried: in a split the participants decide which successors take part';
        ELSIF present.id IS NULL AND NOT step.carries THEN
            outcome := 'not carried: it left on that day by itself';
        ELSIF present.id IS NULL THEN
            INSERT INTO participant (arrangement_id, municipality_code, role, valid_from, valid_to, source_id)
            VALUES (step.arrangement_id, step.to_code, step.role, carry_mergers.takes_effect_on, step.until, carry_mergers.source_id);
            outcome := 'joined as ' || step.role;
        ELSIF step.carries AND role_rank(step.role) < role_rank(present.role) THEN
            IF present.valid_from < carry_mergers.takes_effect_on THEN
                UPDATE participant p SET valid_to = carry_mergers.takes_effect_on WHERE p.id = present.id;
                INSERT INTO participant (arrangement_id, municipality_code, role, valid_from, valid_to, source_id)
                VALUES (step.arrangement_id, step.to_code, step.role, carry_mergers.takes_effect_on, CASE WHEN takes_part(present.role) THEN present.valid_to ELSE step.until END,
                        carry_mergers.source_id);
            ELSE
                UPDATE participant p SET role = step.role WHERE p.id = present.id;
            END IF;
            outcome := 'takes part already, from now on as ' || step.role;
        ELSE
            outcome := 'takes part already as ' || present.role
                || CASE WHEN step.role <> present.role AND takes_part(step.role) AND step.role <> 'participant' THEN '; nobody is ' || step.role || ' now' ELSE '' END;
        END IF;
        RETURN NEXT;
    END LOOP;
    INSERT INTO seat (body_id, role, capacity, municipality_code, count, note, valid_from, valid_to, source_id)
    SELECT DISTINCT ON (t.body_id, t.role, t.capacity, s.to_code)
           t.body_id, t.role, t.capacity, s.to_code, t.count, t.note, s.takes_effect_on, least(planned.until, upper(b.validity)), carry_mergers.source_id
    FROM municipality_succession s
    JOIN seat t ON t.municipality_code = s.from_code AND (t.valid_to = s.takes_effect_on OR t.validity @> s.takes_effect_on)
    JOIN body b ON b.id = t.body_id AND b.validity @> s.takes_effect_on
    CROSS JOIN LATERAL planned_end('seat', t.id, s.from_code, s.takes_effect_on) planned
    WHERE planned.carries AND s.takes_effect_on = carry_mergers.takes_effect_on AND s.kind <> 'split' AND NOT EXISTS (
        SELECT FROM seat x WHERE x.body_id = t.body_id AND x.role = t.role AND x.capacity = t.capacity AND x.municipality_code = s.to_code
                             AND x.validity @> s.takes_effect_on);
END
$body$;
COMMENT ON FUNCTION carry_mergers(date, text) IS
    'Herindelingen doorvoeren in de regelingen: whoever merged or was renamed on that day leaves, and the successor joins in the same role, in every arrangement; a row for each.';
REVOKE EXECUTE ON FUNCTION end_facts(regclass, text, text, date), end_arrangement(text, date), planned_end(regclass, bigint, text, date),
    carry_mergers(date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_facts(regclass, text, text, date), end_arrangement(text, date), planned_end(regclass, bigint, text, date),
    carry_mergers(date, text) TO register_editor;

ALTER FUNCTION findings() RENAME TO territory_findings;
COMMENT ON FUNCTION territory_findings() IS 'Bevindingen over het grondgebied: what is wrong with municipalities, regions and figures as a whole.';

CREATE FUNCTION cooperation_findings() RETURNS TABLE (code text, finding text)
LANGUAGE sql STABLE
AS $body$
    SELECT 'arrangement-without-version', format('%s has no version in any period.', a.id)
    FROM arrangement a WHERE NOT EXISTS (SELECT FROM arrangement_version v WHERE v.arrangement_id = a.id)
    UNION ALL
    SELECT 'organisation-without-version', format('%s has no version in any period.', o.id)
    FROM organisation o WHERE NOT EXISTS (SELECT FROM organisation_version v WHERE v.organisation_id = o.id)
    UNION ALL
    SELECT 'arrangement-without-participant', format('%s names no participant on %s.', m.id, m.moment)
    FROM arrangement_moments(today()) m WHERE NOT EXISTS (SELECT FROM participants_on(m.id, m.moment))
$body$;
COMMENT ON FUNCTION cooperation_findings() IS 'Bevindingen over de samenwerking: what is wrong with arrangements and organisations as a whole.';

-- No finding: a successor may well choose not to take part.
CREATE FUNCTION mergers_not_carried() RETURNS TABLE (takes_effect_on date, arrangement_id text, left_code text, successor_code text)
LANGUAGE sql STABLE
AS $body$
    SELECT s.takes_effect_on, p.arrangement_id, s.from_code, s.to_code
    FROM municipality_succession s
    JOIN participant p ON p.municipality_code = s.from_code AND p.valid_to = s.takes_effect_on AND takes_part(p.role)
    JOIN municipality_name n ON n.municipality_code = s.from_code AND n.valid_to = s.takes_effect_on AND n.revision = p.revision
    WHERE arrangement_validity(p.arrangement_id) @> s.takes_effect_on AND NOT EXISTS (
        SELECT FROM participant x WHERE x.arrangement_id = p.arrangement_id AND x.municipality_code = s.to_code AND x.validity @> s.takes_effect_on)
    ORDER BY s.takes_effect_on, p.arrangement_id, s.from_code, s.to_code
$body$;
COMMENT ON FUNCTION mergers_not_carried() IS
    'Niet doorgevoerde herindelingen: who took part until it was merged, renamed or split, and what came after it and does not take part.';

CREATE FUNCTION findings() RETURNS TABLE (code text, finding text)
LANGUAGE sql STABLE
AS $body$
    SELECT t.code, t.finding FROM territory_findings() t UNION ALL SELECT c.code, c.finding FROM cooperation_findings() c
$body$;
COMMENT ON FUNCTION findings() IS 'Bevindingen: what is wrong with the facts as a whole, a row for each, none in a sound register.';

SELECT close_trigger_functions();
RESET ROLE;

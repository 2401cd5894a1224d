-- What changed, for others to follow; every version of one thing; and a revision taken back by a new one.
SET LOCAL ROLE register_owner;

CREATE INDEX change_by_entity ON change (entity, revision, ordinal);
CREATE INDEX arrangement_version_by_arrangement ON history.arrangement_version (arrangement_id);
CREATE INDEX organisation_version_by_organisation ON history.organisation_version (organisation_id);

-- The actor falls back on the login, and whose login it was is not for everybody. Each table is read by its own index, and of each no more than is asked for: sorted
-- together, a table of many changes would be read to its end for its first. The revision is a bound that the index knows; with OR it would read on to the end
-- of the log.
CREATE FUNCTION changes_after(after_revision bigint, after_ordinal bigint, entities text[], most bigint, as_of bigint DEFAULT NULL)
RETURNS TABLE (revision bigint, ordinal bigint, recorded_at timestamptz, entity text, key text, operation text, actor text, before jsonb, after jsonb)
LANGUAGE sql STABLE
AS $body$
    SELECT c.revision, c.ordinal, r.recorded_at, c.entity, c.key, c.operation, nullif(r.actor, r.login), c.before, c.after
    FROM (
        (SELECT x.* FROM change x
         WHERE $3 IS NULL AND (x.revision, x.ordinal) > ($1, $2) AND x.revision <= coalesce($5, 9223372036854775807)
         ORDER BY x.revision, x.ordinal LIMIT $4)
        UNION ALL
        SELECT y.* FROM (SELECT DISTINCT unnest($3)) e (entity) CROSS JOIN LATERAL (
            SELECT x.* FROM change x
            WHERE x.entity = e.entity AND (x.revision, x.ordinal) > ($1, $2) AND x.revision <= coalesce($5, 9223372036854775807)
            ORDER BY x.revision, x.ordinal LIMIT $4) y
    ) c JOIN revision r ON r.number = c.revision
    ORDER BY c.revision, c.ordinal LIMIT $4
$body$;
COMMENT ON FUNCTION changes_after(bigint, bigint, text[], bigint, bigint) IS
    'Wijzigingen na een wijziging: those behind it in commit order, at most so many. Entities NULL: of every table. Actor NULL: the transaction named nobody.';

CREATE FUNCTION municipality_versions(code text, as_of bigint DEFAULT NULL)
RETURNS TABLE (version bigint, name text, valid_from date, valid_to date, source_id text,
               recorded_from bigint, recorded_from_at timestamptz, recorded_to bigint, recorded_to_at timestamptz)
LANGUAGE sql STABLE
AS $body$
    SELECT v.id, v.name, v.valid_from, v.valid_to, v.source_id, v.revision, b.recorded_at, e.number, e.recorded_at
    FROM (SELECT id, municipality_code, name, valid_from, valid_to, source_id, revision, NULL::bigint AS revision_end FROM municipality_name
          UNION ALL
          SELECT id, municipality_code, name, valid_from, valid_to, source_id, revision, revision_end FROM history.municipality_name) v
    JOIN revision b ON b.number = v.revision
    LEFT JOIN revision e ON e.number = v.revision_end AND ($2 IS NULL OR e.number <= $2)
    WHERE v.municipality_code = $1 AND ($2 IS NULL OR v.revision <= $2)
$body$;
COMMENT ON FUNCTION municipality_versions(text, bigint) IS 'Versies van een gemeente: every one that was ever recorded, with both its times. Recorded to NULL: it still stands.';

CREATE FUNCTION region_versions(id text, as_of bigint DEFAULT NULL)
RETURNS TABLE (version bigint, name text, valid_from date, valid_to date, source_id text,
               recorded_from bigint, recorded_from_at timestamptz, recorded_to bigint, recorded_to_at timestamptz)
LANGUAGE sql STABLE
AS $body$
    SELECT v.id, v.name, v.valid_from, v.valid_to, v.source_id, v.revision, b.recorded_at, e.number, e.recorded_at
    FROM (SELECT id, region_id, name, valid_from, valid_to, source_id, revision, NULL::bigint AS revision_end FROM region_name
          UNION ALL
          SELECT id, region_id, name, valid_from, valid_to, source_id, revision, revision_end FROM history.region_name) v
    JOIN revision b ON b.number = v.revision
    LEFT JOIN revision e ON e.number = v.revision_end AND ($2 IS NULL OR e.number <= $2)
    WHERE v.region_id = $1 AND ($2 IS NULL OR v.revision <= $2)
$body$;
COMMENT ON FUNCTION region_versions(text, bigint) IS 'Versies van een regio: every one that was ever recorded, with both its times. Recorded to NULL: it still stands.';

CREATE FUNCTION organisation_versions(id text, as_of bigint DEFAULT NULL)
RETURNS TABLE (version bigint, name text, parent_id text, valid_from date, valid_to date, date_precision text, source_id text,
               recorded_from bigint, recorded_from_at timestamptz, recorded_to bigint, recorded_to_at timestamptz)
LANGUAGE sql STABLE
AS $body$
    SELECT v.id, v.name, v.parent_id, v.valid_from, v.valid_to, v.date_precision, v.source_id, v.revision, b.recorded_at, e.number, e.recorded_at
    FROM (SELECT id, organisation_id, name, parent_id, valid_from, valid_to, date_precision, source_id, revision, NULL::bigint AS revision_end
          FROM organisation_version
          UNION ALL
          SELECT id, organisation_id, name, parent_id, valid_from, valid_to, date_precision, source_id, revision, revision_end
          FROM history.organisation_version) v
    JOIN revision b ON b.number = v.revision
    LEFT JOIN revision e ON e.number = v.revision_end AND ($2 IS NULL OR e.number <= $2)
    WHERE v.organisation_id = $1 AND ($2 IS NULL OR v.revision <= $2)
$body$;
COMMENT ON FUNCTION organisation_versions(text, bigint) IS 'Versies van een organisatie: every one that was ever recorded, with both its times. Recorded to NULL: it still stands.';

CREATE FUNCTION arrangement_versions(id text, as_of bigint DEFAULT NULL)
RETURNS TABLE (version bigint, name text, legal_form_id text, purpose text, description text, binding boolean, term_kind text, term_from date, term_to date,
               region_id text, instruments text[], participants_complete boolean, valid_from date, valid_to date, date_precision text, source_id text,
               recorded_from bigint, recorded_from_at timestamptz, recorded_to bigint, recorded_to_at timestamptz)
LANGUAGE sql STABLE
AS $body$
    SELECT v.id, v.name, v.legal_form_id, v.purpose, v.description, v.binding, v.term_kind, v.term_from, v.term_to, v.region_id, v.instruments,
           v.participants_complete, v.valid_from, v.valid_to, v.date_precision, v.source_id, v.revision, b.recorded_at, e.number, e.recorded_at
    FROM (SELECT id, arrangement_id, name, legal_form_id, purpose, description, binding, term_kind, term_from, term_to, region_id, instruments,
                 participants_complete, valid_from, valid_to, date_precision, source_id, revision, NULL::bigint AS revision_end
          FROM arrangement_version
          UNION ALL
          SELECT id, arrangement_id, name, legal_form_id, purpose, description, binding, term_kind, term_from, term_to, region_id, instruments,
                 participants_complete, valid_from, valid_to, date_precision, source_id, revision, revision_end
          FROM history.arrangement_version) v
    JOIN revision b ON b.number = v.revision
    LEFT JOIN revision e ON e.number = v.revision_end AND ($2 IS NULL OR e.number <= $2)
    WHERE v.arrangement_id = $1 AND ($2 IS NULL OR v.revision <= $2)
$body$;
COMMENT ON FUNCTION arrangement_versions(text, bigint) IS 'Versies van een regeling: every one that was ever recorded, with both its times. Recorded to NULL: it still stands.';

CREATE FUNCTION row_identity(entity text, state jsonb) RETURNS jsonb
LANGUAGE sql STABLE
AS $body$
    SELECT jsonb_object_agg(a.attname, $2 -> a.attname::text)
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = to_regclass(format('public.%I', $1)) AND i.indisprimary
$body$;
COMMENT ON FUNCTION row_identity(text, jsonb) IS 'Rij-identiteit: the primary key of a row of a table, out of its recorded state.';

CREATE FUNCTION row_standing(entity text, identity jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    key_columns text := (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(identity) k);
    standing    jsonb;
BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM public.%1$I t WHERE (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, $1))', entity, key_columns)
    INTO standing USING identity;
    RETURN standing;
END
$body$;
COMMENT ON FUNCTION row_standing(text, jsonb) IS 'Staande rij: the row with this primary key as it is now; NULL: there is none.';

-- Only what can be written counts: a column that a later migration added or dropped, a generated one and the revision say nothing of the fact.
CREATE FUNCTION writable_columns(entity text, state jsonb) RETURNS TABLE (name text, is_identity boolean)
LANGUAGE sql STABLE
AS $body$
    SELECT a.attname::text, a.attidentity <> '' FROM pg_attribute a
    WHERE a.attrelid = to_regclass(format('public.%I', $1)) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND a.attname <> 'revision' AND $2 ? a.attname::text
$body$;
COMMENT ON FUNCTION writable_columns(text, jsonb) IS 'Schrijfbare kolommen of a table that a recorded state has.';

CREATE FUNCTION stands_as_recorded(entity text, identity jsonb, state jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $body$
    SELECT CASE WHEN s.standing IS NULL OR $3 IS NULL THEN s.standing IS NULL AND $3 IS NULL
           ELSE NOT EXISTS (SELECT FROM writable_columns($1, $3) w WHERE s.standing -> w.name IS DISTINCT FROM $3 -> w.name) END
    FROM row_standing($1, $2) s (standing)
$body$;
COMMENT ON FUNCTION stands_as_recorded(text, jsonb, jsonb) IS 'Staat zoals vastgelegd: whether a row is now as in the recorded state; NULL: absent.';

CREATE FUNCTION last_touched(entity text, identity jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    key_columns text := (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(identity) k);
    touched     bigint := (row_standing(entity, identity) ->> 'revision')::bigint;
BEGIN
    IF touched IS NULL THEN
        EXECUTE format('SELECT max(revision_end) FROM history.%1$I WHERE (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, $1))', entity, key_columns)
        INTO touched USING identity;
    END IF;
    RETURN touched;
END
$body$;
COMMENT ON FUNCTION last_touched(text, jsonb) IS 'Laatst gewijzigd in: the revision that wrote the row with this primary key, or that deleted it.';

-- Who relies on a row that is to go: the foreign key says which columns of which table lead to it.
CREATE FUNCTION last_reference(reference text, referring text, state jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    condition text;
    found     bigint;
BEGIN
    SELECT string_agg(format('t.%I::text = $1 ->> %L', own.attname, other.attname), ' AND ') INTO condition
    FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) k (own_number, other_number)
    JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = k.own_number
    JOIN pg_attribute other ON other.attrelid = c.confrelid AND other.attnum = k.other_number
    WHERE c.conname = reference AND c.contype = 'f' AND c.conrelid = to_regclass(format('public.%I', referring));
    IF condition IS NOT NULL THEN
        EXECUTE format('SELECT max(t.revision) FROM public.%I t WHERE %s', referring, condition) INTO found USING state;
    END IF;
    RETURN found;
END
$body$;
COMMENT ON FUNCTION last_reference(text, text, jsonb) IS 'Laatste verwijzing: the newest revision of the rows that lead to a row by this foreign key.';

CREATE FUNCTION revert_revision(number bigint) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    obstacles   text;
    newest      bigint;
    is_undone   boolean;
    step        record;
    all_columns text;
    set_columns text;
    key_columns text;
    message     text;
    explanation text;
    referring   text;
    reference   text;
BEGIN
    IF number IS NULL THEN
        RAISE EXCEPTION 'no revision is given; the newest is %', latest_revision() USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF EXISTS (SELECT FROM revision_counter c WHERE c.last = $1 AND c.transaction_id = pg_current_xact_id_if_assigned()
               AND c.transaction_started_at = transaction_timestamp()) THEN
        RAISE EXCEPTION 'revision % is this transaction''s own and not committed yet', number
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'ROLLBACK takes it back.';
    END IF;
    -- It changes nothing, but puts this transaction in line, so that nobody changes between the look at the rows and their change.
    UPDATE source SET id = id WHERE false;
    IF NOT EXISTS (SELECT FROM revision r WHERE r.number = $1) THEN
        RAISE EXCEPTION 'there is no revision %; the newest is %', number, latest_revision() USING ERRCODE = 'no_data_found';
    END IF;

    -- Every row that the revision touched must still be as it left it, or be so again.
    WITH touched AS (
        SELECT c.ordinal, c.entity, c.key, t.identity, t.old_state, t.new_state
        FROM change c CROSS JOIN LATERAL (
            SELECT row_identity(c.entity, c.after) AS identity,
                   CASE WHEN row_identity(c.entity, c.before) = row_identity(c.entity, c.after) THEN c.before END AS old_state, c.after AS new_state
            WHERE c.after IS NOT NULL
            UNION ALL
            SELECT row_identity(c.entity, c.before), c.before, NULL
            WHERE c.before IS NOT NULL AND row_identity(c.entity, c.before) IS DISTINCT FROM row_identity(c.entity, c.after)
        ) t
        WHERE c.revision = $1
    ), outcome AS (
        SELECT entity, identity, min(ordinal) AS ordinal, (array_agg(key ORDER BY ordinal DESC))[1] AS key,
               (array_agg(old_state ORDER BY ordinal))[1] AS old_state, (array_agg(new_state ORDER BY ordinal DESC))[1] AS new_state
        FROM touched GROUP BY entity, identity
    ), judged AS MATERIALIZED (
        SELECT o.ordinal, o.entity, o.key, o.identity, stands_as_recorded(o.entity, o.identity, o.new_state) AS is_kept,
               stands_as_recorded(o.entity, o.identity, o.old_state) AS is_undone
        FROM outcome o
    ), blamed AS (
        -- Of a mass of rows the first few are enough to say what to do.
        SELECT j.ordinal, j.entity, j.key, last_touched(j.entity, j.identity) AS revision
        FROM judged j WHERE NOT j.is_kept ORDER BY j.ordinal LIMIT 100
    )
    SELECT string_agg(format('%s %s (revision %s)', b.entity, b.key, b.revision), ', ' ORDER BY b.ordinal) FILTER (WHERE b.place <= 5)
           || (SELECT CASE WHEN count(*) > 5 THEN format(' and %s more', count(*) - 5) ELSE '' END FROM judged WHERE NOT is_kept),
           max(b.revision), (SELECT bool_and(j.is_undone) FROM judged j)
    INTO obstacles, newest, is_undone
    FROM (SELECT *, row_number() OVER (ORDER BY ordinal) AS place FROM blamed) b;
    IF obstacles IS NOT NULL AND is_undone THEN
        RAISE EXCEPTION 'revision % is taken back already: all that it changed is as it was before it', number
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('Revision %s was the last to change it.', newest);
    ELSIF obstacles IS NOT NULL THEN
        RAISE EXCEPTION 'revision % cannot be reverted, since later revisions changed the same rows: %', number, obstacles
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Revert those first, the newest first: SELECT revert_revision(%s). Or mend these rows by hand.', newest);
    END IF;

    IF coalesce(current_setting('register.note', true), '') = '' THEN
        PERFORM set_config('register.note', format('Revert revision %s', number), true);
    END IF;
    BEGIN
        FOR step IN SELECT c.entity, c.key, c.operation, c.before, c.after FROM change c WHERE c.revision = $1 ORDER BY c.ordinal DESC LOOP
            SELECT string_agg(quote_ident(w.name), ', '), string_agg(quote_ident(w.name), ', ') FILTER (WHERE NOT w.is_identity)
            INTO all_columns, set_columns FROM writable_columns(step.entity, step.before) w;
            SELECT string_agg(quote_ident(k), ', ') INTO key_columns FROM jsonb_object_keys(row_identity(step.entity, step.after)) k;
            CASE step.operation
                WHEN 'insert' THEN
                    EXECUTE format('DELETE FROM public.%1$I WHERE (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, $1))',
                                   step.entity, key_columns) USING step.after;
                WHEN 'delete' THEN
                    EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, $1)',
                                   step.entity, all_columns) USING step.before;
                WHEN 'update' THEN
                    EXECUTE format('UPDATE public.%1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, $1))'
                                   ' WHERE (%3$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::public.%1$I, $2))',
                                   step.entity, set_columns, key_columns) USING step.before, step.after;
            END CASE;
        END LOOP;
    EXCEPTION WHEN integrity_constraint_violation THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, explanation = PG_EXCEPTION_DETAIL, referring = TABLE_NAME, reference = CONSTRAINT_NAME;
        newest := last_reference(reference, referring, step.after);
        RAISE EXCEPTION 'revision % cannot be reverted, since what was recorded later builds on %: %', number, concat_ws(' ', step.entity, step.key), message
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = explanation,
                  HINT = CASE WHEN newest IS NULL
                         THEN format('Look for it, and revert it first: SELECT revision, operation, key FROM change WHERE entity = %L AND revision > %s ORDER BY revision DESC.',
                                     coalesce(nullif(referring, ''), step.entity), number)
                         ELSE format('It is in %s. Revert it first, the newest first: SELECT revert_revision(%s).', referring, newest) END;
    END;
    RETURN format('revision %s is taken back by revision %s: %s', number, (SELECT c.last FROM revision_counter c),
                  (SELECT string_agg(format('%s (%s)', t.entity, t.rows), ', ' ORDER BY t.first)
                   FROM (SELECT c.entity, count(*) AS rows, min(c.ordinal) AS first FROM change c WHERE c.revision = $1 GROUP BY c.entity) t));
END
$body$;
COMMENT ON FUNCTION revert_revision(bigint) IS
    'Revisie terugdraaien: takes back all that a revision changed, by a new revision; or says which later ones stand in the way. History stays as it is.';
REVOKE EXECUTE ON FUNCTION revert_revision(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION revert_revision(bigint) TO register_editor;
RESET ROLE;

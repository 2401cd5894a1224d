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
        SELECT y.* FROM unnest($3) e (entity) CROSS JOIN LATERAL (
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

CREATE FUNCTION revert_revision(number bigint) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    obstacles   text;
    newest      bigint;
    step        record;
    all_columns text;
    set_columns text;
    key_columns text;
BEGIN
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
        SELECT c.ordinal, c.entity, c.key, t.identity, t.state
        FROM change c CROSS JOIN LATERAL (
            SELECT row_identity(c.entity, c.after) AS identity, c.after AS state WHERE c.after IS NOT NULL
            UNION ALL
            SELECT row_identity(c.entity, c.before), NULL
            WHERE c.before IS NOT NULL AND row_identity(c.entity, c.before) IS DISTINCT FROM row_identity(c.entity, c.after)
        ) t
        WHERE c.revision = $1
    ), left_behind AS (
        SELECT DISTINCT ON (entity, identity) ordinal, entity, key, identity, state FROM touched ORDER BY entity, identity, ordinal DESC
    ), changed AS (
        SELECT * FROM left_behind l WHERE NOT stands_as_recorded(l.entity, l.identity, l.state) ORDER BY ordinal LIMIT 5
    ), blamed AS (
        SELECT c.ordinal, c.entity, c.key, (
            SELECT max(later.revision) FROM change later WHERE later.revision > $1 AND later.entity = c.entity
            AND c.identity IN (row_identity(later.entity, later.before), row_identity(later.entity, later.after))) AS revision
        FROM changed c
    )
    SELECT string_agg(format('%s %s (revision %s)', entity, key, revision), ', ' ORDER BY ordinal), max(revision) INTO obstacles, newest FROM blamed;
    IF obstacles IS NOT NULL THEN
        RAISE EXCEPTION 'revision % cannot be reverted, since later revisions changed the same rows: %', number, obstacles
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Revert those first, the newest first: SELECT revert_revision(%s). Or mend these rows by hand.', newest);
    END IF;

    IF coalesce(current_setting('register.note', true), '') = '' THEN
        PERFORM set_config('register.note', format('Revert revision %s', number), true);
    END IF;
    FOR step IN SELECT c.entity, c.operation, c.before, c.after FROM change c WHERE c.revision = $1 ORDER BY c.ordinal DESC LOOP
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

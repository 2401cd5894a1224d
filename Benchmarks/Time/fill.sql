-- Gives a seeded register a long past: benchmark.rows rows of history, one revision for each fifty. As its owner, in a database that is thrown away: the
-- triggers are off meanwhile, since through them it would take an hour. What stands there is what they would have written: each version of a row begins in the
-- revision in which the one before it ended, the last goes over into the row of the present, each differs from the next, and every step is in the log.
-- The present keeps its size, so that what an answer costs can be compared.
SET synchronous_commit = off;

DO $fill$
DECLARE
    last_revision bigint := current_setting('benchmark.rows')::bigint / 50;
    -- How often a row of it changes, beside the others. Few facts are of cooperation, and those change the most.
    weights  jsonb := '{"inhabitants": 90, "region_member": 50, "municipality_name": 130, "region_name": 80, "municipality": 20, "region": 20,
        "municipality_succession": 30, "participant": 700, "arrangement_version": 1500, "arrangement": 200, "arrangement_policy_domain": 500,
        "arrangement_organisation": 500, "organisation": 200, "organisation_version": 900, "body": 500, "seat": 500, "body_relation": 500,
        "procurement": 500, "milestone": 500, "source": 200, "norm": 100, "policy_domain": 100, "legal_form": 100, "region_type": 200, "region_nesting": 200}';
    total    numeric := 0;
    tracked  record;
    present  bigint;
    versions bigint;
BEGIN
    PERFORM setseed(0.5);
    CREATE TEMP TABLE tracked_table AS
        SELECT c.relname::text AS name, 0::bigint AS present, (weights ->> c.relname)::numeric AS weight,
               (SELECT string_agg(format('coalesce(t.%I::text, '''')', k), ', ' ORDER BY n)
                FROM unnest(string_to_array(encode(g.tgargs, 'escape'), '\000')) WITH ORDINALITY a (k, n) WHERE k <> '') AS key
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE g.tgname = 'record_change';
    FOR tracked IN SELECT * FROM tracked_table LOOP
        EXECUTE format('SELECT count(*) FROM %I', tracked.name) INTO present;
        UPDATE tracked_table t SET present = fill.present FROM (SELECT present) fill WHERE t.name = tracked.name;
        EXECUTE format('ALTER TABLE public.%1$I DISABLE TRIGGER USER; ALTER TABLE history.%1$I DISABLE TRIGGER USER', tracked.name);
    END LOOP;
    ALTER TABLE revision DISABLE TRIGGER USER;
    ALTER TABLE change DISABLE TRIGGER USER;

    UPDATE revision SET recorded_at = recorded_at - last_revision * interval '1 minute';
    INSERT INTO revision (number, recorded_at, login, actor, note)
    SELECT n, r.recorded_at + (n - r.number) * interval '1 minute', r.login, 'benchmark', NULL
    FROM (SELECT * FROM revision ORDER BY number DESC LIMIT 1) r, generate_series(r.number + 1, last_revision) n;

    CREATE TEMP TABLE step (entity text, place tid, key text, revision bigint, before jsonb, after jsonb);
    SELECT sum(t.present * t.weight) INTO total FROM tracked_table t;
    FOR tracked IN SELECT * FROM tracked_table LOOP
        versions := greatest(1, round(tracked.weight * current_setting('benchmark.rows')::numeric / total));
        EXECUTE format($sql$
            INSERT INTO step
            SELECT %1$L, place, key, ends, state, coalesce(lead(state) OVER (PARTITION BY place ORDER BY version), present || jsonb_build_object('revision', ends))
            FROM (
                SELECT v.place, v.version, v.ends, t.key, t.present,
                       t.present || jsonb_build_object('revision', coalesce(lag(v.ends) OVER (PARTITION BY v.place ORDER BY v.version), t.since)) || %3$s AS state
                FROM (
                    -- The revisions in as many parts as there are versions, and the end of each somewhere in its own.
                    SELECT s.place, s.version, s.first + floor(random() * (s.next - s.first))::bigint AS ends
                    FROM (SELECT t.ctid AS place, g AS version, 2 + (g - 1) * ($2 - 1) / $1 AS first, 2 + g * ($2 - 1) / $1 AS next
                          FROM %1$I t, generate_series(1, $1) g) s
                ) v
                JOIN (
                    SELECT t.ctid AS place, concat_ws('/', %2$s) AS key, t.revision AS since, to_jsonb(t) AS present,
                           (SELECT array_agg(o.id ORDER BY o.id = to_jsonb(t) ->> 'source_id' DESC, o.id) FROM source o) AS sources
                    FROM %1$I t OFFSET 0
                ) t ON t.place = v.place
            ) s
            $sql$, tracked.name, tracked.key,
            CASE tracked.name
                WHEN 'source' THEN $state$ jsonb_build_object('note', 'Version ' || v.version) $state$
                WHEN 'inhabitants' THEN $state$ jsonb_build_object('count', (t.present ->> 'count')::int + $1 + 1 - v.version) $state$
                ELSE $state$ jsonb_build_object('source_id', t.sources[1 + ($1 + 1 - v.version) % cardinality(t.sources)]) $state$
            END)
        USING versions, last_revision;
        EXECUTE format('INSERT INTO history.%1$I SELECT h.* FROM step s, jsonb_populate_record(NULL::history.%1$I, s.before || jsonb_build_object(''revision_end'', s.revision)) h'
            ' WHERE s.entity = %1$L ORDER BY s.revision', tracked.name);
        EXECUTE format('UPDATE %1$I t SET revision = s.last FROM (SELECT place, max(revision) AS last FROM step WHERE entity = %1$L GROUP BY place) s'
            ' WHERE t.ctid = s.place', tracked.name);
    END LOOP;
    INSERT INTO change (revision, entity, key, operation, before, after) SELECT revision, entity, key, 'update', before, after FROM step ORDER BY revision;
    UPDATE revision_counter SET last = last_revision;

    FOR tracked IN SELECT * FROM tracked_table LOOP
        EXECUTE format('ALTER TABLE public.%1$I ENABLE TRIGGER USER; ALTER TABLE history.%1$I ENABLE TRIGGER USER', tracked.name);
    END LOOP;
    ALTER TABLE revision ENABLE TRIGGER USER;
    ALTER TABLE change ENABLE TRIGGER USER;
    DROP TABLE step, tracked_table;
END
$fill$;

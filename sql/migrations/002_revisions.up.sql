-- Recorded time. Every transaction that changes the register is one revision: a gapless number in commit order.
SET LOCAL ROLE register_owner;

CREATE SCHEMA history;
CREATE SCHEMA load;
CREATE SCHEMA IF NOT EXISTS extension;
COMMENT ON SCHEMA history IS 'Historie: every earlier state of every row, with the revisions in which it stood. Written by triggers only.';
COMMENT ON SCHEMA load IS 'Laden: views to COPY or INSERT into; they add what is new, correct what differs, and leave alone what is the same.';
COMMENT ON SCHEMA extension IS 'Extensies van PostgreSQL, kept out of the way of the register''s own names.';
DO $extension$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist' AND extnamespace <> 'extension'::regnamespace) THEN
        RAISE EXCEPTION 'the extension btree_gist is in another schema of this database'
            USING HINT = 'Run: CREATE SCHEMA IF NOT EXISTS extension; ALTER EXTENSION btree_gist SET SCHEMA extension — or give the register a database of its own';
    END IF;
    CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extension;
END
$extension$;

GRANT USAGE ON SCHEMA history TO register_editor, register_reader;
GRANT USAGE ON SCHEMA load TO register_editor;
GRANT USAGE ON SCHEMA extension TO register_editor, register_reader;

CREATE TABLE revision (
    number      bigint      CONSTRAINT revision_pk PRIMARY KEY CONSTRAINT revision_positive CHECK (number > 0),
    recorded_at timestamptz NOT NULL,
    login       text        NOT NULL,
    actor       text        NOT NULL CONSTRAINT revision_actor_named CHECK (actor <> ''),
    note        text
);
COMMENT ON TABLE revision IS 'Revisie: one transaction that changed the register.';
COMMENT ON COLUMN revision.number IS 'Revisienummer: without gaps, in commit order.';
COMMENT ON COLUMN revision.recorded_at IS 'Registratietijdstip: just before its commit; later than that of every lower number.';
COMMENT ON COLUMN revision.login IS 'Databaselogin that the transaction ran under. PostgreSQL vouches for it.';
COMMENT ON COLUMN revision.actor IS 'Registrator: the setting register.actor where the transaction gave one, else the login.';
COMMENT ON COLUMN revision.note IS 'Toelichting: the setting register.note where the transaction gave one.';

-- The row lock on this one row is what puts writers in line, and it is released only by COMMIT or ROLLBACK: a rolled-back number is given out again.
CREATE TABLE revision_counter (
    single                 boolean     CONSTRAINT revision_counter_pk PRIMARY KEY DEFAULT true CONSTRAINT revision_counter_single CHECK (single),
    last                   bigint      NOT NULL,
    transaction_id         xid8        NOT NULL,
    transaction_started_at timestamptz NOT NULL
);
COMMENT ON TABLE revision_counter IS 'Revisieteller: one row, locked from a transaction''s first change until its end.';
COMMENT ON COLUMN revision_counter.single IS 'Altijd waar: keeps this a table of one row.';
COMMENT ON COLUMN revision_counter.last IS 'Laatste revisienummer.';
COMMENT ON COLUMN revision_counter.transaction_id IS 'Transactie that took the last number.';
COMMENT ON COLUMN revision_counter.transaction_started_at IS 'Begin van die transactie: after a restore into another cluster transaction numbers begin again, moments do not.';
INSERT INTO revision_counter VALUES (true, 0, '0'::xid8, '-infinity');

CREATE TABLE change (
    ordinal   bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT change_pk PRIMARY KEY,
    revision  bigint NOT NULL CONSTRAINT change_revision_known REFERENCES revision (number),
    entity    text   NOT NULL,
    key       text   NOT NULL,
    operation text   NOT NULL CONSTRAINT change_operation_known CHECK (operation IN ('insert', 'update', 'delete')),
    before    jsonb,
    after     jsonb,
    CONSTRAINT change_states_fit CHECK ((before IS NULL) = (operation = 'insert') AND (after IS NULL) = (operation = 'delete'))
);
CREATE INDEX change_by_revision ON change (revision, ordinal);
COMMENT ON TABLE change IS 'Wijziging: one row per changed row, in the order in which they were made. It can only grow.';
COMMENT ON COLUMN change.ordinal IS 'Volgnummer: ascending, with gaps.';
COMMENT ON COLUMN change.revision IS 'Revisie in which it was changed.';
COMMENT ON COLUMN change.entity IS 'Tabel of the changed row.';
COMMENT ON COLUMN change.key IS 'Sleutel: what names the row to a person, its parts joined by a slash.';
COMMENT ON COLUMN change.operation IS 'Bewerking: insert, update or delete.';
COMMENT ON COLUMN change.before IS 'Toestand ervoor.';
COMMENT ON COLUMN change.after IS 'Toestand erna.';

-- Now, but later than every revision before this one, whatever the machine's clock does.
CREATE FUNCTION next_recorded_at(number bigint) RETURNS timestamptz
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $body$
    SELECT greatest(clock_timestamp(), (SELECT r.recorded_at + interval '1 microsecond' FROM revision r WHERE r.number = $1 - 1))
$body$;
COMMENT ON FUNCTION next_recorded_at(bigint) IS 'Registratietijdstip voor een revisie.';

-- Puts the transaction in line. Before it locks any row of a fact: two writers who each held a row that the other wants would be in a deadlock.
CREATE FUNCTION lock_register() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '10s'
AS $body$
DECLARE
    holder text;
BEGIN
    PERFORM FROM revision_counter FOR UPDATE;
EXCEPTION WHEN lock_not_available THEN
    -- Who holds the row holds the table in one of these modes until it ends, and waits for nothing; its transaction number would not do, since the row
    -- may have been locked in a subtransaction.
    SELECT string_agg(DISTINCT format('%s (process %s%s)', a.usename, a.pid, coalesce(', ' || nullif(a.application_name, ''), '')), ', ') INTO holder
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'relation' AND l.relation = 'revision_counter'::regclass AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.granted
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()) AND l.pid <> pg_backend_pid()
      AND NOT EXISTS (SELECT FROM pg_locks w WHERE w.pid = l.pid AND NOT w.granted);
    RAISE EXCEPTION 'another transaction is changing the register and has not ended: %', coalesce(holder, 'it ended just now')
        USING ERRCODE = 'lock_not_available',
              HINT = 'One transaction writes at a time. Try again after its COMMIT; a superuser can end it with SELECT pg_terminate_backend(process).';
END
$body$;
COMMENT ON FUNCTION lock_register() IS 'Register vergrendelen: waits for the transaction that is writing, ten seconds at most. Called by triggers.';

CREATE FUNCTION stand_in_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM revision_counter WHERE transaction_id = pg_current_xact_id() AND transaction_started_at = transaction_timestamp()) THEN
        PERFORM lock_register();
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION stand_in_line() IS 'In de rij: locks the register before a statement touches a fact.';

-- Gives the number of this transaction's revision, and takes one if there is none yet.
CREATE FUNCTION take_revision() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    taken bigint;
BEGIN
    SELECT last INTO taken FROM revision_counter
    WHERE transaction_id = pg_current_xact_id() AND transaction_started_at = transaction_timestamp();
    IF FOUND THEN
        RETURN taken;
    END IF;

    PERFORM lock_register();
    UPDATE revision_counter
    SET last = last + 1, transaction_id = pg_current_xact_id(), transaction_started_at = transaction_timestamp()
    RETURNING last INTO taken;
    INSERT INTO revision (number, recorded_at, login, actor, note)
    VALUES (taken, next_recorded_at(taken), session_user,
            coalesce(nullif(current_setting('register.actor', true), ''), session_user),
            nullif(current_setting('register.note', true), ''));
    RETURN taken;
END
$body$;
COMMENT ON FUNCTION take_revision() IS 'Revisie nemen: the number of this transaction''s revision. Called by triggers; nobody else needs to.';
REVOKE EXECUTE ON FUNCTION take_revision(), lock_register(), stand_in_line(), next_recorded_at(bigint) FROM PUBLIC;

-- A moment should name the same revision whenever it is asked about, so the time is that of the commit as nearly as a trigger can come to it, and not of the
-- transaction's first change. Deferred triggers run in the order in which they were queued, and this one is queued first: it queues itself once more,
-- behind the checks, and stamps then. What remains is the time of the commit itself. SET CONSTRAINTS ALL IMMEDIATE brings it forward.
CREATE FUNCTION announce_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE revision SET login = login WHERE number = NEW.number;
    ELSE
        UPDATE revision SET recorded_at = next_recorded_at(number) WHERE number = NEW.number;
        PERFORM pg_notify('register_revision', NEW.number::text);
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION announce_revision() IS 'Revisie aankondigen: at commit, stamps the revision and sends NOTIFY register_revision with its number.';
REVOKE EXECUTE ON FUNCTION announce_revision() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER revision_queued AFTER INSERT ON revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION announce_revision();
CREATE CONSTRAINT TRIGGER revision_announced AFTER UPDATE OF login ON revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION announce_revision();

CREATE FUNCTION refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    IF TG_TABLE_NAME = 'revision' AND TG_OP = 'UPDATE' THEN
        IF NEW.number = OLD.number AND EXISTS (
            SELECT FROM revision_counter WHERE last = OLD.number
            AND transaction_id = pg_current_xact_id() AND transaction_started_at = transaction_timestamp()
        ) THEN
            RETURN NEW; -- its own transaction still stamps and annotates it
        END IF;
    END IF;
    RAISE EXCEPTION '%.% can only grow: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'What was recorded stays recorded. Correct a fact by changing it; that makes a new revision.';
END
$body$;
COMMENT ON FUNCTION refuse_rewriting() IS 'Herschrijven weigeren: keeps revisions, changes and history append-only, for the owner too.';
REVOKE EXECUTE ON FUNCTION refuse_rewriting() FROM PUBLIC;

CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE ON revision FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER revision_not_truncated BEFORE TRUNCATE ON revision FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER revision_counter_kept BEFORE DELETE ON revision_counter FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER revision_counter_not_truncated BEFORE TRUNCATE ON revision_counter FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER change_not_truncated BEFORE TRUNCATE ON change FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION latest_revision() RETURNS bigint
LANGUAGE sql STABLE
AS $body$ SELECT coalesce((SELECT number FROM revision ORDER BY number DESC LIMIT 1), 0) $body$;
COMMENT ON FUNCTION latest_revision() IS 'Laatste revisie: the newest one that this snapshot sees; 0 in an empty register.';

CREATE FUNCTION revision_at(moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE
AS $body$ SELECT coalesce((SELECT number FROM revision WHERE recorded_at <= $1 ORDER BY recorded_at DESC LIMIT 1), 0) $body$;
COMMENT ON FUNCTION revision_at(timestamptz) IS 'Revisie op een tijdstip: the newest one recorded by then; 0 before the first.';
CREATE UNIQUE INDEX revision_by_moment ON revision (recorded_at);

CREATE FUNCTION today() RETURNS date
LANGUAGE sql STABLE
AS $body$ SELECT (statement_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date $body$;
COMMENT ON FUNCTION today() IS 'Vandaag, in the Netherlands.';

GRANT SELECT ON revision, change, revision_counter TO register_editor, register_reader;
RESET ROLE;

import Postgres
import Register
import Testing

/// As register_reader no write succeeds, whatever is tried.
@Suite struct ReaderTests {
    /// No right, a read-only transaction, or nothing on which the server would do such a thing. A mistake in the attempt itself is not among them.
    private static let refusals: Set<String> = ["42501", "25006", "25P01", "25001", "0A000", "42809", "55000", "42704", "42883", "42P17", "22023"]

    /// How a session can prepare an attempt.
    enum Preparation: CaseIterable, Sendable {
        case none, sessionWrites, transactionWrites

        /// nil: refused, as it should be. Otherwise what happened instead.
        func outcome(of sql: String, _ db: isolated Connection) throws -> String? {
            do {
                switch self {
                case .none: try db.script(sql)
                case .sessionWrites:
                    try db.script("SET default_transaction_read_only = off")
                    try db.script(sql)
                case .transactionWrites: try db.script("BEGIN; SET TRANSACTION READ WRITE; \(sql); COMMIT")
                }
            } catch PGError.server(let error) {
                return ReaderTests.refusals.contains(error.state.rawValue) ? nil : "\(error)"
            } catch PGError.copy {
                return "the server waits for rows"
            }
            // To GRANT or REVOKE what one may not, PostgreSQL answers with a warning, and does nothing; that the privileges stay is compared afterwards.
            return sql.hasPrefix("GRANT") || sql.hasPrefix("REVOKE") ? nil : "done"
        }
    }

    @Test(arguments: Preparation.allCases) func nothingThatIsTriedWrites(_ preparation: Preparation) async throws {
        // Made here, since what a copy of a database does not take over is what must be shown.
        try await withRegister(.madeHere) { register in
            let before = try await register.superuser.run { db in try db.contents() }
            let attempts = try await register.superuser.run { db in try Attempts.onRelations(db) } + Attempts.elsewhere
            #expect(attempts.count > 700)
            for sql in attempts {
                #expect(try await register.reader.run { db in try preparation.outcome(of: sql, db) } == nil, "\(sql)")
            }
            #expect(try await register.superuser.run { db in try db.contents() } == before)
            #expect(try await register.superuser.number("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^pg_temp_'") == 0)
            #expect(try await register.superuser.number("SELECT count(*) FROM pg_database WHERE datname = 'register_attempt'") == 0)
        }
    }

    /// The flag of the session is a courtesy; what holds is that the role has no right to write anything.
    @Test func theRoleOwnsNothingAndMayChangeNothing() async throws {
        try await withRegister(.madeHere) { register in
            let rights = try await register.superuser.column(
                """
                SELECT oid::regclass::text || ' ' || p FROM pg_class CROSS JOIN unnest('{INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p
                WHERE relkind IN ('r', 'v') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                AND has_table_privilege('register_reader', oid, p)
                UNION ALL SELECT sequencename FROM pg_sequences WHERE has_sequence_privilege('register_reader', format('%I.%I', schemaname, sequencename), 'USAGE, UPDATE')
                UNION ALL SELECT nspname FROM pg_namespace WHERE has_schema_privilege('register_reader', oid, 'CREATE')
                UNION ALL SELECT datname FROM pg_database WHERE datname = current_database() AND has_database_privilege('register_reader', oid, 'CREATE, TEMPORARY')
                UNION ALL SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'register_reader'::regrole
                UNION ALL SELECT attname FROM pg_attribute WHERE attacl::text ~ 'register_reader=[arwxt]*[awx]'
                """)
            #expect(rights == [])
            #expect(try await register.reader.value("SELECT current_setting('default_transaction_read_only')") == "on")
        }
    }

    @Test func itReadsEverything() async throws {
        try await withRegister { register in
            let tables = try await register.superuser.column(
                "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'history'::regnamespace)")
            for table in tables { #expect(try await register.reader.number("SELECT count(*) FROM \(table)") >= 0) }
            #expect(tables.count > 20)
        }
    }
}
